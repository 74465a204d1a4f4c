"""Peak shaving: indicators, attribution, 96-point tables, reasons."""

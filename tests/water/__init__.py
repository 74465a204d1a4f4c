"""Water: curves, catchments, head."""

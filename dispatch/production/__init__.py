"""Energy and output of key units: output of a schedule, and output estimated from meters."""

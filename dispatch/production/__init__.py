"""Energy and output of key units, both ways: what a schedule makes, and what meters say of it."""

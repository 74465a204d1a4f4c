"""Weather → available power of a PV plant or a wind farm."""

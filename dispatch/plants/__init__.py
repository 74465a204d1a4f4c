"""Weather → what a PV plant or a wind farm could deliver."""

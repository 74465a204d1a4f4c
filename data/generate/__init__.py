"""The synthetic year of the reference case: sun, wind, water, demand and exchange, seeded and calibrated."""

"""Weather of a site over time: measured, or a synthetic year with the climate of the site."""

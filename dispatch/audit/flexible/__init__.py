"""The replay of loads that bend: one file a kind, own arithmetic throughout."""

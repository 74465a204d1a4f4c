"""Loads that bend: what one draws less or more than its baseline, each kind within the limits of its process."""

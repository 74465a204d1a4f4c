"""Catchments, run-of-river plants, and how head turns water into power: arrays in, arrays out."""

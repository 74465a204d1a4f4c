"""Demand that follows the weather, and how to find its sensitivities from a meter."""

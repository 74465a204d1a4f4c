"""Forecasts as a dispatcher would have had them, and how good they were."""

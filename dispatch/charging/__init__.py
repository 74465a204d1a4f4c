"""Charging piles one by one: who comes, when and for how much; what that leaves free for a dispatcher, and who gets
what.
"""

"""Bounds over every amount in its range and every matching at once (method, section 9)."""

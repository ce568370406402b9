"""Bounds over every amount in its range and every matching at once (section 7)."""

"""Loops: legs from deals, the search for circles, and their rows (method, section 11)."""

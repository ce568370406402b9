"""Intervals over all that is not public and every matching at once (method, section 7.1)."""

"""Figures read on their bases: unit economics, payback, other words (method, section 16)."""

"""Figures read on their rulers: what differs, unit economics, other words (method, section 16)."""

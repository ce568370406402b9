"""Dated payments: events in order, lots by rule, and the bounds of the same events (section 8)."""

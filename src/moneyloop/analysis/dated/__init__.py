"""Dated payments: events in order, lots by rule, bounds of the events (method, section 8)."""

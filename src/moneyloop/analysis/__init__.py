"""Rows to answers: flows, pools, laps, bounds and loops. Pure functions; nothing here prints."""

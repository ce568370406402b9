"""Periods as pools: laps, bounds, what feeds a pool, one dollar's way (method, sections 5 to 7)."""

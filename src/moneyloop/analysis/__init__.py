"""Rows to answers: study, graph, laps, bounds and loops. Pure functions; nothing here prints."""

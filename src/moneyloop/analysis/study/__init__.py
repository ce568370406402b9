"""Rows to pools: which rows count, their periods, flows and figures (method, sections 4 and 5)."""

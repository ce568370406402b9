"""Commitments against known money, and the sector's question."""

"""What a failure does: exposures, clearing payments, DebtRank, guarantees (method, section 12)."""

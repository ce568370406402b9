"""What if a row were not there, or known: leave one out, caps, unknowns tried."""

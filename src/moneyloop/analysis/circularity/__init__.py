"""The network as a whole: cycling, netting, and a null model of it (method, section 10)."""

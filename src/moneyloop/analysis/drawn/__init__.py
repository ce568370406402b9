"""Many draws of the amounts at once: their pools, markers and bounds (method, section 9)."""

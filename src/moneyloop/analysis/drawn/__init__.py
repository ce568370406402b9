"""Many draws of the amounts at once: their pools, estimates and bounds (method, section 9)."""

"""Many draws of the amounts at once: pools, markers and bounds of all of them (section 9)."""

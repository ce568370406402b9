"""The figures of a party on their bases: commitments, profiles side by side, what to watch."""

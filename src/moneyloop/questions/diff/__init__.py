"""What differs between two sides: rows, loops, and the moves of the answer."""

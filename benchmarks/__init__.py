"""How long the heavy parts take, beside what one would run instead: `python -m benchmarks`."""

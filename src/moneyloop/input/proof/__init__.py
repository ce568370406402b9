"""Whether rows that can be read can also be right: what `check --proof` asks, a warning each."""

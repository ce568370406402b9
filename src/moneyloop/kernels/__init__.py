"""The inner loops: plain functions over flat arrays of numbers, compiled where that pays."""

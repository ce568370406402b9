"""Answers that put several questions together: plain values for tables, pages and notebooks."""

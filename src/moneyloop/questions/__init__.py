"""What people ask, one file or folder per command: plain values for tables, pages and notebooks."""

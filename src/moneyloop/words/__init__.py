"""What things are called and how numbers are written, once for tables, pages and notebooks."""

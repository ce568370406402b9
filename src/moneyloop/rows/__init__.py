"""Files to rows: read a data package, check everything at once, select, append."""

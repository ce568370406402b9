"""Files to rows: read a data package or a list of payments, check everything at once, append."""

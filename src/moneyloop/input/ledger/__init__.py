"""Tables of payments as people have them: any file, any way of writing, a map of columns."""

"""Claims to rows, rows to documents: pure functions over model types and plain data."""

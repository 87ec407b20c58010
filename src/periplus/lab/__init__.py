"""A small world on loopback whose servers say exactly what a scenario tells them."""

"""Numbers from sequences; every measure is pure."""

"""Settings of the whole test session."""

"""The one room that reaches targets: every connection is decided by the gate and opened by dial."""

"""What evidence says, uninterpreted: one file per protocol, fact classes and their readers."""

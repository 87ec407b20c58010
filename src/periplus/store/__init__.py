"""Cases on disk: append-only evidence with a custody chain, judgements, tombstones, redaction."""

"""Our own tables: predicates, weights and signatures, a citation per row."""

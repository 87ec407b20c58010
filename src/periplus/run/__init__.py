"""One target, from question to claims: tasks, single-flight cache, budgets."""

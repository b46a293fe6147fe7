"""The rules of the locker: pure decisions over immutable state, with no I/O, clock or randomness."""

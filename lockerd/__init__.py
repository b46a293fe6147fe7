"""The daemon of a civic document locker."""

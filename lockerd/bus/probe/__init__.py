"""Finding out what hangs on a line, while no daemon runs on it; nothing here can move a lock (ADR 17)."""

"""SQLite: one writer thread, one file, the custody chain and the outbox."""

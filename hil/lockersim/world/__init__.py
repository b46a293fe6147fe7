"""The physical truth: doors, locks, things and hands, and the time in which it all happens."""

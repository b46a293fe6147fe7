"""lockerctl: the command line of technicians."""

"""What `lockerctl selftest` looks at; nothing of it fires a lock or changes anything."""

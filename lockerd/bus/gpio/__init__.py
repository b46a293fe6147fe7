"""Locks, contacts and other lines on the pins of this machine."""

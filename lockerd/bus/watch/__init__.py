"""Listening in on a line while it works: raw bytes, and the exchanges that they make."""

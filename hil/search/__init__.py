"""Searches everything that can happen at the doors of a wall, and compares what lockerd believes with what is true."""

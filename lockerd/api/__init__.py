"""The terminal and admin HTTP APIs."""

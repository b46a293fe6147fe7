"""What the rules speak of: rows, readings, visits, facts, requests. Nothing here decides."""

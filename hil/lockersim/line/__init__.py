"""A bus from end to end: the bytes on its wire, the ports they come in by, and who is heard."""

"""Lock-board protocols: bytes in, meanings out, no I/O."""

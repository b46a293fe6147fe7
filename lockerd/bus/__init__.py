"""One owner per wire: links, the RS-485 scan, the power arbiter."""

"""The simulator's own web server: the wall page, the terminal page, and what they need."""

"""People at the wall: what they hold, what they do, and what they had a right to."""

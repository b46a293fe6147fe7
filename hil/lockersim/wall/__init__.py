"""A wall as a whole: its description, what lockerd is told of it, and the wall itself, running."""

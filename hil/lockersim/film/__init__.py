"""A support bundle as a film: the wall, a slider, and what was decided at each step."""

"""Everything that can be made to go wrong, by name: how it is done to a wall, and undone."""

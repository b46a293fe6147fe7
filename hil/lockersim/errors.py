"""What goes wrong in the simulator itself, told to the person who started it."""


class SimError(Exception):
    """Something the simulator needs is missing, broken or did not come in time; the text says which."""

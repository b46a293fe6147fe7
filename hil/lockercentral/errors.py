"""What goes wrong at central, told to the person who started it."""


class CentralError(Exception):
    """A site, the broker or a message is not as it must be, or did not come in time; the text says which."""

"""The daemon of a civic document locker."""

from typing import Final

__version__: Final = "0.2.0.dev0"

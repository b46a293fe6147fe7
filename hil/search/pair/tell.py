"""Tells the daemons of the search of two doors."""

from typing import Final

from search.pair.checks import check
from search.pair.daemon import Daemon, key
from search.teller import Teller

TELLER: Final[Teller[Daemon]] = Teller(key, check)

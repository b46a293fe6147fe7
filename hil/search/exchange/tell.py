"""Tells the daemons of the search of exchanges."""

from typing import Final

from search.exchange.checks import check
from search.exchange.daemon import Daemon, key
from search.teller import Teller

TELLER: Final[Teller[Daemon]] = Teller(key, check)

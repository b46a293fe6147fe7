"""Tells the daemons of the search of hand-ins."""

from typing import Final

from search.hand_in.checks import check
from search.hand_in.daemon import Daemon, key
from search.teller import Teller

TELLER: Final[Teller[Daemon]] = Teller(key, check)

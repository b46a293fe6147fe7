"""What a site says of the classes that it takes in without a code, in the languages that people are spoken to in."""

from collections.abc import Mapping
from dataclasses import dataclass

from lockerd.languages import Language

InLanguages = Mapping[Language, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """One class, in the words of the configuration."""

    label: InLanguages
    """What a button says."""
    accepted: InLanguages
    not_accepted: InLanguages
    counts_until: InLanguages | None
    """Until when it counts as of today; None: nothing is said of that."""

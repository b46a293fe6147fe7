"""How simple German is measured: words of a sentence, as a reader counts them."""

import re

MOST_WORDS = 12
_VALUE = re.compile(r"\{[^}]*\}")
_ENDS = re.compile(r"(?<=[.!?])(?<!Nr\.)[“”]?\s+")


def sentences(text: str) -> list[list[str]]:
    """The words of each sentence; a value is one word, "Nr." ends no sentence, and neither does a colon."""
    return [re.findall(r"[\w-]+", sentence) for sentence in _ENDS.split(_VALUE.sub("Wert", text))]


def too_long(text: str) -> list[str]:
    """The sentences that are too long."""
    return [" ".join(words) for words in sentences(text) if len(words) > MOST_WORDS]

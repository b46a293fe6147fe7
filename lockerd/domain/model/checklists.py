"""Checklists: codes of an office's own for the types of things that it expects of whoever hands something in."""

from typing import Final

CODES_MAX: Final = 12
"""So many codes the checklist of one part may have."""
CODE: Final = r"^[a-z][a-z0-9_]{0,31}$"
"""It names a type of thing, never a person or a single document; no capitals and no spaces, so that nobody puts a name
in."""


def each_once(codes: list[str]) -> list[str]:
    """The same codes; raises ValueError where one stands there twice."""
    if len(set(codes)) < len(codes):
        raise ValueError("a code stands there twice")
    return codes

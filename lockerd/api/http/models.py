"""What every body and every answer is made of. What checks them is built when the first of them comes."""

from typing import Final

from pydantic import BaseModel, ConfigDict


class Body(BaseModel):
    """Base of all requests: every other key, type or length is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, defer_build=True)


class View(BaseModel):
    """Base of all answers: what is not declared does not go out."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


SCANNED: Final = "scanned"
TYPED: Final = "typed"
LOADING: Final = "loading"
RETRIEVAL: Final = "retrieval"
REISSUE: Final = "reissue"
EMERGENCY: Final = "emergency"
STOCKTAKE: Final = "stocktake"
EMPTYING: Final = "emptying"
HAND_IN: Final = "hand_in"
"""The forms of a body that begins a visit: a code, a badge and what is wanted, or nothing and what is wanted."""
FORMS: Final = frozenset({SCANNED, TYPED, LOADING, RETRIEVAL, EMERGENCY, STOCKTAKE, EMPTYING, REISSUE, HAND_IN})
"""They are told apart by what is in the body, and named in no answer."""

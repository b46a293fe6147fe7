"""Lock-board protocols: bytes in, meanings out, no I/O."""

from typing import Any, ClassVar, Final

from lockerd.boards.bcc import Bcc
from lockerd.boards.codec import Codec
from lockerd.boards.cu48 import Cu48
from lockerd.boards.describe import describe
from lockerd.boards.frames import Side
from lockerd.errors import CallerError

CODECS: Final[dict[str, Codec]] = {
    "cu48": Cu48(),
    "bcc": Bcc(),
}
"""Every supported family in its usual form."""


class UnknownFamilyError(CallerError):
    """A board family no codec was written for."""

    code: ClassVar[str] = "unknown_family"


def codec_of(family: str) -> Codec:
    """The codec of a family; raises `UnknownFamilyError` and names those that exist."""
    codec = CODECS.get(family)
    if codec is None:
        msg = f"no board family {family!r}; known are {', '.join(sorted(CODECS))}"
        raise UnknownFamilyError(msg)
    return codec


def decode(family: str, data: bytes, side: Side | None = None) -> list[dict[str, Any]]:
    """Every meaning of these bytes in words, see `describe`; raises `UnknownFamilyError` and `NotAFrameError`."""
    return describe(codec_of(family), data, side)

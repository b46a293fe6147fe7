"""Lock-board protocols: bytes in, meanings out, no I/O."""

from collections.abc import Callable
from typing import Any, ClassVar, Final

from lockerd.boards import bcc, cu12, cu16, cu48, cu48b, kecheng, lctech, modbus_in, waveshare, winnsen, wkly
from lockerd.boards.codec import Codec
from lockerd.boards.describe import describe
from lockerd.boards.frames import Side
from lockerd.boards.options import Options
from lockerd.errors import CallerError

FAMILIES: Final[dict[str, Callable[[Options], Codec]]] = {
    "cu16": cu16.make,
    "cu48": cu48.make,
    "cu48b": cu48b.make,
    "cu12": cu12.make,
    "bcc": bcc.make,
    "kecheng": kecheng.make,
    "winnsen": winnsen.make,
    "wkly": wkly.make,
    "waveshare": waveshare.make,
    "lctech": lctech.make,
    "modbus_in": modbus_in.make,
}
"""How to get the codec of a board, by family."""

MODELS: Final[dict[str, tuple[str, ...]]] = {
    "bcc": bcc.MODELS,
    "cu48b": cu48b.MODELS,
    "wkly": wkly.MODELS,
    "waveshare": waveshare.MODELS,
    "lctech": lctech.MODELS,
    "modbus_in": modbus_in.MODELS,
}
"""The models of the families that have several, the usual one first."""

MODBUS: Final = frozenset({"waveshare", "lctech", "modbus_in"})
"""Families that may share a line: each frame says in the same place whom it is for, and who else hears it leaves it."""

_USUAL: Final = Options()
CODECS: Final[dict[str, Codec]] = {family: make(_USUAL) for family, make in FAMILIES.items()}
"""Every supported family in its usual form."""


class UnknownFamilyError(CallerError):
    """A board family no codec was written for."""

    code: ClassVar[str] = "unknown_family"


def codec_of(family: str, options: Options = _USUAL) -> Codec:
    """The codec of a board; raises `UnknownFamilyError`, which names those that exist, and `BadProfileError`."""
    make = FAMILIES.get(family)
    if make is None:
        msg = f"no board family {family!r}; known are {', '.join(sorted(FAMILIES))}"
        raise UnknownFamilyError(msg)
    return CODECS[family] if options == _USUAL else make(options)


def decode(family: str, data: bytes, side: Side | None = None) -> list[dict[str, Any]]:
    """Every meaning of these bytes in words, see `describe`; raises `UnknownFamilyError` and `NotAFrameError`."""
    return describe(codec_of(family), data, side)

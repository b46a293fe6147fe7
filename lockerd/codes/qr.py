"""A text as QR picture: for paper (SVG), for screens and printers (PNG), for a terminal window.

Error correction level M and the full quiet zone of 4 modules. The text is one segment: split into modes, a token would
no longer fit version 7 (45 x 45 modules), which cheap scanners still read from a phone.

What draws is loaded with the first picture: a daemon that has just begun needs none.
"""

import io
from typing import TYPE_CHECKING

from lockerd.errors import CallerError

if TYPE_CHECKING:
    from qrcode.image.pure import PyPNGImage
    from qrcode.main import QRCode

QUIET_ZONE = 4
_BOX = 10  # pixels a module in PNG; the SVG factory makes a millimetre of them
_BLOCKS = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}


class TooLongError(CallerError):
    """The text does not fit the largest QR symbol."""

    code = "qr_too_long"


def svg(text: str) -> str:
    """An SVG element, black on white, one module a millimetre; can stand alone or inside HTML."""
    from qrcode.image.svg import SvgPathFillImage

    image = _code(text).make_image(image_factory=SvgPathFillImage)
    return str(image.to_string(encoding="unicode"))


def png(text: str, width: int | None = None) -> bytes:
    """A black and white PNG, 10 pixels a module; or exactly ``width`` pixels wide, with modules as large as fit.

    A printer for paper of 58 mm has 384 dots in a line. Raises ``TooLongError``, also where not even one pixel a module
    fits.
    """
    from png import Writer
    from qrcode.image.pure import PyPNGImage

    out = io.BytesIO()
    if width is None:
        _code(text).make_image(image_factory=PyPNGImage).save(out)
        return out.getvalue()
    modules = matrix(text)
    box, left = divmod(width, len(modules))
    if box == 0:
        raise TooLongError(f"the QR code has {len(modules)} modules, more than {width} pixels")
    before, after = [1] * (left // 2), [1] * (left - left // 2)
    lines = [[*before, *(0 if dark else 1 for dark in row for _ in range(box)), *after] for row in modules]
    rows = [line for line in lines for _ in range(box)]
    Writer(width, len(rows), greyscale=True, bitdepth=1).write(out, rows)
    return out.getvalue()


def terminal(text: str) -> str:
    """Lines of half blocks for a dark terminal: two modules a character, light ones drawn."""
    rows = matrix(text)
    if len(rows) % 2:
        rows.append([False] * len(rows))
    return "\n".join(
        "".join(_BLOCKS[upper, lower] for upper, lower in zip(above, below, strict=True))
        for above, below in zip(rows[::2], rows[1::2], strict=True)
    )


def matrix(text: str) -> list[list[bool]]:
    """The modules, true is dark, quiet zone included."""
    return [[bool(module) for module in row] for row in _code(text).get_matrix()]


def version(text: str) -> int:
    """Which of the 40 symbol sizes the text needs."""
    return _code(text).version


def _code(text: str) -> "QRCode[PyPNGImage]":
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.exceptions import DataOverflowError
    from qrcode.image.pure import PyPNGImage
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, box_size=_BOX, border=QUIET_ZONE, image_factory=PyPNGImage)
    code.add_data(text, optimize=0)
    try:
        code.make()
    except (DataOverflowError, ValueError):  # qrcode 8.2 falls over its own check of version 41
        raise TooLongError("the text is too long for a QR code") from None
    return code

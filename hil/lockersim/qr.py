"""Printing codes for letters, and reading a printed one back as a scanner would."""

import io
from functools import lru_cache
from typing import Final

import png
import qrcode
import zxingcpp
from qrcode.image.pure import PyPNGImage
from qrcode.image.svg import SvgPathImage

from lockersim.errors import SimError

QUIET = 4
"""Modules of white around the code (ISO/IEC 18004)."""
LETTERS: Final = 64
"""So many pictures are kept: a page asks for all its letters after each change, and drawing one takes a tenth of a
second in which nothing else is computed."""


def _code(text: str) -> "qrcode.QRCode[PyPNGImage]":
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET, box_size=6, image_factory=PyPNGImage)
    code.add_data(text, optimize=0)
    return code


@lru_cache(maxsize=LETTERS)
def draw_svg(text: str) -> bytes:
    """Draw a QR code as SVG."""
    target = io.BytesIO()
    _code(text).make_image(image_factory=SvgPathImage).save(target)
    return target.getvalue()


@lru_cache(maxsize=LETTERS)
def draw_png(text: str) -> bytes:
    """Draw a QR code as PNG."""
    target = io.BytesIO()
    _code(text).make_image().save(target)
    return target.getvalue()


def scan_png(image: bytes) -> str:
    """Read the code in a PNG; raises ``SimError`` when there is none."""
    try:
        width, height, rows, info = png.Reader(bytes=image).asDirect()
        planes = info["planes"]
        scale = 255 // ((1 << info["bitdepth"]) - 1)
        shades = bytes(min(value * scale, 255) for value in range(256))
        grey = b"".join(bytes(row[::planes]).translate(shades) for row in rows)
    except (png.Error, ValueError) as error:
        raise SimError(f"not a PNG: {error}") from None
    return scan_grey(grey, width=width, height=height)


def scan_grey(grey: bytes, *, width: int, height: int) -> str:
    """Read the code in a picture of one byte a pixel; raises ``SimError``."""
    if width < 1 or height < 1 or len(grey) != width * height:
        raise SimError("the picture has not the size it claims")
    found = zxingcpp.read_barcode(memoryview(grey).cast("B", (height, width)))
    if found is None:
        raise SimError("no code is to be seen in the picture")
    return str(found.text)

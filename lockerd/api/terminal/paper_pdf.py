"""A receipt or a record as PDF/A-3, with the signed message embedded: for e-files and for who keeps papers."""

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Final

from lockerd.api.http.wording import Speaker
from lockerd.codes import pdf, qr
from lockerd.codes.receipt import unwrap
from lockerd.domain.model.receipts import Receipt

NAME: Final = "receipt.cose"
TYPE: Final = "application/cose"


def paper_pdf(row: Receipt, text: str, signed: str, speaker: Speaker) -> bytes:
    """The file: the same row gives the same bytes in each language."""
    at = datetime.fromtimestamp(row.lo_s if row.hi_s is None else row.hi_s, UTC)
    page = pdf.Page(
        lines=text.split("\n"),
        language=speaker.language,
        modules=qr.matrix(signed),
        alternative=speaker.say("paper.picture"),
        attached=unwrap(signed),
        attached_name=NAME,
        attached_type=TYPE,
        dated=f"{at:%Y%m%d%H%M%S}",
    )
    return pdf.write(page, _font())


@cache
def _font() -> bytes:
    return files("lockerd.api.terminal").joinpath("fonts", "DejaVuSansMono-latin.ttf").read_bytes()

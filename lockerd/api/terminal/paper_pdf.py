"""A receipt or a record as PDF/A-3, with the signed message embedded: for e-files and for who keeps papers."""

from datetime import UTC, datetime
from importlib.resources import files
from typing import Final

from lockerd.api.http.wording import Speaker
from lockerd.codes import pdf, qr
from lockerd.codes.receipt import unwrap
from lockerd.domain.model.receipts import Receipt
from lockerd.languages import DEFAULT

NAME: Final = "receipt.cose"
TYPE: Final = "application/cose"
FONT: Final = "DejaVuSansMono-papers.ttf"
"""Read for each paper: a paper is rare, and the memory of a day is not."""


def paper_pdf(row: Receipt, text: str, signed: str, speaker: Speaker, german: str | None = None) -> bytes:
    """The file: the same row gives the same bytes in each language. ``german`` stands below a draft."""
    at = datetime.fromtimestamp(row.lo_s if row.hi_s is None else row.hi_s, UTC)
    page = pdf.Page(
        lines=text.split("\n"),
        language=speaker.language,
        from_the_right=speaker.language.from_the_right,
        modules=qr.matrix(signed),
        alternative=speaker.say("paper.picture"),
        attached=unwrap(signed),
        attached_name=NAME,
        attached_type=TYPE,
        dated=f"{at:%Y%m%d%H%M%S}",
        beside=[] if german is None else german.split("\n"),
        beside_language="" if german is None else DEFAULT,
    )
    return pdf.write(page, files("lockerd.api.terminal").joinpath("fonts", FONT).read_bytes())

"""A page of text and a QR code as PDF/A-3 (ISO 19005-3, level B), tagged, with what is signed embedded in it.

Written by hand, because a page of one typeface needs next to nothing of a library, and those that make PDF/A bring
picture and font libraries along. One font of one width is embedded; black is black in a calibrated grey. The same input
gives the same bytes: a print is a copy. What is written from the right stands at the right, joined and in its order;
for whoever has it read out, it stands beside that as it is typed.
"""

import hashlib
import textwrap
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.sax.saxutils import escape

from lockerd.codes.bidi import visual
from lockerd.codes.pdf_font import WIDTH_PER_MILLE, font_objects, glyphs_of, shown, stream

A4_PT: Final = (595, 842)
MARGIN_PT: Final = 56


@dataclass(frozen=True, slots=True)
class Type:
    """How large lines are set."""

    size_pt: int
    leading_pt: int
    columns: int
    """So many characters fill a line."""
    gap_pt: int
    """Below each paragraph."""


TEXT: Final = Type(size_pt=10, leading_pt=14, columns=76, gap_pt=7)
BESIDE: Final = Type(size_pt=7, leading_pt=9, columns=110, gap_pt=3)
MODULE_PT: Final = 2.6
"""Of the QR code, nine tenths of a millimetre; the largest is 78 mm wide."""

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag>{languages}</rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Page:
    """What shall stand there."""

    lines: Sequence[str]
    """Paragraphs, the first is the title."""
    language: str
    """As ``de`` or ``en``."""
    from_the_right: bool
    """It is written from right to left."""
    modules: Sequence[Sequence[bool]]
    """Of the QR code, with its quiet zone."""
    alternative: str
    """What the picture is, for those who do not see it."""
    attached: bytes
    attached_name: str
    attached_type: str
    """Media type."""
    dated: str
    """When what is attached came into being: ``20261130224921``, UTC."""
    beside: Sequence[str] = ()
    """The same in another language, below it and smaller."""
    beside_language: str = ""


@dataclass(frozen=True, slots=True)
class _Paragraph:
    text: str
    kind: str
    type: Type
    from_the_right: bool = False
    language: str = ""
    """Where it is another one than the page's."""
    lines: list[str] = field(init=False)
    """As they stand there."""

    def __post_init__(self) -> None:
        wrapped = textwrap.wrap(self.text, self.type.columns, break_on_hyphens=False) or [""]
        object.__setattr__(self, "lines", [visual(line) for line in wrapped] if self.from_the_right else wrapped)


def write(page: Page, font: bytes) -> bytes:
    """The file. ``font`` is TrueType, each of its characters ``WIDTH_PER_MILLE`` wide; what it lacks becomes ``?``."""
    glyphs = glyphs_of(font)
    paragraphs = [
        *(_Paragraph(line, "P" if at else "H1", TEXT, page.from_the_right) for at, line in enumerate(page.lines)),
        *(_Paragraph(line, "P", BESIDE, language=page.beside_language) for line in page.beside),
    ]
    used = "".join(line for each in paragraphs for line in each.lines)
    content = _content(page, paragraphs, glyphs)
    return _file(
        [
            *_document(page, content),
            *font_objects(font, glyphs, used, FONT),
            *_attachment(page),
            *_structure(page, paragraphs),
        ]
    )


PAGES, PAGE, METADATA, CONTENT, FONT = range(2, 7)
FILESPEC, EMBEDDED, TREE, DOCUMENT, MARKS = range(FONT + 5, FONT + 10)
"""The numbers of the objects in the order in which they are written, after the catalogue; there are several marks, and
the font is five."""


def _document(page: Page, content: bytes) -> list[bytes]:
    title, *_ = page.lines
    languages = "".join(f"<rdf:li>{each}</rdf:li>" for each in (page.language, page.beside_language) if each)
    metadata = _XMP.format(title=escape(title), languages=languages).encode()
    grey = "/DefaultGray[/CalGray<</WhitePoint[0.9505 1 1.089]/Gamma 2.2>>]"
    return [
        _object(
            f"/Type/Catalog/Pages {PAGES} 0 R/Metadata {METADATA} 0 R/Lang({page.language})",
            f"/MarkInfo<</Marked true>>/StructTreeRoot {TREE} 0 R/ViewerPreferences<</DisplayDocTitle true>>",
            f"/AF[{FILESPEC} 0 R]/Names<</EmbeddedFiles<</Names[({page.attached_name}){FILESPEC} 0 R]>>>>",
        ),
        _object(f"/Type/Pages/Kids[{PAGE} 0 R]/Count 1"),
        _object(
            f"/Type/Page/Parent {PAGES} 0 R/MediaBox[0 0 {A4_PT[0]} {A4_PT[1]}]/Contents {CONTENT} 0 R",
            f"/StructParents 0/Tabs/S/Resources<</Font<</F {FONT} 0 R>>/ColorSpace<<{grey}>>>>",
        ),
        stream("/Type/Metadata/Subtype/XML", metadata),
        stream("/Filter/FlateDecode", zlib.compress(content, 9)),
    ]


def _attachment(page: Page) -> list[bytes]:
    name, kind = page.attached_name, page.attached_type.replace("/", "#2F")
    params = f"/Params<</Size {len(page.attached)}/ModDate(D:{page.dated}Z)>>"
    return [
        _object(
            f"/Type/Filespec/F({name})/UF({name})/AFRelationship/Source/Desc{_text(page.alternative)}",
            f"/EF<</F {EMBEDDED} 0 R/UF {EMBEDDED} 0 R>>",
        ),
        stream(f"/Type/EmbeddedFile/Subtype/{kind}{params}", page.attached),
    ]


def _structure(page: Page, paragraphs: Sequence[_Paragraph]) -> list[bytes]:
    entries = [(each.kind, _spoken(each)) for each in paragraphs]
    entries.append(("Figure", f"/Alt{_text(page.alternative)}"))
    kids = " ".join(f"{MARKS + n} 0 R" for n in range(len(entries)))
    return [
        _object(f"/Type/StructTreeRoot/K {DOCUMENT} 0 R/ParentTree<</Nums[0[{kids}]]>>/ParentTreeNextKey 1"),
        _object(f"/Type/StructElem/S/Document/P {TREE} 0 R/K[{kids}]"),
        *(
            _object(f"/Type/StructElem/S/{kind}/P {DOCUMENT} 0 R/Pg {PAGE} 0 R/K {number}", more)
            for number, (kind, more) in enumerate(entries)
        ),
    ]


def _spoken(paragraph: _Paragraph) -> str:
    """What a reader needs besides the glyphs: the language, and the text itself where its order on paper is another."""
    language = f"/Lang({paragraph.language})" if paragraph.language else ""
    return language + (f"/ActualText{_text(paragraph.text)}" if paragraph.from_the_right else "")


def _content(page: Page, paragraphs: Sequence[_Paragraph], glyphs: Mapping[str, int]) -> bytes:
    """The page's drawing; each paragraph is marked for whoever has it read out."""
    out, y = ["0 g"], A4_PT[1] - MARGIN_PT
    for number, paragraph in enumerate(paragraphs):
        kind = paragraph.type
        out.append(f"/{paragraph.kind} <</MCID {number}>> BDC BT /F {kind.size_pt} Tf")
        for line in paragraph.lines:
            wide = len(line) * kind.size_pt * WIDTH_PER_MILLE / 1000
            x = A4_PT[0] - MARGIN_PT - wide if paragraph.from_the_right else MARGIN_PT
            out.append(f"1 0 0 1 {x:.2f} {y} Tm {shown(line, glyphs)} Tj")
            y -= kind.leading_pt
        out.append("ET EMC")
        y -= kind.gap_pt
    out.append(f"/Figure <</MCID {len(paragraphs)}>> BDC")
    for row, modules in enumerate(page.modules):
        dark = [column for column, module in enumerate(modules) if module]
        at = y - (row + 1) * MODULE_PT
        out += [f"{MARGIN_PT + column * MODULE_PT:.1f} {at:.1f} {MODULE_PT} {MODULE_PT} re" for column in dark]
    out.append("f EMC")
    return "\n".join(out).encode("latin-1")


def _text(text: str) -> str:
    """A string outside of the page, in any script."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def _object(*entries: str) -> bytes:
    return f"<<{''.join(entries)}>>".encode("latin-1")


def _file(objects: Sequence[bytes]) -> bytes:
    out, offsets = bytearray(_HEAD), []
    for number, each in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + each + b"\nendobj\n"
    at, name = len(out), hashlib.sha256(out).hexdigest()[:32]
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{offset:010} 00000 n \n".encode() for offset in offsets)
    out += f"trailer\n<</Size {len(objects) + 1}/Root 1 0 R/ID[<{name}><{name}>]>>\nstartxref\n{at}\n%%EOF\n".encode()
    return bytes(out)

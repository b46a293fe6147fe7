"""A page of text and a QR code as PDF/A-3 (ISO 19005-3, level B), tagged, with what is signed embedded in it.

Written by hand, because a page of one typeface needs next to nothing of a library, and those that make PDF/A bring
picture and font libraries along. One font of one width is embedded; black is black in a calibrated grey. The same input
gives the same bytes: a print is a copy.
"""

import hashlib
import textwrap
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

A4_PT: Final = (595, 842)
MARGIN_PT: Final = 56
SIZE_PT: Final = 10
LEADING_PT: Final = 14
WIDTH_PER_MILLE: Final = 602
"""Of each character of the font."""
COLUMNS: Final = 76
MODULE_PT: Final = 2.6
"""Of the QR code, nine tenths of a millimetre; the largest is 78 mm wide."""

_HEAD: Final = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_FONT: Final = "LCKRDA+DejaVuSansMono"
_XMP: Final = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


@dataclass(frozen=True, slots=True)
class Page:
    """What shall stand there."""

    lines: Sequence[str]
    """Paragraphs, the first is the title."""
    language: str
    """As ``de`` or ``en``."""
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


def write(page: Page, font: bytes) -> bytes:
    """The file. ``font`` is TrueType, each of its characters ``WIDTH_PER_MILLE`` wide; what it lacks becomes ``?``."""
    kinds = ["H1", *["P"] * (len(page.lines) - 1), "Figure"]
    return _file([*_document(page), *_appearance(font), *_attachment(page), *_structure(page, kinds)])


PAGES, PAGE, METADATA, CONTENT, FONT, DESCRIPTOR, TRUETYPE, FILESPEC, EMBEDDED, TREE, DOCUMENT, MARKS = range(2, 14)
"""The numbers of the objects in the order in which they are written, after the catalogue; there are several marks."""


def _document(page: Page) -> list[bytes]:
    title, *_ = page.lines
    metadata = _XMP.format(title=escape(title), language=page.language).encode()
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
        _stream("/Type/Metadata/Subtype/XML", metadata),
        _stream("/Filter/FlateDecode", zlib.compress(_content(page), 9)),
    ]


def _appearance(font: bytes) -> list[bytes]:
    widths = " ".join([str(WIDTH_PER_MILLE)] * 224)
    return [
        _object(
            f"/Type/Font/Subtype/TrueType/BaseFont/{_FONT}/Encoding/WinAnsiEncoding/FirstChar 32/LastChar 255",
            f"/Widths[{widths}]/FontDescriptor {DESCRIPTOR} 0 R",
        ),
        _object(
            f"/Type/FontDescriptor/FontName/{_FONT}/Flags 33/FontBBox[-559 -375 718 1028]/ItalicAngle 0/Ascent 928",
            f"/Descent -236/CapHeight 729/StemV 80/FontFile2 {TRUETYPE} 0 R",
        ),
        _stream(f"/Filter/FlateDecode/Length1 {len(font)}", zlib.compress(font, 9)),
    ]


def _attachment(page: Page) -> list[bytes]:
    name, kind = page.attached_name, page.attached_type.replace("/", "#2F")
    params = f"/Params<</Size {len(page.attached)}/ModDate(D:{page.dated}Z)>>"
    return [
        _object(
            f"/Type/Filespec/F({name})/UF({name})/AFRelationship/Source/Desc({_text(page.alternative)})",
            f"/EF<</F {EMBEDDED} 0 R/UF {EMBEDDED} 0 R>>",
        ),
        _stream(f"/Type/EmbeddedFile/Subtype/{kind}{params}", page.attached),
    ]


def _structure(page: Page, kinds: Sequence[str]) -> list[bytes]:
    kids = " ".join(f"{MARKS + n} 0 R" for n in range(len(kinds)))
    alternative = f"/Alt({_text(page.alternative)})"
    return [
        _object(f"/Type/StructTreeRoot/K {DOCUMENT} 0 R/ParentTree<</Nums[0[{kids}]]>>/ParentTreeNextKey 1"),
        _object(f"/Type/StructElem/S/Document/P {TREE} 0 R/K[{kids}]"),
        *(
            _object(
                f"/Type/StructElem/S/{kind}/P {DOCUMENT} 0 R/Pg {PAGE} 0 R/K {number}",
                alternative if kind == "Figure" else "",
            )
            for number, kind in enumerate(kinds)
        ),
    ]


def _content(page: Page) -> bytes:
    """The page's drawing; each paragraph is marked for whoever has it read out."""
    out, y = ["0 g"], A4_PT[1] - MARGIN_PT
    for number, paragraph in enumerate(page.lines):
        out.append(f"/{'H1' if number == 0 else 'P'} <</MCID {number}>> BDC BT /F {SIZE_PT} Tf {LEADING_PT} TL")
        out.append(f"{MARGIN_PT} {y} Td")
        wrapped = textwrap.wrap(paragraph, COLUMNS) or [""]
        out += [f"({_text(line)}) Tj T*" for line in wrapped]
        out.append("ET EMC")
        y -= LEADING_PT * len(wrapped) + LEADING_PT // 2
    out.append(f"/Figure <</MCID {len(page.lines)}>> BDC")
    for row, modules in enumerate(page.modules):
        dark = [column for column, module in enumerate(modules) if module]
        at = y - (row + 1) * MODULE_PT
        out += [f"{MARGIN_PT + column * MODULE_PT:.1f} {at:.1f} {MODULE_PT} {MODULE_PT} re" for column in dark]
    out.append("f EMC")
    return "\n".join(out).encode("latin-1")


def _text(text: str) -> str:
    """A literal string in the font's encoding (cp1252), each byte as the character of its number."""
    coded = text.encode("cp1252", "replace").decode("latin-1")
    return coded.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _object(*entries: str) -> bytes:
    return f"<<{''.join(entries)}>>".encode("latin-1")


def _stream(entries: str, data: bytes) -> bytes:
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode("latin-1") + data + b"\nendstream"


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

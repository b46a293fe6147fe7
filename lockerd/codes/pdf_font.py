"""The typeface of a page as PDF: a TrueType font of one width, embedded whole, and which of its glyphs stand there.

Text is written by glyph (Identity-H), so that any script of the font can stand on a page; what each glyph means is told
beside it (ToUnicode), for those who search, copy or listen.
"""

import struct
import unicodedata
import zlib
from collections.abc import Iterable, Mapping
from typing import Final

WIDTH_PER_MILLE: Final = 602
"""Of each character of the font."""
NAME: Final = "LCKRDA+DejaVuSansMono"
_UNKNOWN: Final = "?"
_CMAP: Final = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo<</Registry(Adobe)/Ordering(UCS)/Supplement 0>>def /CMapName/Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000><FFFF> endcodespacerange
{meanings}
endcmap CMapName currentdict /CMap defineresource pop end end"""
_MOST_A_BLOCK: Final = 100


def glyphs_of(font: bytes) -> Mapping[str, int]:
    """By character, the number of its glyph: the table of a TrueType font for Unicode's first plane (format 4)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    directory = [struct.unpack_from(">4sIII", font, 12 + 16 * each) for each in range(tables)]
    start = next(offset for tag, _, offset, _ in directory if tag == b"cmap")
    (count,) = struct.unpack_from(">H", font, start + 2)
    subtables = [start + struct.unpack_from(">HHI", font, start + 4 + 8 * each)[2] for each in range(count)]
    at = next(each for each in subtables if struct.unpack_from(">H", font, each)[0] == 4)
    segments = struct.unpack_from(">H", font, at + 6)[0] // 2
    ends, starts, deltas, ranges = (
        struct.unpack_from(f">{segments}H", font, at + 14 + 2 * segments * each + (2 if each else 0))
        for each in range(4)
    )
    found: dict[str, int] = {}
    for each in range(segments):
        for code in range(starts[each], min(ends[each], 0xFFFE) + 1):
            if ranges[each]:
                place = at + 16 + 6 * segments + 2 * each + ranges[each] + 2 * (code - starts[each])
                (glyph,) = struct.unpack_from(">H", font, place)
                glyph = (glyph + deltas[each]) & 0xFFFF if glyph else 0
            else:
                glyph = (code + deltas[each]) & 0xFFFF
            if glyph:
                found[chr(code)] = glyph
    return found


def shown(text: str, glyphs: Mapping[str, int]) -> str:
    """A string of a page's content: its glyphs, by number; what the font lacks becomes ``?``."""
    return "<" + "".join(f"{glyphs.get(sign, glyphs[_UNKNOWN]):04X}" for sign in text) + ">"


def font_objects(font: bytes, glyphs: Mapping[str, int], used: Iterable[str], number: int) -> list[bytes]:
    """Five objects, of which the first has this number and is what a page names: the typeface with all it needs."""
    descendant, descriptor, file, meanings = range(number + 1, number + 5)
    return [
        f"<</Type/Font/Subtype/Type0/BaseFont/{NAME}/Encoding/Identity-H/DescendantFonts[{descendant} 0 R]"
        f"/ToUnicode {meanings} 0 R>>".encode(),
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont/{NAME}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW {WIDTH_PER_MILLE}/CIDToGIDMap/Identity>>".encode(),
        f"<</Type/FontDescriptor/FontName/{NAME}/Flags 5/FontBBox[-559 -375 718 1042]/ItalicAngle 0/Ascent 928"
        f"/Descent -236/CapHeight 729/StemV 80/FontFile2 {file} 0 R>>".encode(),
        stream(f"/Filter/FlateDecode/Length1 {len(font)}", zlib.compress(font, 9)),
        stream("/Filter/FlateDecode", zlib.compress(_meanings(glyphs, used), 9)),
    ]


def stream(entries: str, data: bytes) -> bytes:
    """An object with data."""
    return f"<<{entries}/Length {len(data)}>>\nstream\n".encode("latin-1") + data + b"\nendstream"


def _meanings(glyphs: Mapping[str, int], used: Iterable[str]) -> bytes:
    """What each glyph that is used stands for: of a joined letter, or two in one, the letters as they are typed."""
    signs = sorted({sign if sign in glyphs else _UNKNOWN for sign in used})
    rows = sorted({glyphs[sign]: _typed(sign) for sign in signs}.items())
    blocks = []
    for at in range(0, len(rows), _MOST_A_BLOCK):
        block = rows[at : at + _MOST_A_BLOCK]
        lines = "\n".join(f"<{glyph:04X}><{text.encode('utf-16-be').hex().upper()}>" for glyph, text in block)
        blocks.append(f"{len(block)} beginbfchar\n{lines}\nendbfchar")
    return _CMAP.format(meanings="\n".join(blocks)).encode()


def _typed(sign: str) -> str:
    joined = unicodedata.decomposition(sign).startswith(("<initial>", "<medial>", "<final>", "<isolated>"))
    return unicodedata.normalize("NFKC", sign) if joined else sign

"""A man page as text with the macros of man(7)."""

import re
from collections.abc import Iterable
from typing import Final

from lockerd import __version__

_EACH_LINE: Final = re.compile(r"^(?=[.'])", re.MULTILINE)


def plain(text: str) -> str:
    """Text that is printed as it stands: nothing in it is a command."""
    text = text.replace("\\", "\\e").replace("-", "\\-")
    return _EACH_LINE.sub(r"\\&", text)


def page(name: str, section: int, what: str, *parts: str) -> str:
    """A whole page; ``what`` stands behind its name."""
    head = f'.TH {name.upper()} {section} "" "lockerd {__version__}" "Document locker"\n'
    return "".join([head, ".SH NAME\n", f"{name} \\- {plain(what)}\n", *parts])


def chapter(title: str, *parts: str) -> str:
    """One section of a page."""
    return f'.SH "{plain(title.upper())}"\n{"".join(parts)}'


def under(title: str, *parts: str) -> str:
    """One subsection."""
    return f'.SS "{plain(title)}"\n{"".join(parts)}'


def paragraph(text: str) -> str:
    """Words that are filled."""
    return f".PP\n{plain(' '.join(text.split()))}\n"


def item(term: str, text: str) -> str:
    """A term, and what it means beside it."""
    return f".TP\n.B {plain(term)}\n{plain(' '.join(text.split()))}\n"


def literally(lines: Iterable[str]) -> str:
    """Lines as they stand."""
    return f".PP\n.nf\n{plain(chr(10).join(lines))}\n.fi\n"


def see_also(*names: str) -> str:
    """The last section; ``names`` as lockerd(8)."""
    split = (each.rstrip(")").split("(") for each in names)
    return ".SH SEE ALSO\n" + ",\n".join(f".BR {name} ({section})" for name, section in split) + "\n"

"""What may be asked on a line of which nothing is known yet: questions that move no lock of any family.

Which questions are safe, in which order, and which cannot be made safe: ADR 17 under docs/adr.
"""

from typing import Final

from lockerd.boards.probing.bcc import BccDialect
from lockerd.boards.probing.dialect import Dialect
from lockerd.boards.probing.kerong import Cu12Dialect, Cu16Dialect, Cu48bDialect, Cu48Dialect
from lockerd.boards.probing.modbus import ModbusDialect
from lockerd.boards.probing.winnsen import WinnsenDialect
from lockerd.boards.probing.wkly import WklyDialect

_ALL: Final[tuple[Dialect, ...]] = (
    BccDialect(),
    WinnsenDialect(),
    WklyDialect(),
    Cu12Dialect(),
    Cu16Dialect(),
    ModbusDialect(),
    Cu48Dialect(),
    Cu48bDialect(),
)
DIALECTS: Final[dict[str, Dialect]] = {dialect.name: dialect for dialect in _ALL}
"""All of them, in the order in which they are spoken: nobody is asked before those whom the answers could endanger."""


def dialect_of(family: str) -> Dialect:
    """The dialect of a family in `lockerd.boards.FAMILIES`."""
    return next(dialect for dialect in _ALL if family in dialect.families)

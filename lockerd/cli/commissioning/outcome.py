"""What came of a walk, in words and for programs."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lockerd.cli.commissioning.found import Record


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished walk."""

    record: Record
    path: Path
    """Of the record."""
    changes: tuple[str, ...]
    """What has to change in the configuration."""
    signature: str = ""
    written: Path | None = None
    """The new configuration, where one was written."""
    kept: Path | None = None
    """What stood there before."""
    running: Path | None = None
    """The configuration that the daemon runs with."""
    new_config: str = ""
    """SHA-256 of the new configuration, hex."""
    not_written: str = ""
    """Why not, although it should have been."""

    @property
    def all_proven(self) -> bool:
        """Whether nothing is left to do at the wall, and what was asked for was written."""
        return not (self.record.unproven or self.record.troubles or self.not_written)

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "record": self.record.model_dump(mode="json"),
            "signature": self.signature,
            "file": str(self.path),
            "changes": list(self.changes),
            "written": None if self.written is None else str(self.written),
            "kept": None if self.kept is None else str(self.kept),
            "not_written": self.not_written,
        }

    def in_words(self) -> str:
        """For people."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield f"{len(self.record.proven)} doors proven, {len(self.record.unproven)} not; record: {self.path}"
        if not self.record.looked:
            yield "Nobody looked: no painted number was confirmed. This is a rehearsal."
        yield from (f"  {name}: {why}" for name, why in self.record.unproven.items())
        yield from (f"  {trouble}" for trouble in self.record.troubles)
        if self.record.unproven:
            write = "" if self.written is None else f" --write {self.written}"
            yield "Mend these before the configuration is put in place, then:"
            yield f"  lockerctl commission --resume{write} {' '.join(self.record.unproven)}"
        if self.changes:
            yield "To be changed in the configuration:"
            yield from (f"  {change}" for change in self.changes)
        else:
            yield "The configuration is right as it stands."
        if self.not_written:
            yield f"It was not written: {self.not_written}"
        elif self.written is not None:
            yield from self._next_step()
        elif self.changes:
            yield "Nothing was written:  lockerctl commission --resume --write FILE"

    def _next_step(self) -> Iterator[str]:
        yield f"Written: {self.written}" + ("" if self.kept is None else f"; what stood there before: {self.kept}")
        if self.written and self.running and os.path.realpath(self.written) != os.path.realpath(self.running):
            yield f"Put it in place:  sudo install -b -m 0644 {self.written} {self.running}"
        yield "Then:  sudo systemctl restart lockerd && lockerctl selftest"

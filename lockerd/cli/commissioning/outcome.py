"""What came of a walk, in words and for programs."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lockerd.cli.commissioning.found import Record
from lockerd.cli.language import say
from lockerd.said import Said


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished walk."""

    record: Record
    path: Path
    """Of the record."""
    unproven: Mapping[str, Said]
    """As in the record, to be said in any language; so the troubles."""
    troubles: tuple[Said, ...]
    changes: tuple[Said, ...]
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
        return not (self.unproven or self.troubles or self.not_written)

    def as_json(self) -> dict[str, Any]:
        """For programs; its texts are English whoever asks."""
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
        proven, unproven = len(self.record.proven), len(self.unproven)
        yield say("{proven} doors proven, {unproven} not; record: {path}",
                  proven=proven, unproven=unproven, path=self.path)  # fmt: skip
        if not self.record.looked:
            yield say("Nobody looked: no painted number was confirmed. This is a rehearsal.")
        yield from (f"  {name}: {say(why)}" for name, why in self.unproven.items())
        yield from (f"  {say(trouble)}" for trouble in self.troubles)
        if self.unproven:
            write = "" if self.written is None else f" --write {self.written}"
            yield say("Mend these before the configuration is put in place, then:")
            yield f"  lockerctl commission --resume{write} {' '.join(self.unproven)}"
        if self.changes:
            yield say("To be changed in the configuration:")
            yield from (f"  {say(change)}" for change in self.changes)
        else:
            yield say("The configuration is right as it stands.")
        if self.not_written:
            yield say("It was not written: {why}", why=self.not_written)
        elif self.written is not None:
            yield from self._next_step(self.written)
        elif self.changes:
            yield say("Nothing was written:  {command}", command="lockerctl commission --resume --write FILE")

    def _next_step(self, written: Path) -> Iterator[str]:
        if self.kept is None:
            yield say("Written: {path}", path=written)
        else:
            yield say("Written: {path}; what stood there before: {kept}", path=written, kept=self.kept)
        if self.running and os.path.realpath(written) != os.path.realpath(self.running):
            place = f"sudo install -b -m 0644 {written} {self.running}"
            yield say("Put it in place:  {command}", command=place)
        yield say("Then:  {command}", command="sudo systemctl restart lockerd && lockerctl selftest")

"""Power cuts: a guest works until its power is cut, at a moment nobody chose; the next boot shows what it kept."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import Hardware, Machine
from told import Known, Told

BUSY_S = 180.0
"""Within which a guest is working."""
LONGEST_S = 12.0
"""How long it works at most before the cut."""
HALTS_AT = 5
"""The start in a row at which nothing is opened before a technician has looked (F7)."""


@dataclass
class Kept:
    """What the next boot found on the disk."""

    commits: int
    """Facts in the store of the committing program."""
    damage: list[str]
    """What is wrong with either chain, and an opening in a halt."""
    rows: dict[int, str]
    attempts: list[str]
    """Compartments of all attempts in the custody log."""
    epoch: int
    halted: str | None
    """Why nothing is opened."""
    papers: dict[str, str | None]
    """The receipts that were asked for by their number: what is signed."""

    @classmethod
    def read(cls, line: str) -> "Kept":
        """From the guest's line ``KEPT {...}``."""
        found: dict[str, Any] = json.loads(line.removeprefix("KEPT "))
        return cls(**found | {"rows": {int(position): row_hash for position, row_hash in found["rows"].items()}})


@dataclass(frozen=True, slots=True)
class Cut:
    """One, and what came of it."""

    number: int
    told: Told
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        """Give what there was to lose."""
        told = self.told
        return (
            f"power cut {self.number}: {told.commits} facts committed, {len(told.rows)} custody rows, "
            f"{len(told.pulses)} pulses, {len(told.receipts)} receipts"
        )


def power_cuts(hardware: Hardware, folder: Path, disk: Path, moments: Sequence[float], *, init: str) -> list[Cut]:
    """Cut so often, on one disk, so many seconds after it began to work; ends with the first that lost something."""
    cuts: list[Cut] = []
    told, known = Told(), Known()
    for cycle in range(len(moments) + 1):
        life = folder / f"life-{cycle}"
        life.mkdir()
        (life / "told.json").write_text(json.dumps(known.for_the_guest()))
        with Machine(hardware, life, "cut", disk=disk, init=init) as machine:
            kept = Kept.read(machine.hear("KEPT ", within_s=BUSY_S))
            if cycle:
                cuts.append(Cut(cycle, told, judge(told, kept, known, starts=cycle + 1)))
                print(f"vm-test: {cuts[-1]}: {'; '.join(cuts[-1].wrong) or 'nothing lost'}", flush=True)
                if cuts[-1].wrong:
                    break
            known.fetched(kept.papers)
            if cycle < len(moments):
                machine.hear("ON ", within_s=BUSY_S)
                machine.hear("COMMIT ", within_s=BUSY_S)
                time.sleep(moments[cycle])
                machine.cut()
                told = Told.by(machine.lines)
                known.hear(told)
    return cuts


def judge(told: Told, kept: Kept, known: Known, *, starts: int) -> list[str]:
    """What is wrong with what was kept after the last life, of all that is known; ``starts`` counts this one too."""
    wrong = [f"damaged: {damage}" for damage in kept.damage] + told.wrong
    if not (told.commits and told.pulses):
        wrong.append(f"there was nothing to lose: {told}")
    if kept.commits < told.commits:
        wrong.append(f"{told.commits - kept.commits} acknowledged facts are lost")
    if lost := [position for position, row_hash in told.rows.items() if kept.rows.get(position) != row_hash]:
        wrong.append(f"custody rows that were shown are lost or changed: {lost}")
    if kept.epoch != 1:
        wrong.append(f"lockerd takes its own database for a restored one: epoch {kept.epoch}")
    for compartment in sorted(set(known.pulses)):
        fired, written = known.pulses.count(compartment), kept.attempts.count(compartment)
        if written < fired:
            wrong.append(f"{compartment}: {fired} pulses, but only {written} attempts were written down (rule 1)")
    if (kept.halted is not None) is not (starts >= HALTS_AT):
        wrong.append(f"start {starts} in a row: halted is {kept.halted} (F7)")
    return wrong + known.untrue(kept.papers)

"""Power cuts: a guest works until its power is cut, at a moment nobody chose; the next boot shows what it kept."""

import json
import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from machine import Hardware, Machine
from report import Result

BUSY_S = 60.0
"""Within which a guest is working."""
LONGEST_S = 3.0
"""How long it works at most before the cut."""


@dataclass
class Told:
    """What one life said on its console before the cut: all of it had been acknowledged, or was on a wire."""

    commits: int = 0
    """Facts committed by a program that does nothing else, as acknowledged by the store."""
    rows: dict[int, str] = field(default_factory=dict)
    """Custody rows that lockerd had shown: position and hash."""
    pulses: list[str] = field(default_factory=list)
    """Compartments whose coil was seen on, in order."""

    @classmethod
    def by(cls, lines: list[str]) -> "Told":
        """Read it from the console; the last line may be cut off."""
        told = cls()
        for line in lines:
            match line.split(" "):
                case ["COMMIT", number, "."]:
                    told.commits = int(number)
                case ["ROW", position, row_hash, "."]:
                    told.rows[int(position)] = row_hash
                case ["ON", compartment, "."]:
                    told.pulses.append(compartment)
        return told


@dataclass
class Kept:
    """What the next boot found on the disk."""

    commits: int
    """Facts in the store of the committing program."""
    damage: list[str]
    """What is wrong with either chain."""
    rows: dict[int, str]
    attempts: list[str]
    """Compartments of all attempts in the custody log."""
    epoch: int

    @classmethod
    def read(cls, line: str) -> "Kept":
        """From the guest's line ``KEPT {...}``."""
        found: dict[str, Any] = json.loads(line.removeprefix("KEPT "))
        return cls(**found | {"rows": {int(position): row_hash for position, row_hash in found["rows"].items()}})


def power_cuts(hardware: Hardware, folder: Path, disk: Path, cycles: int, *, init: str) -> list[Result]:
    """Cut ``cycles`` times, on one disk; each time everything acknowledged is there and every pulse has its attempt."""
    results: list[Result] = []
    told, pulses = Told(), list[str]()
    for cycle in range(cycles + 1):
        life = folder / f"life-{cycle}"
        life.mkdir()
        with Machine(hardware, life, "cut", disk=disk, init=init) as machine:
            kept = Kept.read(machine.hear("KEPT ", within_s=BUSY_S))
            if cycle:
                results.append(_result(cycle, told, wrong=judge(told, kept, pulses)))
            if cycle < cycles:
                machine.hear("ON ", within_s=BUSY_S)
                machine.hear("COMMIT ", within_s=BUSY_S)
                time.sleep(random.uniform(0, LONGEST_S))
                machine.cut()
                told = Told.by(machine.lines)
                pulses += told.pulses
    return results


def _result(cycle: int, told: Told, *, wrong: list[str]) -> Result:
    name = (
        f"power cut {cycle}: {told.commits} facts committed, {len(told.rows)} custody rows, {len(told.pulses)} pulses"
    )
    print(f"vm-test: {name}: {'; '.join(wrong) or 'nothing lost'}", flush=True)
    return Result("cut", name, "failed" if wrong else "passed", "\n".join(wrong))


def judge(told: Told, kept: Kept, pulses: list[str]) -> list[str]:
    """What is wrong with what was kept; ``pulses`` are those of all lives so far."""
    wrong = [f"damaged: {damage}" for damage in kept.damage]
    if not (told.commits and told.rows and told.pulses):
        wrong.append(f"there was nothing to lose: {told}")
    if kept.commits < told.commits:
        wrong.append(f"{told.commits - kept.commits} acknowledged facts are lost")
    if lost := [position for position, row_hash in told.rows.items() if kept.rows.get(position) != row_hash]:
        wrong.append(f"custody rows that were shown are lost or changed: {lost}")
    if kept.epoch != 1:
        wrong.append(f"lockerd takes its own database for a restored one: epoch {kept.epoch}")
    for compartment in sorted(set(pulses)):
        fired, written = pulses.count(compartment), kept.attempts.count(compartment)
        if written < fired:
            wrong.append(f"{compartment}: {fired} pulses, but only {written} attempts were written down (rule 1)")
    return wrong

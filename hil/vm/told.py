"""What a guest said on its console before its power was cut, and what is known of all its lives."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Told:
    """One life: all of it had been acknowledged, was on a wire, or was done at a door."""

    commits: int = 0
    """Facts committed by a program that does nothing else, as acknowledged by the store."""
    rows: dict[int, str] = field(default_factory=dict)
    """Custody rows that lockerd had shown: position and hash."""
    pulses: list[str] = field(default_factory=list)
    """Compartments whose coil was seen on, in order."""
    visits: dict[str, str] = field(default_factory=dict)
    """Number to fetch the receipt with, and the door: somebody began to hand something in."""
    put_in: set[str] = field(default_factory=set)
    """Those of them who had put it in."""
    behind: dict[str, bool] = field(default_factory=dict)
    """Whether a thing lies behind a door at last, as far as something was done there."""
    receipts: dict[str, dict[str, Any]] = field(default_factory=dict)
    """What was shown to them, by number."""
    wrong: list[str] = field(default_factory=list)
    """What must not be whatever comes after it."""

    @classmethod
    def by(cls, lines: list[str]) -> "Told":
        """Read it from the console; the last line may be cut off."""
        told, asked = cls(), False
        for line in lines:
            match line.split(" "):
                case ["COMMIT", number, "."]:
                    told.commits = int(number)
                case ["ROW", position, row_hash, "."]:
                    told.rows[int(position)] = row_hash
                case ["ASK", _, "."]:
                    asked = True
                case ["REFUSED", *_, "."]:
                    asked = False
                case ["ON", compartment, "."]:
                    told.pulses.append(compartment)
                    told.wrong += [] if asked else [f"{compartment} was fired and nobody had asked for it: twice?"]
                    asked = False
                case ["VISIT", number, compartment, "."]:
                    told.visits[number] = compartment
                    told.behind[compartment] = False
                case ["IN", number, compartment, "."]:
                    told.put_in.add(number)
                    told.behind[compartment] = True
                case ["OUT", compartment, "."]:
                    told.behind[compartment] = False
                case ["RECEIPT", number, *paper, "."]:  # what is signed has blanks in it
                    told.receipts[number] = json.loads(" ".join(paper))
                    told.wrong += _untrue(number, told.receipts[number])
                case ["Traceback", *_]:
                    told.wrong.append("the guest's own program ended")
        return told


def _untrue(number: str, paper: Mapping[str, Any]) -> list[str]:
    """What a receipt says that was not so; both ends of its interval are whole seconds."""
    if paper["paper"] != "receipt":
        return [f"{number}: put in, and there is no receipt but a {paper['paper']}"]
    late = paper["lo_s"] > paper["shown_s"] or (paper["hi_s"] is not None and paper["hi_s"] + 1 < paper["put_in_s"])
    return [f"{number}: the receipt says another time than it was: {paper}"] if late else []


@dataclass
class Known:
    """All lives of a disk so far."""

    pulses: list[str] = field(default_factory=list)
    receipts: dict[str, str] = field(default_factory=dict)
    """What was signed, by number: shown by a terminal, or fetched there after a cut."""
    put_in: set[str] = field(default_factory=set)
    behind: dict[str, bool] = field(default_factory=dict)
    """Whether a thing lies behind a door."""
    open: str | None = None
    """The number of whoever was interrupted by the last cut."""

    def hear(self, told: Told) -> None:
        """One more life is over."""
        self.pulses += told.pulses
        self.receipts |= {number: str(paper["code"]) for number, paper in told.receipts.items()}
        self.put_in |= told.put_in
        self.behind |= told.behind
        self.open = next(reversed(told.visits), self.open)

    def fetched(self, papers: Mapping[str, str | None]) -> None:
        """What exists once is to be had again."""
        self.receipts |= {number: code for number, code in papers.items() if code is not None}

    def for_the_guest(self) -> dict[str, list[str]]:
        """What the next life has to know of these."""
        numbers = {*self.receipts, *([] if self.open is None else [self.open])}
        return {"fetch": sorted(numbers), "inside": [door for door, inside in self.behind.items() if inside]}

    def untrue(self, papers: Mapping[str, str | None]) -> list[str]:
        """What is wrong with the receipts that can be had after a cut."""
        wrong = [
            f"{number}: the receipt that was shown is lost or says something else"
            for number, code in self.receipts.items()
            if papers.get(number) != code
        ]
        return wrong + [
            f"{number}: a receipt for what was never put in"
            for number, code in papers.items()
            if code is not None and number not in self.put_in
        ]

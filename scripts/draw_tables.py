"""Draws the domain's tables into ``docs/tables.md``: states, verdicts, refusals and facts, from the data itself.

``python scripts/draw_tables.py`` writes the file; with ``--check`` it only says whether the file is current.
"""

import argparse
import ast
import inspect
import itertools
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from lockerd.domain.hand_over.evidence import CLAIMS, EXPECTED, VERDICTS, ItemProof, Speaks
from lockerd.domain.model import refusals
from lockerd.domain.model.business import BUSINESS
from lockerd.domain.model.compartments import CONDITION_MOVES, Condition, Place
from lockerd.domain.model.consistency import NOBODY, TOGETHER
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.document_classes import ClassPolicy
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.grants import LIVE, MOST_WORTH_FIRST
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.moves_of_parts import BOTH_MOVES, IN_MOVES, OUT_MOVES, RIGHT_MOVES
from lockerd.domain.model.orders import LEAST_SETTLED_FIRST
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import DoorSensor, ItemSensor
from lockerd.domain.model.reasons import Reason, Worded
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.terms import Term
from lockerd.domain.shown.capacity import capacity

Moves = Mapping[Any, Mapping[Any, StrEnum]]

OUT: Final = Path(__file__).parents[1] / "docs" / "tables.md"

CONTENT_WITH: Final = {
    "sensors": ClassPolicy(),
    "a word": ClassPolicy(takes_claims=True),
    "a hook": ClassPolicy(takes_hooks=True),
    "both": ClassPolicy(takes_claims=True, takes_hooks=True),
}

HEAD: Final = """# Tables

Drawn from the code by `scripts/draw_tables.py`; a test compares. An arrow that
is not drawn does not exist: the domain raises `InconsistentError` instead of
taking it.
"""


def draw() -> str:
    """The whole page."""
    parts = [
        HEAD,
        "## Parts\n",
        "The share of an order that lies, or shall lie, in one compartment.\n",
        diagram(OUT_MOVES, PartState.ANNOUNCED),
        "A part that the person brings (direction `in`).\n",
        diagram(IN_MOVES, PartState.AWAITED),
        "Documents that are exchanged in one compartment (direction `both`).\n",
        diagram(BOTH_MOVES, PartState.ANNOUNCED),
        paragraph(
            "An order is where the least settled of its parts is: in the first of these states that one of them is "
            f"in: {_list(LEAST_SETTLED_FIRST)}."
        ),
        "## Rights\n",
        "What the code of the order is worth at the door of one part.\n",
        diagram(RIGHT_MOVES, RightState.NONE),
        paragraph(
            f"A code opens only while it is worth {_list(sorted(LIVE))}. While it was neither revoked nor kept too "
            "long, it is worth the first of these that one of its parts says: "
            + ", ".join(
                f"`{right}`" + (f" (`{worth}`)" if right != worth else "") for right, worth in MOST_WORTH_FIRST.items()
            )
            + "."
        ),
        "## Compartments\n",
        "Only `free` is proven empty.\n",
        diagram(CONDITION_MOVES, Condition.TO_CHECK),
        "A compartment, and the part that it may name:\n",
        together(),
        "## Roles\n",
        "What somebody came for, and what follows.\n",
        roles(),
        "## Verdicts\n",
        "What becomes of a compartment when the visit is over and no attempt is open.\n",
        *(each for direction in EXPECTED for each in verdicts(direction)),
        "## Without staff\n",
        paragraph(
            "What a wall of 48 takes in a night or a weekend, by what is fitted to every door: collections where all "
            "is loaded, then hand-ins into the same doors. The columns after these: hand-ins where all is free, by "
            "what the class of the documents is content with; `two`: exchanges behind two doors of a class that is "
            "content with both. `lockerctl config check` says it of a given wall."
        ),
        without_staff(),
        "## Refusals\n",
        "One word per reason, the same in domain, APIs, MQTT, CLI and texts.\n",
        refused(),
        "## Terms\n",
        *reasons(Term),
        "## Reasons\n",
        "What stands in the `reason` of facts; some facts have words of several lists.\n",
        *(each for kind in Reason.__subclasses__() for each in reasons(kind)),
        "## Facts\n",
        "Each is one row of the custody log and one event for central, `order.ready` for\nexample.\n",
        facts(),
    ]
    return "\n".join(parts)


def diagram(moves: Moves, first: StrEnum) -> str:
    """A mermaid state diagram; several steps with the same ends share an arrow."""
    lines = ["```mermaid", "stateDiagram-v2", f"    [*] --> {first}"]
    for state, steps in moves.items():
        ends: dict[StrEnum, list[str]] = {}
        for step, end in steps.items():
            ends.setdefault(end, []).append(step.value)
        lines += [f"    {state} --> {end}: {', '.join(names)}" for end, names in ends.items()]
        if not steps:
            lines.append(f"    {state} --> [*]")
    return "\n".join([*lines, "```\n"])


def together() -> str:
    """What a compartment of each condition may name."""
    said = {
        name: sorted("nobody" if state is NOBODY else f"`{state}`" for state in TOGETHER[name]) for name in TOGETHER
    }
    return "".join(item(f"`{condition}`: {', '.join(states)}") for condition, states in said.items())


def roles() -> str:
    """One row for each role."""
    rows = [
        (f"`{role}`", f"`{row.right}`", f"`{row.under_way}`", f"`{row.at_open}`", f"`{row.at_shut}`")
        for role, row in BUSINESS.items()
    ]
    return table(("role", "right", "its part is", "at the open door", "at the shut door"), rows)


def verdicts(direction: Direction) -> Iterator[str]:
    """Rows: what the item sensor proves and whether a door contact saw opening and closing; columns: the claim."""
    before, after, between = EXPECTED[direction]
    open_too = "" if between is None else f", `{between}` while the door stands open"
    yield paragraph(
        f"Direction `{direction}`: the item sensor is to say `{before}` before{open_too}, and `{after}` afterwards."
    )
    rows = [
        (
            proof,
            "yes" if cycle else "no",
            *(f"`{VERDICTS[Speaks(direction, proof, cycle, claim)]}`" for claim in CLAIMS[direction]),
        )
        for proof in ItemProof
        for cycle in (True, False)
    ]
    yield table(("item", "door cycle seen", *(f"said: {claim}" for claim in CLAIMS[direction])), rows)


def without_staff() -> str:
    """One row for each fitting; what a class is content with makes a difference for hand-ins alone."""
    rows = []
    for door, sensor in itertools.product((DoorSensor.CONTACT, DoorSensor.HOOK, DoorSensor.NONE), ItemSensor):
        doors = [Place(CompartmentId(f"A{n:02}"), 1, n, "A4", 100, door, sensor) for n in range(1, 49)]
        each = [capacity(doors, wanted) for wanted in CONTENT_WITH.values()]
        most = max(each)
        counts = (most.collections, most.then_hand_ins, *(one.hand_ins for one in each), most.old_first)
        rows.append((f"`{door}`", f"`{sensor}`", *map(str, counts)))
    return table(("door", "item", "collections", "then", *CONTENT_WITH, "two"), rows)


def refused() -> str:
    """Every refusal with what its docstring says."""
    notes = _notes(refusals)
    return "".join(item(f"`{reason}`: {notes.get(reason.name, '')}") for reason in Refusal)


def reasons(kind: type[Worded]) -> Iterator[str]:
    """Every word of one kind of reason with its sentence."""
    yield f"### {kind.__name__}\n"
    yield paragraph(" ".join((kind.__doc__ or "").replace("``", "`").split()))
    yield "".join(item(f"`{reason}`: {reason.sentence}") for reason in kind)


def facts() -> str:
    """Every fact with its fields, by what it is about."""
    about: dict[str, list[str]] = {}
    for kind, fields in FACT_FIELDS.items():
        topic, _, happened = kind.partition(".")
        names = ", ".join(f"{name}: {field.__name__}" for name, field in fields.items())
        about.setdefault(topic, []).append(f"`{happened}`" + (f" ({names})" if names else ""))
    return "".join(item(f"`{topic}`: {'; '.join(kinds)}") for topic, kinds in about.items())


def item(text: str) -> str:
    """One line of a list, broken for a screen of 80 columns."""
    return textwrap.fill(text, 80, initial_indent="- ", subsequent_indent="  ", break_long_words=False) + "\n"


def paragraph(text: str) -> str:
    """Sentences, broken for a screen of 80 columns."""
    return textwrap.fill(text, 80, break_long_words=False) + "\n"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    names = list(head)
    lines = [f"| {' | '.join(names)} |", f"|{'---|' * len(names)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows), ""])


def _notes(module: ModuleType) -> dict[str, str]:
    """The docstring under each member of the enumeration in ``module``."""
    tree = ast.parse(inspect.getsource(module))
    [body] = [node.body for node in tree.body if isinstance(node, ast.ClassDef)]
    notes: dict[str, str] = {}
    for before, after in itertools.pairwise(body):
        if isinstance(before, ast.Assign) and isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            [target] = before.targets
            assert isinstance(target, ast.Name)
            notes[target.id] = " ".join(str(after.value.value).split())
    return notes


def _list(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def main() -> int:
    """Write, or compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    if not parser.parse_args().check:
        OUT.write_text(draw(), encoding="utf-8")
        return 0
    current = OUT.exists() and OUT.read_text(encoding="utf-8") == draw()
    print("current" if current else f"{OUT.name} is out of date; run scripts/draw_tables.py")
    return 0 if current else 1


if __name__ == "__main__":
    sys.exit(main())

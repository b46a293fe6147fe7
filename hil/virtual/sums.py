"""What was told, counted against what is true: papers that people hold, and what went well from beginning to end."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lockercentral.events import Event
from virtual.clocks import Clocks
from virtual.documents import Document, Errand, Holder

PASSED: Final = frozenset({"part.handed_in", "part.collected"})
PAPERS: Final[Mapping[str, str]] = {
    "part.handed_in": "receipt",
    "part.collected": "receipt",
    "part.not_handed_in": "paper",
    "part.not_collected": "paper",
}
"""Events that name the number of a paper, and how."""
SLACK_S: Final = 1


@dataclass(frozen=True, slots=True)
class Held:
    """One paper in somebody's hands."""

    document: str
    number: int
    part: int


class Sums:
    """``seen`` tells whether what happened at a door in a while could be seen by lockerd."""

    def __init__(self, seen: Callable[[float, str], bool], clocks: Clocks) -> None:
        self._seen, self._clocks = seen, clocks
        self._held: list[Held] = []
        self._came_s: dict[str, float] = {}
        self._spoilt: set[str] = set()
        self._went: set[str] = set()

    def comes(self, document: str) -> None:
        """Its person asks for the door, at this true time."""
        self._came_s[document] = self._clocks.true_s()

    def paper(self, document: Document, paper: Mapping[str, Any]) -> str | None:
        """Its person takes a paper along. Gives what is wrong with it: its interval holds no moment of their visit."""
        self._held.append(Held(document.name, paper["number"], paper["part"]))
        came_s, now_s = self._came_s.get(document.name, 0.0), self._clocks.true_s()
        late = paper["hi_s"] is not None and paper["hi_s"] + SLACK_S < came_s
        if self._clocks.lied or not (late or paper["lo_s"] > now_s + SLACK_S):
            return None
        return (
            f"paper {paper['number']} says {paper['lo_s']} to {paper['hi_s']}, and it was {came_s:.0f} to {now_s:.0f}"
        )

    def went(self, document: str, doors: frozenset[str], since_s: float, *, well: bool) -> None:
        """Somebody's visit for it is over; ``well``: they did as they were told."""
        self._went.add(document)
        if not well or not all(self._seen(since_s, door) for door in doors):
            self._spoilt.add(document)

    def spoil(self, document: str) -> None:
        """Something happened to it that nobody tells lockerd of."""
        self._spoilt.add(document)

    def disagree(self, documents: Mapping[str, Document], events: Sequence[Event]) -> Iterator[str]:
        """Everything that was told otherwise than it is, in words."""
        told = {(e.data[PAPERS[e.type]], e.data["part"]) for e in events if e.type in PAPERS}
        for held in self._held:
            if (held.number, held.part) not in told:
                yield f"paper {held.number} for {held.document} is in somebody's hands, and central never heard of it"
        passed = {(e.order, e.data["part"]) for e in events if e.type in PASSED}
        missing = {(e.order, e.data["part"]): e.data for e in events if e.type == "part.handed_in"}
        for document in documents.values():
            yield from self._said_to_be_missing(document, missing)
            if document.name in self._went and document.name not in self._spoilt and document.order:
                yield from self._otherwise(document, passed)

    def counted(self, documents: Mapping[str, Document]) -> int:
        """Of how many the facts are held against the world: nothing went wrong at them that nobody could see."""
        return sum(each.name in self._went - self._spoilt and bool(each.order) for each in documents.values())

    def _otherwise(self, document: Document, passed: set[tuple[str | None, Any]]) -> Iterator[str]:
        for number, (item, at) in enumerate(document.items.items(), 1):
            same = document.errand is Errand.SAME_COMPARTMENT
            if same and not document.is_brought(item):
                continue  # of an exchange behind one door, what is told is that the old one passed
            is_told = (document.order, 1 if same else number) in passed
            is_so = at is not Holder.BRINGER if document.is_brought(item) else at is Holder.PERSON
            if is_told != is_so:
                yield f"{item} is with {at}, and that it passed is {'' if is_told else 'not '}told"

    def _said_to_be_missing(
        self, document: Document, told: Mapping[tuple[str | None, Any], Mapping[str, Any]]
    ) -> Iterator[str]:
        for part, codes in document.missing.items():
            data = told.get((document.order, part))
            if codes is None or data is None:
                continue
            heard = tuple(filter(None, data["missing"].split(",")))
            if not data["checked"] or sorted(heard) != sorted(codes):
                yield f"of {document.name} {codes} is said to be missing, and central heard {heard}"

"""The story that repeats a film: what people, hands and the mains did, as steps of a scenario.

What people say and do between two doors is done by the story's people; only what went otherwise than it should is told
apart: a door that did not open, one that was broken open, one that stayed open, a cut. What no story can say stands in
``left_out``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lockersim.errors import SimError
from lockersim.film.deeds import (
    CABINET,
    ENDED,
    ITS_DOOR,
    JAM,
    MOVED,
    PAUSE_S,
    QUIET,
    SEEN_S,
    SEEN_WRONG,
    expected,
    times,
)
from lockersim.film.rows import plain, rows
from lockersim.film.taken import Happened, doors, happened
from lockersim.film.walls import wall_for


@dataclass(slots=True)
class Doc:
    """One order."""

    name: str
    kind: str
    at: str | None = None


@dataclass(slots=True)
class Story:
    """What is written."""

    steps: list[dict[str, Any]] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    wall: dict[str, Any] = field(default_factory=dict)
    policy: dict[str, int] = field(default_factory=dict)

    def as_yaml(self, title: str) -> dict[str, Any]:
        """As a scenario file holds it."""
        about = "Written from a film of what happened."
        if self.left_out:
            about += f" Left out: {', '.join(sorted(set(self.left_out)))}."
        told = {"title": title, "about": about, "wall": self.wall, "policy": self.policy, "steps": self.steps}
        return {key: value for key, value in told.items() if value or key == "steps"}


def story_of(content: Mapping[str, Any]) -> Story:
    """Raises ``SimError`` where nothing happens in it, or at doors that no wall of a story has."""
    film = list(happened(content))
    if not film:
        raise SimError("nothing is decided in it")
    return _Writer(film, doors(content), content["lives"][0]["policy"]).write()


class _Writer:
    def __init__(self, film: Sequence[Happened], fitted: Mapping[str, tuple[str, str]], policy: Any) -> None:
        self._film, self._fitted = film, fitted
        self._story = Story(policy=times(policy))
        self._docs: dict[str, Doc] = {}
        self._grants: dict[str, str] = {}
        self._broken: set[str] = set()
        self._last_ms = self._until_ms = film[0].at_ms
        self._wrong: dict[str, str] = {}
        self._technicians: set[str] = set()
        """Doors that one of them has fired and that are not open yet."""

    def write(self) -> Story:
        used = {fact.at for each in self._film for fact in each.facts if fact.at and fact.type != "compartment.added"}
        self._walls = wall_for({door: self._fitted[door] for door in sorted(used) if door in self._fitted})
        self._story.wall = self._walls.choice
        if any(each.kind == "AuxiliaryReport" for each in self._film):
            self._story.wall["cabinet"] = True
        life = self._film[0].life
        for at, each in enumerate(self._film):
            if each.life != life:
                life = each.life
                self._cut(each)
            self._one(at, each)
        self._story.steps += expected(self._film)
        return self._story

    def _one(self, at: int, each: Happened) -> None:
        self._learn(each)
        match each.kind:
            case "Announce":
                self._announce(each)
            case "StartLoading" if not each.tried_again:
                self._load(at, each)
            case "StartCollection" if not each.tried_again:
                self._collect(at, each)
            case "TechnicianOpen" | "Clear" if not each.tried_again:
                do = "open" if each.kind == "TechnicianOpen" else "clear"
                if do == "open" and each.refused is None:
                    self._technicians.add(each.of[1])
                self._step(each, "technician", {"do": do, "at": self._place(each.of[1]), **_refused(each)})
            case "Resume":
                self._step(each, "technician", {"do": "resume", **_refused(each)})
            case "AuxiliaryReport":
                self._cabinet(each)
            case "StartLoading" | "StartCollection" | "TechnicianOpen" | "Clear":
                pass
            case kind if kind not in QUIET:
                self._story.left_out.append(kind)
            case _:
                pass
        self._moved(each)

    def _learn(self, each: Happened) -> None:
        for fact in each.facts:
            if fact.order in self._docs and fact.at is not None and fact.type in ITS_DOOR:
                self._docs[fact.order].at = fact.at
            if fact.type == "grant.issued" and fact.order is not None:
                for code in rows(each.of, "FreshCode"):
                    self._grants[code[0]] = fact.order

    def _announce(self, each: Happened) -> None:
        (order,) = rows(each.of[0], "Order")
        kind, parts = plain(order[2]), order[5]
        doc = self._docs[order[0]] = Doc(f"d{len(self._docs) + 1}", kind)
        self._learn(each)
        if kind not in {"collection", "hand_in"} or parts != 1:
            self._story.left_out.append(f"{kind} of {parts} parts")
        size = self._walls.size(doc.at)
        content = {"documents": doc.name, **({"kind": kind} if kind == "hand_in" else {})}
        self._step(each, "announce", content | ({"size": size} if size else {}) | _refused(each))

    def _load(self, at: int, each: Happened) -> None:
        doc = self._docs.get(each.of[1])
        if doc is None:
            self._story.left_out.append("what was announced before")
            return
        content: dict[str, Any] = {"documents": doc.name}
        if each.refused is not None:
            self._step(each, "load", content | {"ends": each.refused})
            return
        until = self._visit(at, {"order.ready"}, each.of[1])
        facts = [fact for step in until for fact in step.facts if fact.order == each.of[1]]
        ready = next((fact for fact in facts if fact.type == "order.ready"), None)
        if ready is None:
            self._story.left_out.append("something that was not put in")
        elif ready.data.get("item_seen") == "absent":
            content["thin"] = True
        self._step(each, "load", content)
        self._ends(until)

    def _collect(self, at: int, each: Happened) -> None:
        order = self._grants.get(each.of[2] or "")
        doc = self._docs.get(order or "")
        if doc is None or order is None:
            self._story.left_out.append("a code of which nothing is known")
            return
        verb = "collect" if doc.kind == "collection" else "hand_in"
        by = {"by": "typed"} if plain(each.of[1]) == "typed" else {}
        content: dict[str, Any] = {"documents": doc.name, **by}
        if each.refused is not None:
            self._step(each, verb, content | {"ends": each.refused})
            return
        until = self._visit(at, ENDED | {"door.wrong", "compartment.quarantined"}, order)
        facts = {fact.type: fact for step in until for fact in step.facts}
        wrong = next((fact for step in until for fact in step.facts if fact.type == "door.wrong"), None)
        if wrong is not None and wrong.at is not None and doc.at is not None:
            other = self._wrong[wrong.at] = self._walls.door(wrong.at)
            self._step(each, "fault", {"name": "wrong_door", "target": f"@{doc.name},{other}"})
            self._step(each, verb, content | {"manner": "watches", "ends": "trouble"})
        elif "grant.jammed" in facts or ("part.not_handed_in" in facts and "door.opened" not in facts):
            self._step(each, "fault", {"name": JAM, "target": f"@{doc.name}"})
            self._step(each, verb, content | {"manner": "watches", "ends": "door_stuck"})
            self._step(each, "mend", {"name": JAM, "target": f"@{doc.name}"})
        elif any(fact.data.get("reason") in SEEN_WRONG for fact in facts.values()):
            manner = "leaves_item" if verb == "collect" else "keeps_item"
            reason = next(fact.data["reason"] for fact in facts.values() if fact.data.get("reason") in SEEN_WRONG)
            self._step(each, verb, content | {"manner": manner, "ends": reason})
        elif ENDED & facts.keys() and "door.left_open" not in facts:
            self._step(each, verb, content)
        else:
            self._slowly(each, doc, by, until, facts)
            return
        self._ends(until)

    def _slowly(
        self, each: Happened, doc: Doc, by: dict[str, str], until: list[Happened], facts: Iterable[str]
    ) -> None:
        """One who did not go on as the terminal says: at the open door the mains fail, or it stays open."""
        self._step(each, "begin", {"document": doc.name, **by})
        opened = "door.opened" in facts
        if opened:
            self._story.steps.append({"expect": {"visits": {doc.name: "door_open"}}})
        if "part.collected" in facts:
            self._story.steps.append({"hands": {"do": "take_out", "at": f"@{doc.name}"}})
        if "door.left_open" in facts:
            self._story.steps.append(
                {"expect": {"events": [f"door.left_open@@{doc.name}"], "within_s": 60}},
            )
        if ENDED & set(facts):
            self._story.steps.append({"finish": doc.name})
        elif until and until[-1].life == self._film[-1].life and not opened:
            self._story.left_out.append("a visit that does not end")
        self._ends(until)

    def _visit(self, at: int, ends: frozenset[str] | set[str], order: str) -> list[Happened]:
        """The steps until the visit is over, or its life is."""
        found: list[Happened] = []
        first = self._film[at]
        for each in self._film[at:]:
            if each.life != first.life:
                break
            found.append(each)
            own = {fact.type for fact in each.facts if fact.order == order or fact.type == "door.wrong"}
            if own & set(ends):
                break
        return found

    def _ends(self, until: list[Happened]) -> None:
        self._until_ms = until[-1].at_ms

    def _moved(self, each: Happened) -> None:
        """Doors that somebody moves whom nobody has asked to."""
        for fact in each.facts:
            if fact.at is None or fact.type not in MOVED:
                continue
            place = self._place(fact.at)
            if fact.type == "door.forced":
                self._step(each, "fault", {"name": "forced_door", "target": place})
                self._story.steps.append({"expect": {"events": [f"door.forced@{place}"]}})
                self._broken.add(fact.at)
            elif fact.type == "door.opened" and fact.at in self._technicians:
                self._technicians.discard(fact.at)
                self._story.steps.append({"expect": {"events": [f"door.opened@{place}"]}})
                self._broken.add(fact.at)
            elif fact.type in {"door.wrong", "door.found_open"}:
                self._broken.add(fact.at)
            elif fact.type == "door.closed" and fact.at in self._broken:
                place = self._wrong.get(fact.at, place)
                self._step(each, "hands", {"do": "push_shut", "at": place})
                self._story.steps.append({"expect": {"believes": {place: self._shut(fact.at)}}})
                self._broken.discard(fact.at)

    def _shut(self, door: str) -> dict[str, str]:
        """What lockerd believes of a door that is shut."""
        return {"latch": "latched"} if self._fitted.get(door, ("",))[0] == "hook" else {"door": "closed"}

    def _cabinet(self, each: Happened) -> None:
        doing = CABINET.get((plain(each.of[0]), each.of[1]))
        first = not any(fact.data.get("found") is False for fact in each.facts)
        if doing is None:
            self._story.left_out.append(f"the cabinet's {plain(each.of[0])}")
        elif not first:
            self._step(each, "cabinet", doing)
            self._story.steps.append({"pause": SEEN_S})

    def _cut(self, each: Happened) -> None:
        self._step(each, "power", "off")
        self._step(each, "power", "on")

    def _step(self, each: Happened, verb: str, content: Any) -> None:
        pause_s = round(min(PAUSE_S, (each.at_ms - self._last_ms) / 1000), 1)
        if self._story.steps and pause_s >= 1:
            self._story.steps.append({"pause": pause_s})
        self._last_ms = max(each.at_ms, self._until_ms)
        self._story.steps.append({verb: content})

    def _place(self, door: str) -> str:
        doc = next((doc for doc in reversed(self._docs.values()) if doc.at == door), None)
        return self._walls.door(door) if doc is None else f"@{doc.name}"


def _refused(each: Happened) -> dict[str, str]:
    return {} if each.refused is None else {"refused": each.refused}

"""A film as a file: sealed, without names, and decided again byte for byte by whoever reads it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from lockerd.controller.film.hiding import Hiding
from lockerd.controller.film.packing import NoFilmError, Packed, pack, unpack
from lockerd.controller.film.take import Take, as_bytes, decided, digest, told
from lockerd.domain.model.events import Boot
from lockerd.domain.model.reports import BoardReport

FORMAT: Final = "lockerd bundle 1"


@dataclass(frozen=True, slots=True)
class Again:
    """One step, decided again."""

    number: int
    event: Any
    same: bool


def bundle(takes: Sequence[Take], about: Mapping[str, object]) -> dict[str, Packed]:
    """What stands in the file, ``seal`` included; ``about`` may hold nothing that names a person.

    Each decision is made anew on what stands in the file: with names left out the rules decide as they did, and
    ``same`` of a step says whether they come to what they came to on the device, with the names, as well.
    """
    raw = [_Raw(take) for take in takes]
    harmless = {name for take in takes for name in _harmless(take)}
    hiding = Hiding([packed for each in raw for packed in each.all], harmless)
    content = {"format": FORMAT, "about": dict(about), "lives": [each.hidden(hiding) for each in raw]}
    return {**content, "seal": seal(content)}


class _Raw:
    """One take decided again with its names, to know all of them."""

    def __init__(self, take: Take) -> None:
        self.policy, self.start = pack(take.policy), pack(take.start)
        self.steps: list[tuple[Packed, Packed, bool]] = []
        self.all = [self.policy, self.start]
        state = take.start
        for shot in take.shots:
            made = decided(state, shot.event, shot.now, take.policy)
            came_to = told(made)
            event, now = pack(shot.event), pack(shot.now)
            self.steps.append((event, now, digest(came_to) == shot.digest))
            self.all += [event, now, came_to]
            state = state if made is None else made.state

    def hidden(self, hiding: Hiding) -> dict[str, Packed]:
        """Without names, decided anew."""
        policy, start = hiding.of(self.policy), hiding.of(self.start)
        steps: list[Packed] = []
        now_state, now_policy = unpack(start), unpack(policy)
        for event, now, same in self.steps:
            shown = {"event": hiding.of(event), "now": hiding.of(now)}
            made = decided(now_state, unpack(shown["event"]), unpack(shown["now"]), now_policy)
            steps.append({**shown, "decision": told(made), "same": same})
            now_state = now_state if made is None else made.state
        return {"policy": policy, "start": start, "steps": steps}


def seal(content: Mapping[str, Packed]) -> str:
    """SHA-256 over everything but the seal and its signature, hex."""
    kept = {key: value for key, value in content.items() if key not in {"seal", "signature"}}
    return hashlib.sha256(json.dumps(kept, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def again(content: Mapping[str, Packed]) -> Iterator[Again]:
    """Every step, decided anew. Raises `NoFilmError` where the file is no film, or was changed."""
    if content.get("format") != FORMAT:
        raise NoFilmError(f"this is no {FORMAT!r}")
    if content.get("seal") != seal(content):
        raise NoFilmError("it was changed since it was made: the seal does not fit")
    number = 0
    for life in content["lives"]:
        state, policy = unpack(life["start"]), unpack(life["policy"])
        for step in life["steps"]:
            number += 1
            event = unpack(step["event"])
            made = decided(state, event, unpack(step["now"]), policy)
            state = state if made is None else made.state
            same = as_bytes(told(made)) == as_bytes(step["decision"]) and step["same"]
            yield Again(number, event, same=same)


def _harmless(take: Take) -> Iterator[str]:
    """What is painted on doors, and what the configuration names."""
    policy = take.policy
    yield from take.start.compartments
    yield from policy.sizes
    yield from policy.authorities
    yield from (name for office, document_class in policy.classes for name in (office, document_class))
    for shot in take.shots:
        match shot.event:
            case Boot(places=places):
                yield from (place.compartment for place in places)
            case BoardReport(bus=bus):
                yield bus

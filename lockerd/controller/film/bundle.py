"""A film as a file: sealed, without names, and decided again byte for byte by whoever reads it."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from lockerd.controller.film.film import Step
from lockerd.controller.film.hiding import Hiding
from lockerd.controller.film.packing import NoFilmError, Packed, pack, unpack
from lockerd.domain.decide import decide
from lockerd.domain.draft import Decision
from lockerd.domain.model.state import Policy, State

FORMAT: Final = "lockerd bundle 1"


@dataclass(frozen=True, slots=True)
class Again:
    """One step, decided again."""

    number: int
    event: Any
    decision: Decision
    same: bool


def bundle(steps: Iterable[Step], policy: Policy, about: Mapping[str, object]) -> dict[str, Packed]:
    """What stands in the file, ``seal`` included; ``about`` may hold nothing that names a person.

    Each decision is made anew on what stands in the file: with names left out the rules decide as they did, and
    ``same`` of a step says whether they did on the device as well.
    """
    taken = list(steps)
    start = taken[0].before if taken else State.empty()
    raw = [pack(start), pack(policy), *([pack(step.event), pack(step.now)] for step in taken)]
    hiding = Hiding([*raw, *(pack(_told(step.decision)) for step in taken)], _harmless(start, policy))
    state, hidden_policy = hiding.of(raw[0]), hiding.of(raw[1])
    told: list[Packed] = []
    now_state, now_policy = unpack(state), unpack(hidden_policy)
    for step, (event, now) in zip(taken, raw[2:], strict=True):
        same = pack(_told(decide(step.before, step.event, step.now, policy))) == pack(_told(step.decision))
        shown = {"event": hiding.of(event), "now": hiding.of(now)}
        made = decide(now_state, unpack(shown["event"]), unpack(shown["now"]), now_policy)
        told.append({**shown, "decision": pack(_told(made)), "same": same})
        now_state = made.state
    content = {"format": FORMAT, "about": dict(about), "policy": hidden_policy, "start": state, "steps": told}
    return {**content, "seal": seal(content)}


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
    state, policy = unpack(content["start"]), unpack(content["policy"])
    for number, step in enumerate(content["steps"], 1):
        event = unpack(step["event"])
        made = decide(state, event, unpack(step["now"]), policy)
        state = made.state
        yield Again(number, event, made, same=_bytes(pack(_told(made))) == _bytes(step["decision"]) and step["same"])


def _told(decision: Decision) -> tuple[object, ...]:
    """All of a decision but the state, which its rows and the next decision show."""
    made = decision
    return (made.answer, made.facts, made.rows, made.dropped, made.erased, made.effects)


def _bytes(packed: Packed) -> bytes:
    return json.dumps(packed, sort_keys=True, separators=(",", ":")).encode()


def _harmless(state: State, policy: Policy) -> Iterator[str]:
    """What is painted on doors, and what the configuration names."""
    yield from state.compartments
    yield from policy.sizes
    yield from policy.authorities
    yield from (name for office, document_class in policy.classes for name in (office, document_class))

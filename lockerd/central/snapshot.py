"""What the site says about itself: presence and the reported snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lockerd.central import abilities
from lockerd.central.messages import (
    CONTRACT,
    AttentionMessage,
    AuxiliaryMessage,
    CompartmentMessage,
    HeadMessage,
    Presence,
    Reported,
)
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.model.state import Now, State
from lockerd.domain.shown.attention import Attention
from lockerd.store import Head


@dataclass(frozen=True, slots=True)
class Identity:
    """What stays the same for one life of the daemon: boot id, and SHA-256 of the configuration as hex."""

    boot: str
    config: str


def online(identity: Identity, now: Now) -> str:
    """Said at every connect."""
    return _presence(identity, "online", now.lo_s)


def offline(identity: Identity) -> str:
    """Left with the broker as last will; when it will be said, nobody knows."""
    return _presence(identity, "offline", None)


def _presence(identity: Identity, state: Literal["online", "offline"], since_s: int | None) -> str:
    message = Presence(
        state=state,
        boot=identity.boot,
        since=since_s,
        contract=CONTRACT,
        commands=abilities.NAMES,
        kinds=abilities.KINDS,
        options=abilities.OPTIONS,
        requires=abilities.REQUIRES,
    )
    return message.model_dump_json()


def compartments(state: State) -> tuple[CompartmentMessage, ...]:
    """All compartments in the order of their numbers."""
    rows = []
    for compartment in sorted(state.compartments.values(), key=lambda each: each.id):
        reading = reading_of(state, compartment.id)
        rows.append(
            CompartmentMessage(
                id=compartment.id,
                condition=compartment.condition,
                out_of_service=any(not block.own_use for block in compartment.blocks),
                blocked_by=tuple(block.by for block in compartment.blocks if block.by),
                door=reading.door,
                latch=reading.latch,
                item=reading.item,
            )
        )
    return tuple(rows)


def auxiliary(state: State) -> AuxiliaryMessage:
    """The lines of the cabinet."""
    return AuxiliaryMessage(**{each.value: state.auxiliary.get(each) for each in AuxiliaryInput})


def attention(waiting: Sequence[Attention]) -> tuple[AttentionMessage, ...]:
    """What waits for somebody."""
    return tuple(
        AttentionMessage(call=each.call, reason=each.reason, compartment=each.compartment, order=each.order)
        for each in waiting
    )


def reported(
    identity: Identity,
    state: State,
    waiting: Sequence[Attention],
    *,
    head: Head,
    now: Now,
    at_most: int | None = None,
) -> str:
    """The snapshot as JSON, with the first ``at_most`` compartments and calls where a broker takes no more."""
    every = compartments(state)
    told = every[:at_most]
    message = Reported(
        boot=identity.boot,
        config=identity.config,
        head=HeadMessage(epoch=head.epoch, number=head.number, hash=head.hash),
        compartments=told,
        left_out=len(every) - len(told),
        auxiliary=auxiliary(state),
        attention=attention(waiting[:at_most]),
        lo_s=now.lo_s,
        hi_s=now.hi_s,
    )
    return message.model_dump_json()

"""The commands of this release, in one table: what each holds, what it asks for and on whose behalf.

Whatever else is said of commands, to the site or of it, follows from here: topics, checks, the words in ``state``, the
contract with its examples, its paper. There is none that opens a door, and none that opens everything (design rule 5);
so none has to come in strict sequence, which is asked of openings only (design rule 9): each has a number, used once.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from pydantic import ValidationError

from lockerd.central import bodies, key_list_vectors, questions, term_bodies, wishes
from lockerd.central.asked_of_log import Confirm, Replay, Snapshot
from lockerd.central.command_models import Command, CommandRefusal, Incoming, Requirement
from lockerd.central.questions import Question
from lockerd.central.unfit import Unfit, unfit
from lockerd.central.wishes import Issue
from lockerd.domain.model import blocks, called_back, events, holds, staff

EXAMPLE_ORDER: Final = "0197a2b0-4c1e-7d30-9f4a-6b1c2d3e4f50"
EXAMPLE_ROOT: Final = "c77c81a4e92ad4f8a9bf0a86b8ce0dc8bdbdb9ab8ff3e6cb2e0d97a0e7f1d2b3"


class Authority(StrEnum):
    """Which claim says on whose behalf a command acts, and so which issuers may send it."""

    NAMED = "named"
    """The authority that its body names; the domain refuses one that this site does not serve, or whose order it is
    not."""
    OF_THE_ORDER = "of_the_order"
    """The authority of the order that its body names."""
    OF_THE_BLOCK = "of_the_block"
    """The authority that its body names, at a door that all share; the domain lets each undo its own only."""
    SITE = "site"
    """None: it is about the site itself, and every issuer may send it."""
    EVERY = "every"
    """All of them at once: only an issuer that speaks for all may send it."""


@dataclass(frozen=True, slots=True)
class KeysOffered:
    """To take a list of keys, whose signatures have to be judged first."""

    text: str


Asked = events.Wanted | Snapshot | Replay | KeysOffered | Confirm | Question


@dataclass(frozen=True, slots=True)
class Row:
    """One command."""

    body: type[Incoming]
    asks: Callable[[Any, Issue], Asked]
    """What a body asks for; takes a ``body``."""
    authority: Authority
    examples: tuple[Mapping[str, Any], ...]
    """Bodies as they may stand in the contract, the plainest first."""


_Body = TypeVar("_Body", bound=Incoming)


def _row(
    body: type[_Body],
    *,
    asks: Callable[[_Body, Issue], Asked],
    authority: Authority,
    examples: tuple[Mapping[str, Any], ...],
) -> Row:
    """A row whose two first columns fit together."""
    return Row(body, asks, authority, examples)


COMMANDS: Final[Mapping[str, Row]] = {
    "order.announce": _row(
        bodies.AnnounceBody,
        asks=wishes.announce,
        authority=Authority.NAMED,
        examples=(
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "collection",
                "document_class": "vehicle_registration",
                "case_reference": "KFZ-2026-0815",
                "item_count": 1,
                "needs": {"size": "A4", "lowest_cm": 60, "highest_cm": 110, "slow_hands": True},
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "collection",
                "document_class": "vehicle_registration",
                "case_reference": "KFZ-2026-0815",
                "parts": [{"item_count": 1, "needs": {"size": "A4", "highest_cm": 110}}, {"item_count": 2}],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "hand_in",
                "document_class": "number_plates",
                "case_reference": "KFZ-2026-0816",
                "item_count": 2,
                "needs": {"size": "number_plate"},
                "checklist": ["number_plates", "registration_part_1"],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "hand_in",
                "document_class": "number_plates",
                "case_reference": "KFZ-2026-0818",
                "parts": [
                    {"item_count": 2, "needs": {"size": "number_plate"}, "checklist": ["number_plates"]},
                    {"item_count": 1},
                ],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "swap",
                "form": "same_compartment",
                "document_class": "identity_card",
                "case_reference": "PA-2026-0817",
                "item_count": 1,
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "swap",
                "form": "old_first",
                "document_class": "number_plates",
                "case_reference": "KFZ-2026-0819",
                "parts": [
                    {"item_count": 2, "needs": {"size": "number_plate"}},
                    {"item_count": 2, "needs": {"size": "number_plate"}},
                ],
                "retention_h": 168,
            },
            {
                "order": EXAMPLE_ORDER,
                "authority": "stadt",
                "kind": "collection",
                "document_class": "vehicle_registration",
                "case_reference": "KFZ-2026-0820",
                "item_count": 1,
                "retention_h": 168,
                "on_demand": True,
            },
        ),
    ),
    "order.cancel": _row(
        bodies.CancelBody,
        asks=lambda body, _: events.Cancel(order=body.order, reason=body.reason),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER, "reason": "withdrawn"},),
    ),
    "grant.reissue": _row(
        bodies.ReissueBody,
        asks=lambda body, issue: staff.Reissue(order=body.order, code=issue(body.order).fresh),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER},),
    ),
    "state.request": _row(
        bodies.StateRequestBody,
        asks=lambda _, __: Snapshot(),
        authority=Authority.SITE,
        examples=({},),
    ),
    "events.replay": _row(
        bodies.ReplayBody,
        asks=lambda body, _: Replay(epoch=body.epoch, first=body.first, last=body.last),
        authority=Authority.SITE,
        examples=({"epoch": 1, "first": 17, "last": 23},),
    ),
    "custody.confirm": _row(
        bodies.ConfirmBody,
        asks=lambda body, _: Confirm(epoch=body.epoch, number=body.number, root=body.root),
        authority=Authority.EVERY,
        examples=({"epoch": 1, "number": 4000, "root": EXAMPLE_ROOT},),
    ),
    "order.hold": _row(
        bodies.HoldBody,
        asks=lambda body, _: holds.PutOnHold(order=body.order, reason=body.reason),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER, "reason": "fee_unpaid"},),
    ),
    "order.release": _row(
        bodies.ReleaseBody,
        asks=lambda body, _: holds.EndHold(order=body.order),
        authority=Authority.OF_THE_ORDER,
        examples=({"order": EXAMPLE_ORDER},),
    ),
    "order.change": _row(
        term_bodies.ChangeBody,
        asks=wishes.change,
        authority=Authority.NAMED,
        examples=(
            {
                "authority": "stadt",
                "order": EXAMPLE_ORDER,
                "part": 1,
                "needs": {"size": "A4", "highest_cm": 110},
                "item_count": 2,
                "retention_h": 336,
            },
            {"authority": "stadt", "order": EXAMPLE_ORDER, "case_reference": "KFZ-2026-0818"},
        ),
    ),
    "order.extend": _row(
        term_bodies.ExtendBody,
        asks=wishes.extend,
        authority=Authority.NAMED,
        examples=(
            {"authority": "stadt", "order": EXAMPLE_ORDER, "at_least_h": 72},
            {"authority": "stadt", "orders": "all", "by_h": 48},
        ),
    ),
    "compartment.block": _row(
        bodies.BlockBody,
        asks=lambda body, _: blocks.BlockCompartment(
            authority=body.authority, compartment=body.compartment, reason=body.reason, own_use=body.own_use
        ),
        authority=Authority.OF_THE_BLOCK,
        examples=(
            {"authority": "stadt", "compartment": "A07", "reason": "cleaning"},
            {"authority": "stadt", "compartment": "A07", "reason": "kept_for_passports", "own_use": True},
        ),
    ),
    "compartment.unblock": _row(
        bodies.UnblockBody,
        asks=lambda body, _: blocks.UnblockCompartment(authority=body.authority, compartment=body.compartment),
        authority=Authority.OF_THE_BLOCK,
        examples=({"authority": "stadt", "compartment": "A07"},),
    ),
    "badges.call_back": _row(
        bodies.CallBackBody,
        asks=lambda body, _: called_back.CallBack(version=body.version, badges=frozenset(body.badges)),
        authority=Authority.EVERY,
        examples=({"version": 7, "badges": ["b-4711", "b-4712"]}, {"version": 8, "badges": []}),
    ),
    "keys.list": _row(
        bodies.KeyListBody,
        asks=lambda body, _: KeysOffered(body.list),
        authority=Authority.SITE,
        examples=({"list": key_list_vectors.EXAMPLE},),
    ),
    "room.ask": _row(
        questions.RoomBody,
        asks=lambda body, _: questions.room(body),
        authority=Authority.SITE,
        examples=({"needs": {"size": "A4", "highest_cm": 110}}, {}),
    ),
    "statistics.ask": _row(
        questions.StatisticsBody,
        asks=lambda body, _: questions.statistics(body),
        authority=Authority.SITE,
        examples=({"day": "2027-01-14", "figure": "collected"},),
    ),
}


QUESTIONS: Final = frozenset({"room.ask", "statistics.ask"})
"""Those that ask for a `Question`."""


def asked(command: Command, issue: Issue) -> Asked | Unfit:
    """What a command asks for, or why it does not fit and where."""
    row = COMMANDS.get(command.name)
    if row is None:
        return Unfit(CommandRefusal.COMMAND_UNKNOWN)
    for at, word in enumerate(command.requires):
        if word not in {*Requirement}:
            return Unfit(CommandRefusal.REQUIREMENT_UNKNOWN, f"requires.{at}")
    try:
        body = row.body.model_validate(command.body)
    except ValidationError as wrong:
        return unfit(wrong, within="body", otherwise=CommandRefusal.MALFORMED_BODY)
    return row.asks(body, issue)

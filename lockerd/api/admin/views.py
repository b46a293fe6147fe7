"""What the admin API is asked and what it answers."""

from collections.abc import Iterable
from typing import Annotated, Final, Literal

from pydantic import Field

from lockerd.api.http.doors import DoorWord
from lockerd.api.http.models import Body, View
from lockerd.domain.model.blocks import Block
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.facts import Scalar
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import PartState, RightState
from lockerd.domain.model.readings import Item, ItemSensor, Sensor
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Phase, Role
from lockerd.domain.model.words import Word

STEERING: Final = r"\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069"
"""Characters that steer a terminal or turn the text that is read around: controls, line ends, directions."""


class Reason(Body):
    """Why a technician acts; it goes into the custody log, so it names no person."""

    reason: Annotated[
        str,
        Field(
            min_length=3,
            max_length=200,
            pattern=rf"^[^{STEERING}]*[^\s{STEERING}][^{STEERING}]*$",
            examples=["checked after a jam"],
        ),
    ]


class FoundRequest(Reason):
    """What was found, and why somebody looked."""

    which: Literal["old", "new", "both"] | None = Field(
        default=None, description="Of an exchange: which of the two documents lay there; of anything else left out"
    )

    @property
    def word(self) -> Word:
        """The same in one word of the rules."""
        return Word.FOUND if self.which is None else Word(f"found_{self.which}")


class HeadView(View):
    """The newest row of the custody log."""

    epoch: int
    number: int
    hash: str = Field(description="SHA-256, hex")


class BlockView(View):
    """An office wants nothing new put in; a technician may give the compartment back all the same."""

    by: str = Field(description="The office")
    reason: str = Field(description="Its word for why")
    own_use: bool = Field(description="Its own orders' things may be put in")


def by_technician(blocks: Iterable[Block]) -> str:
    """A technician's words; empty: no technician wants it so."""
    return next((block.reason for block in blocks if not block.by), "")


def by_offices(blocks: Iterable[Block]) -> list[BlockView]:
    """Those of offices."""
    return [BlockView(by=block.by, reason=block.reason, own_use=block.own_use) for block in blocks if block.by]


class CompartmentView(View):
    """One compartment as lockerd believes it to be."""

    id: str
    row: int
    column: int
    size: str
    height_cm: int
    condition: Condition
    reason: str = Field(description="Why it is out of use, in the words of the events; empty while it is in use")
    out_of_service: str = Field(description="Why nothing new is put in, in a technician's words; empty: no technician")
    blocked: list[BlockView] = Field(description="Who of the offices wants nothing new put in; empty: none")
    door: DoorWord
    item: Item
    item_sensor: ItemSensor
    flapping: list[Sensor] = Field(description="Sensors that are not believed because they never rest")
    order: str | None
    part: int | None = Field(description="Which part of that order")
    parts: int | None = Field(description="Of how many")
    direction: Direction | None = Field(description="Of that part; `in`: a person brings it, or has brought it")
    part_state: PartState | None = Field(description="Where that part is")
    attempt: int | None = Field(description="Number of the open attempt")


class OrderPartView(View):
    """The share of an order that lies, or shall lie, in one compartment."""

    number: Annotated[int, Field(ge=1)]
    direction: Direction
    state: PartState
    right: RightState = Field(description="What the code of the order is worth at this door")
    compartment: str | None
    item_count: int
    checklist: list[str] = Field(description="Of a hand-in: codes of what is expected")
    missing: list[str] | None = Field(
        description="What of it is not there in the person's word; null: nothing was said"
    )
    attempts: int = Field(description="Of the code at this door that may have fired, without an opening seen")


class OrderView(View):
    """One order; what it is about is not a technician's business."""

    id: str
    authority: str
    kind: Kind
    state: PartState = Field(description="Where the least settled of its parts is")
    on_hold: str | None = Field(description="Why its code opens nothing for now, in central's word; null: it may")
    item_count: int = Field(description="Of all parts together")
    compartments: list[str] = Field(description="Of all parts that have one")
    parts: list[OrderPartView]


class GoingVisitView(View):
    """One person's business at one door. Its id is not told: who knows it can speak in the visit."""

    compartment: str | None = Field(description="Null: a code is shown, and its door is not chosen yet")
    kind: Role
    phase: Phase
    trouble: Refusal | None = Field(description="What did not go as wished")
    order: str | None = Field(description="Null where staff look behind a door that is for none")
    part: int | None = Field(description="Which part of that order")
    badge: str | None = Field(description="Of staff; null where a person collects")
    second_badge: str | None = Field(description="The other one, where two people are needed")
    since_ms: int = Field(description="How long it has been going on at this door")


class CustodyRowView(View):
    """One row of the custody log, with what its hash covers."""

    position: int = Field(description="Counts over all epochs")
    epoch: int
    number: int
    boot: str
    mono_ms: int
    lo_s: int
    hi_s: int | None
    type: str
    compartment: str | None
    order: str | None = Field(description="Null too once the order was erased")
    commitment: str | None
    data: dict[str, Scalar]
    prev: str
    hash: str
    salts: dict[str, str] = Field(
        description="By field of `data`: in its place the hash covers `salted:` and SHA-256(salt || text)"
    )


class CustodyPage(View):
    """Rows in order; fewer than asked for at the end."""

    rows: list[CustodyRowView]
    head: HeadView


class CutRowView(View):
    """What is left of a row that was cut."""

    position: int = Field(description="Among all rows, cut or not")
    epoch: int
    number: int
    hash: str


class CutPage(View):
    """Rows that were cut, in order; fewer than asked for at the end."""

    rows: list[CutRowView]


class FaultView(View):
    """The first row that is not as it was written."""

    epoch: int
    number: int
    what: str


class VerifiedView(View):
    """Outcome of checking the whole log."""

    rows: int = Field(description="Rows found good before the fault or the end")
    cut: int = Field(description="Of how many of these what they say was cut; their hashes are checked")
    head: HeadView
    fault: FaultView | None


class ResumedView(View):
    """A halt was ended."""

    halted: str | None

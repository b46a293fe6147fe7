"""What the commands of central hold, one model each; ``command_table`` says what becomes of them.

The text of a model says what its command does: the contract and its paper print it.
"""

from typing import Annotated, Any

from pydantic import AfterValidator, ConfigDict, Field, StringConstraints, model_validator

from lockerd.central.command_models import Incoming
from lockerd.central.messages import WHOLE, OrderUuid, Positive, Pseudonym
from lockerd.codes.key_list import MAX_CHARS
from lockerd.domain.model import checklists
from lockerd.domain.model.called_back import BADGES_MAX
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import Form, Kind
from lockerd.domain.model.parts import PARTS_MAX
from lockerd.domain.model.terms import RETENTION_MAX_H

Height = Annotated[int, Field(ge=0, le=300), WHOLE]


class NeedsBody(Incoming):
    """What the person needs of a compartment; never why."""

    size: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,32}$")] | None = None
    lowest_cm: Height | None = None
    highest_cm: Height | None = None
    slow_hands: bool = False


ItemCount = Annotated[int, Field(ge=1, le=99), WHOLE]
Hours = Annotated[int, Field(ge=1, le=RETENTION_MAX_H), WHOLE]
CaseReference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/+-]{0,64}$")]


Checklist = Annotated[
    list[Annotated[str, StringConstraints(pattern=checklists.CODE)]],
    Field(min_length=1, max_length=checklists.CODES_MAX, json_schema_extra={"uniqueItems": True}),
    AfterValidator(checklists.each_once),
]


class PartBody(Incoming):
    """What lies in one compartment, or shall, and what the person needs of it."""

    item_count: ItemCount
    needs: NeedsBody = NeedsBody()
    checklist: Checklist = Field(default_factory=list)
    """Of a `hand_in`, as beside `item_count` of an order of one part."""


_OF_ONE_PART = frozenset({"checklist", "needs"})


def _one_or_several(schema: dict[str, Any]) -> None:
    """What ``AnnounceBody`` checks of its fields together."""
    swap = {"properties": {"kind": {"const": "swap"}}, "required": ["kind"]}
    schema["if"], schema["else"] = swap, {"not": {"required": ["form"]}}
    schema["then"] = {"required": ["form"], "properties": {"form": {"type": "string"}}}
    of_one = {"anyOf": [{"required": [field]} for field in sorted(_OF_ONE_PART)]}
    schema["oneOf"] = [{"required": ["item_count"]}, {"required": ["parts"], "not": of_one}]
    unasked = {"not": {"required": ["checklist"]}}
    hand_in = {"properties": {"kind": {"const": "hand_in"}}, "required": ["kind"]}
    schema["anyOf"] = [hand_in, unasked | {"properties": {"parts": {"items": unasked}}}]
    schema["not"] = {
        "properties": {"on_demand": {"const": True}, "kind": {"const": "hand_in"}},
        "required": ["on_demand"],
    }
    del schema["properties"]["item_count"]["default"]


class AnnounceBody(Incoming):
    """An order will be brought to this site. What staff put in (`collection`): a fitting compartment is reserved for
    it, or for each of its parts, now or when there is one. What a person brings (`hand_in`): its code is made at once
    and sent, sealed, as `grant.issued`; the compartment is chosen when the person stands there. Refused as
    `never_fits` if no door of the site is so large at such a height, and for a `hand_in` if none of those shows what
    its class asks for; as `class_not_allowed` for documents that the operator of this site does not let a machine
    handle (identity documents and residence cards want a word in its configuration); as `kind_not_supported` for a
    `swap` whose `parts` are not those of its form.

    A `swap` says its `form`. `same_compartment`, of one part: staff put the new document in; behind the same door the
    person takes it out and leaves the old one, for which there is a receipt. `old_first`, of two `parts`: the first is
    the old document, which the person brings, the second the new one, which staff put in; the code comes with that.
    The person hands the old one in behind any free door, and when it is in custody (`part.handed_in`) the door with
    the new one opens in the same visit, or later for the same code. Refused as `never_fits` if the site has no two
    doors for it."""

    model_config = ConfigDict(json_schema_extra=_one_or_several)

    order: OrderUuid
    authority: Pseudonym
    kind: Annotated[Kind, Field(strict=False)]
    form: Annotated[Form, Field(strict=False)] | None = None
    """Of a `swap`, which has to say it."""
    document_class: Pseudonym
    case_reference: CaseReference
    """Comes back in every event of the order, until its retention is over."""
    item_count: ItemCount = 1
    """Of an order that lies in one compartment, which has to say it."""
    needs: NeedsBody = NeedsBody()
    """Of an order that lies in one compartment."""
    parts: list[PartBody] = Field(default_factory=list, min_length=2, max_length=PARTS_MAX)
    """Of an order that lies in several compartments, in place of `item_count`, `needs` and `checklist`: these of what
    lies in each (`item_count` has to be there). They are numbered from 1 in this order. Staff begin to put them in when
    there is a door for each."""
    checklist: Checklist = Field(default_factory=list)
    """Of a `hand_in`: codes of your own for what is expected. The person is shown the list and says what of it is
    missing; `part.handed_in` tells it. A code names a type of thing, never a person or a single document."""
    retention_h: Hours
    """Hours in which the site could hand out, counted from the moment the order is ready; of a `hand_in`, in which it
    could take in, counted from its announcement. Refused as `retention_too_long` where its class waits less."""
    no_delegate: bool = False
    """Nobody but the person of the order may come for it; `no_verifier` where nobody here could say that it is them."""
    on_demand: bool = False
    """Of what staff put in: its code is made at once and sent, sealed, as `grant.issued`, and opens nothing before all
    is put in. Whoever shows it earlier asks for that: `order.asked_for`, at most once in 15 minutes."""

    @model_validator(mode="after")
    def _one_or_several(self) -> "AnnounceBody":
        said = self.model_fields_set
        if ("parts" in said) == ("item_count" in said) or ("parts" in said and said & _OF_ONE_PART):
            raise ValueError("either item_count, needs and checklist, or parts that say them each for itself")
        if self.kind is not Kind.HAND_IN and (self.checklist or any(part.checklist for part in self.parts)):
            raise ValueError("only what is handed in has a checklist")
        if self.on_demand and self.kind is Kind.HAND_IN:
            raise ValueError("only what staff put in is asked for")
        if (self.kind is Kind.SWAP) is ((self.form if "form" in said else None) is None):
            raise ValueError("a swap says its form, and nothing else has one")
        return self


Door = Annotated[CompartmentId, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,8}$")]
"""The painted number of a compartment."""
Word = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$", max_length=32)]
"""Of central's own."""


class CancelBody(Incoming):
    """The order is off: ended before loading, recalled if already loaded, and its code dies. Waits for a door that is
    just open, and until a hand-in is judged; what was handed in stays (`already_handed_in`)."""

    order: OrderUuid
    reason: Word
    """A word of central's own, `a-z` and `_`. It comes back in the events and stays in the log for ever: it can hold no
    reference."""


class HoldBody(Incoming):
    """The order is kept back for a while: from now on its code opens nothing and is refused as `order_on_hold`. What it
    has done so far, its retention and its compartments stay as they are, and staff may put in what is still to come.
    `order.held` waits for whoever is at one of its doors, and does not come where nothing is left then. Refused where
    nothing is left now: as `already_collected`, `already_handed_in` or `order_not_ready`."""

    order: OrderUuid
    reason: Word
    """A word of central's own, as in `order.cancel`."""


class ReleaseBody(Incoming):
    """What `order.hold` kept back is free again (`order.hold_ended`): its code is as good as it was before, and its
    retention runs on."""

    order: OrderUuid


class ReissueBody(Incoming):
    """A new code for an order that is ready or awaited, sealed, as `grant.issued`; the old one dies. `busy` while
    somebody stands at its door under the old one. Of what somebody shall bring, the new code opens the same door as the
    old one, and one that waits for staff waits on. What lies there and waits for staff (jammed, suspended) they hand
    out themselves, and no code is made that would never open its door: `ask_staff`."""

    order: OrderUuid


class StateRequestBody(Incoming):
    """Publish `reported` again."""


class ReplayBody(Incoming):
    """Send the events `first` to `last` (null: the newest) of an epoch again. What was cut from the log
    (docs/custody.md) does not come: `data.cut` of the reply names it, first and last number of each run, eight runs at
    most; who needs to know more asks again from there on."""

    epoch: Positive | None = None
    """Null: the newest epoch, whatever its number. Of an older one the site has what its database still holds."""
    first: Positive
    last: Positive | None = None

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> "ReplayBody":
        if self.last is not None and self.last < self.first:
            raise ValueError("last lies before first")
        return self


class ConfirmBody(Incoming):
    """Central holds every event of an epoch up to `number`, and `root` is that of its own tree over them
    (docs/proofs.md). What it holds the site may cut when its time is over. Refused as `log_differs` where the site's
    root is another one, or its log shorter: one of the two was altered or put back, the site tells it as an alarm
    (`custody.differs`) and cuts nothing until a later one agrees. Of an older epoch, whose end the site does not have,
    `events_unknown`."""

    epoch: Positive
    number: Positive
    root: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    """Hex; of the tree of RFC 9162 over the hashes of the events 1 to `number`."""


class BlockBody(Incoming):
    """Nothing new is put into a compartment any more (`compartment.blocked`); with `own_use`, nothing of other offices.
    Nothing is opened: what lies inside can still be collected, what goes on there is finished, what was only reserved
    gets another door."""

    authority: Pseudonym
    """Whose block it is: each office has one of its own there, and takes back its own."""
    compartment: Door
    reason: Word
    """A word of central's own, as in `order.cancel`."""
    own_use: bool = False
    """The door is kept for what this office's own orders need."""


BadgeId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$")]


class CallBackBody(Incoming):
    """These badges, and no others, are called back from now on (`badges.called_back`): they begin nothing more, open
    nothing more in a visit that goes on, and what is said under them there does not count. The list takes the place of
    the one before; an older version, or another list of the same, is `badge_list_old`. A badge that has ended by itself
    need not stand on it."""

    version: Positive
    """Counted up by whoever issues badges, over this command and signed files together."""
    badges: Annotated[
        list[BadgeId],
        Field(max_length=BADGES_MAX, json_schema_extra={"uniqueItems": True}),
        AfterValidator(checklists.each_once),
    ]
    """All that are called back at this site."""


class KeyListBody(Incoming):
    """These are central's keys from now on (`keys.listed`), in place of those in the site's configuration: a key that
    does not stand on the list signs nothing any more, not even what comes late. The offline root signs the list
    (docs/keys.md); the signature of this command is only its envelope. An older version, another list of the same, or
    one that has run out is `key_list_old`; one that too few roots have signed is `key_list_not_valid`."""

    list: Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHARS)]
    """JWS, general JSON serialization, as text."""


class UnblockBody(Incoming):
    """The office takes its block back (`compartment.unblocked`); `blocked_by_others` where only another office, or a
    technician on the spot, blocks it: their word central cannot undo."""

    authority: Pseudonym
    compartment: Door

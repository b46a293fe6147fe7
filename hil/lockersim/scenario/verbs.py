"""What may happen in a scenario: one class a verb."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from lockersim.people.manners import By, Manner
from lockersim.scenario.expect import Expect
from lockersim.scenario.family import Family
from lockersim.scenario.looking import GoRound, Retrieve
from lockersim.scenario.step import Names, Place, Step, Switch, as_list
from lockersim.world.cabinet import Doing
from lockersim.world.hands import Action


class Needs(BaseModel):
    """What one part of an order needs of its compartment."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    size: str | None = None
    lowest_cm: int | None = None
    highest_cm: int | None = None


class Announce(Step, Needs):
    """Central announces an order for each document; of a ``hand_in`` a person has it, and brings it; of a ``swap`` they
    get a new one, ``card``, and leave the old one, ``card.old``: in the same compartment, or behind a door before.

    With ``parts`` the order asks for a compartment for each of them, and ``papers.2`` is the thing of part 2 of papers.
    """

    documents: Names
    kind: Literal["collection", "hand_in", "swap"] = "collection"
    form: Literal["same_compartment", "old_first"] = "same_compartment"
    """Of a ``swap``."""
    parts: tuple[Needs, ...] = ()
    checklist: tuple[str, ...] = ()
    """Of a ``hand_in``: codes of what is expected at each door."""
    lacks: tuple[str, ...] = ()
    """What of it the person does not have, and says so."""
    authority: str = "stadt"
    document_class: str = "identity_card"
    no_delegate: bool = False
    on_demand: bool = False
    refused: str | None = None


class KeepBack(Step):
    """Central puts the order of each document on hold, or gives it free again."""

    documents: Names
    do: Literal["hold", "release"]
    refused: str | None = None


class Ask(Step):
    """Central sends a command with these fields, for the order of each document, or each place; else once."""

    command: str
    documents: Annotated[tuple[str, ...], BeforeValidator(as_list)] = ()
    at: Annotated[tuple[Place, ...], BeforeValidator(as_list)] = ()
    fields: Mapping[str, bool | int | str | tuple[str, ...]] = {}
    authority: str | None = "stadt"
    """None: the command does not say whose it is."""
    refused: str | None = None


class Load(Step):
    """Staff put each document in; ``ends`` is how it must end. A thin one escapes item sensors."""

    documents: Names
    thin: bool = False
    manner: Manner = Manner.NORMAL
    leaves_at: int | None = None
    """The part when whose turn comes they go away."""
    ends: str = "loaded"


class LoadPile(Step):
    """Staff put all of these in under one badge, envelope after envelope, and confirm at the end."""

    documents: Names
    leaves_at: int | None = None
    """So many envelopes are left when they go away, and nothing is confirmed."""
    ends: str = "loaded"


class Collect(Step):
    """Somebody comes for each document with its letter; several ``by`` are used in turn."""

    documents: Names
    by: Annotated[tuple[By, ...], BeforeValidator(as_list)] = (By.QR,)
    manner: Manner = Manner.NORMAL
    leaves_at: int | None = None
    """The part when whose turn comes they go away."""
    ends: str = "collected"


class HandIn(Step):
    """Somebody comes with each document and its letter; ``ends`` may be the grade of the receipt; see ``Load``."""

    documents: Names
    by: Annotated[tuple[By, ...], BeforeValidator(as_list)] = (By.QR,)
    thin: bool = False
    manner: Manner = Manner.NORMAL
    ends: str = "handed_in"
    told: str = ""
    """What the terminal's sentence must name, where it refuses."""


class WalkIn(Step):
    """Somebody brings each document without a code; ``ends`` may be the grade of the receipt, or why it is refused.

    A thin one escapes item sensors.
    """

    documents: Names
    document_class: str
    item_count: Annotated[int | None, Field(ge=1, le=99)] = None
    within_reach: bool = False
    thin: bool = False
    manner: Manner = Manner.NORMAL
    ends: str = "handed_in"


class Exchange(Step):
    """Somebody comes with each old document and the letter for the new one; ``ends`` may be the grade of the receipt
    in one compartment.

    A thin old one escapes item sensors.
    """

    documents: Names
    by: Annotated[tuple[By, ...], BeforeValidator(as_list)] = (By.QR,)
    thin: bool = False
    manner: Manner = Manner.NORMAL
    leaves_at: int | None = None
    """Behind two doors: the part when whose turn comes they go away."""
    ends: str = "exchanged"


class Begin(Step):
    """Somebody shows the letter and then does nothing; the visit is known by the document's name.

    ``walk_in`` is the class of what is brought without a letter.
    """

    short: ClassVar[str] = "document"
    document: str
    by: By = By.QR
    walk_in: str | None = None
    manner: Manner = Manner.NORMAL
    """How they go on when they do."""
    again: bool = False
    """The terminal has lost its page meanwhile: the same letter must find the same visit."""
    refused: str | None = None


class Finish(Step):
    """Whoever began goes on as the terminal says."""

    short: ClassVar[str] = "document"
    document: str
    ends: str = "collected"


class Hand(Step):
    """Somebody's hands, asked by nobody."""

    short: ClassVar[str] = "do"
    do: Action
    at: Place
    item: str | None = None


class FaultOn(Step):
    """Something breaks; the target may be ``@d05``, ``@d05.board`` or ``@d05.bus``; ``@d05.2.board`` of a part."""

    short: ClassVar[str] = "name"
    name: str
    target: str
    amount: float | None = None


class FaultOff(Step):
    """Something is mended; without a name everything is."""

    short: ClassVar[str] = "name"
    name: str = "all"
    target: str = ""


class Power(Step):
    """lockerd's power: off is SIGKILL."""

    short: ClassVar[str] = "state"
    state: Switch


class BrokerPower(Step):
    """The broker: off is SIGKILL, so that it loses what it had in memory."""

    short: ClassVar[str] = "state"
    state: Switch


class Technician(Step):
    """Somebody with access to the admin socket."""

    short: ClassVar[str] = "do"
    do: Literal["open", "clear", "resume"]
    at: Place = ""
    reason: str = "scenario"
    refused: str | None = None


class Inspect(Step):
    """Staff have compartments opened, take out what lies there, shut them and report: empty, or found what was brought.

    Of a new wall nothing is proven empty before that, and nobody can hand anything in.
    """

    short: ClassVar[str] = "at"
    at: Names
    report: Literal["clear", "found", "found_old", "found_new", "found_both"] = "clear"
    """Of an exchange, which of the two documents was found."""
    reason: str = "scenario"
    refused: str | None = None


class AtCabinet(Step):
    """Something happens to the cabinet of the electronics, its key or the mains."""

    short: ClassVar[str] = "do"
    do: Doing


class Mark(Step):
    """From here on events and pulses are counted anew."""

    short: ClassVar[str] = "note"
    note: str = ""


class Pause(Step):
    """Let time pass."""

    short: ClassVar[str] = "s"
    s: Annotated[float, Field(gt=0, le=60)]


VERBS: dict[str, type[Step]] = {
    "announce": Announce,
    "keep_back": KeepBack,
    "ask": Ask,
    "load": Load,
    "load_pile": LoadPile,
    "collect": Collect,
    "hand_in": HandIn,
    "walk_in": WalkIn,
    "exchange": Exchange,
    "family": Family,
    "begin": Begin,
    "finish": Finish,
    "hands": Hand,
    "fault": FaultOn,
    "mend": FaultOff,
    "power": Power,
    "broker": BrokerPower,
    "technician": Technician,
    "inspect": Inspect,
    "retrieve": Retrieve,
    "go_round": GoRound,
    "cabinet": AtCabinet,
    "mark": Mark,
    "pause": Pause,
    "expect": Expect,
}
"""Every verb a step may begin with."""

"""What ``decide`` is told: requests of people and programs, reports of the buses, the clock's tick, the start."""

from dataclasses import dataclass

from lockerd.domain.model.blocks import BlockCompartment, UnblockCompartment
from lockerd.domain.model.called_back import CallBack
from lockerd.domain.model.codes import CodeForm, FreshCode
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.facts import FactType, Scalar
from lockerd.domain.model.holds import EndHold, PutOnHold
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, ReceiptId, VisitId
from lockerd.domain.model.kept import ConfirmLog, CutLog
from lockerd.domain.model.key_list import TakeKeyList
from lockerd.domain.model.orders import Order
from lockerd.domain.model.parts import Part
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.reports import Report, Unlock, Withdraw
from lockerd.domain.model.said_needs import NOTHING_SAID, SaidNeeds
from lockerd.domain.model.staff import StaffRequest
from lockerd.domain.model.statements import Statement
from lockerd.domain.model.terms import ChangeOrder, Extend, ExtendAll
from lockerd.domain.model.walk_ins import StartWalkIn
from lockerd.domain.model.words import Word


@dataclass(frozen=True, slots=True)
class Announce:
    """Central announces an order (``order.announce``) with its parts, numbered from 1."""

    order: Order
    parts: tuple[Part, ...]
    code: FreshCode | None = None
    """Of a hand-in, or on demand: what the person will show. Of anything else that staff put in the code comes at the
    end of that."""


@dataclass(frozen=True, slots=True)
class Cancel:
    """Central takes an order back (``order.cancel``); of a loaded one that is a recall."""

    order: OrderId
    reason: str


@dataclass(frozen=True, slots=True)
class StartCollection:
    """A person showed a code, which says itself what it is for: to collect, to hand in, to exchange."""

    visit: VisitId
    """The one to begin; drawn for this one showing, whatever comes of it."""
    form: CodeForm
    grant: GrantId | None
    """What the signature or the hash search found; None if nothing."""
    exp_s: int | None = None
    """The token's outer bound; None for typed codes."""
    number: str | None = None
    """The pick-up number that was typed as well; the search was bound to the grants that have it."""
    terminal: str = ""
    """At which terminal, as it is called that is another machine; failed tries are counted there."""
    second_secret: bool | None = None
    """Whether the second secret that was typed is that of the code; None: none was typed."""
    statement: Statement | None = None
    """What a verifier has signed of whoever shows it; None: nothing was given."""
    wrong_site: str | None = None
    """The signature is valid, but the code is for another site: its id, empty where only that much is known."""
    said: SaidNeeds = NOTHING_SAID
    """What its person needs of a door that is chosen for them, and of everybody's patience."""
    within: VisitId | None = None
    """The visit that goes on with another code, in which it is shown and has its turn (rule 25)."""


@dataclass(frozen=True, slots=True)
class FetchReceipt:
    """A person typed the number of a receipt, for a copy."""

    visit: VisitId
    receipt: ReceiptId | None
    """What the search among the numbers found."""
    number: str | None = None
    """The counter that stands on it, which was typed as well."""
    terminal: str = ""
    """As of a code."""


@dataclass(frozen=True, slots=True)
class Rate:
    """The person says at the end how it went; what they say is counted, and no matter of the rules."""

    visit: VisitId


@dataclass(frozen=True, slots=True)
class Say:
    """Something the person says during a visit."""

    visit: VisitId
    word: Word
    item_count: int = 0
    """Of ``found`` and ``as_expected``: how many things; 0 of every other word."""
    code: FreshCode | None = None
    """Of ``as_expected``, where what lies there was put in and not confirmed: what will be shown for it."""
    missing: tuple[str, ...] = ()
    """Of ``missing``: codes of the checklist; none: all is there."""


@dataclass(frozen=True, slots=True)
class _AtDoor:
    """Somebody with a name, at one door, and why."""

    who: str
    compartment: CompartmentId
    reason: str


@dataclass(frozen=True, slots=True)
class TechnicianOpen(_AtDoor):
    """A named technician opens a compartment, with a reason."""

    only_if_empty: bool = False
    """For a test: refused where anything lies inside, may lie inside, or is to be put in."""
    others_shut: bool = False
    """The technician has looked: the doors opened before are shut, as far as no sensor tells."""


@dataclass(frozen=True, slots=True)
class Touched(_AtDoor):
    """A named technician saw the door open under nobody's right: no sensor told, or lockerd was off (F26, F74)."""


@dataclass(frozen=True, slots=True)
class Clear(_AtDoor):
    """Somebody named looked inside and reports the compartment empty; ends every order and grant that names it."""


@dataclass(frozen=True, slots=True)
class Found(_AtDoor):
    """Somebody named looked inside and took out what a person had put in: custody by their word (rule 20)."""

    word: Word = Word.FOUND
    """Of an exchange, which of the two documents it was, or both (rule 23)."""


@dataclass(frozen=True, slots=True)
class OutOfService(_AtDoor):
    """A named technician wants nothing new put into a compartment."""


@dataclass(frozen=True, slots=True)
class InService(_AtDoor):
    """A named technician gives it back to use."""


@dataclass(frozen=True, slots=True)
class Resume:
    """A named technician ends a halt."""

    who: str
    reason: str


@dataclass(frozen=True, slots=True)
class CorrectTime:
    """A named technician on site says what time it is, with a reason: the one way back of ``lo_s`` (design rule 10)."""

    who: str
    reason: str
    time_s: int
    """Unix seconds."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Time has passed; sent twice a second while anybody waits for anything, more rarely while all is calm."""


@dataclass(frozen=True, slots=True)
class Boot:
    """The daemon has loaded its state and starts; open attempts and visits of the last life are judged."""

    boot: str
    version: str
    config: str
    """SHA-256 of the configuration, hex."""
    places: tuple[Place, ...] = ()
    """Compartments of the configuration; those that the state lacks are added, never as proven empty."""
    removed: tuple[CompartmentId, ...] = ()
    """Compartments that the store knows and the configuration does not; the state has left them out already."""
    starts: int = 1
    """How many starts in a row, this one included, none of which lasted (F7)."""
    touched: tuple[GrantId, ...] = ()
    """Codes that opened, or may have, after what the database knows: a second medium says so (F6)."""
    restored: bool = False
    """An older database was put back, and nobody knows what has happened at the doors since (F70)."""
    keys_foreign: bool = False
    """The list of keys that is known is not signed by the roots of the configuration (any more)."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something to write down that changes nothing (a checkpoint, a refused command)."""

    type: FactType
    data: tuple[tuple[str, Scalar], ...]


@dataclass(frozen=True, slots=True)
class Accepted:
    """Done, or begun; ``visit`` where one was started, ``grant`` where one was issued."""

    visit: VisitId | None = None
    grant: GrantId | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Not done; nothing was opened."""

    reason: Refusal
    retry_after_ms: int | None = None
    """Given for those of ``NAMES_A_WAIT``, and only for those."""
    known: tuple[int, int] | None = None
    """Given for those of ``OF_ITS_NUMBER``: epoch and highest number that are known of the issuer."""


Answer = Accepted | Refused
Effect = Unlock | Withdraw


@dataclass(frozen=True, slots=True)
class EraseOrder:
    """A named technician has everything forgotten that names the case of an order that is over (GDPR, article 17)."""

    who: str
    order: OrderId
    reason: str


TechnicianRequest = (
    TechnicianOpen | Touched | Clear | Found | OutOfService | InService | Resume | CorrectTime | EraseOrder
)
"""What a named technician asks for."""

OrderRequest = Announce | Cancel | ChangeOrder | Extend | ExtendAll | PutOnHold | EndHold
"""What an office asks for of its orders."""

CentralRequest = OrderRequest | BlockCompartment | UnblockCompartment | CallBack | TakeKeyList | ConfirmLog
"""What central asks for; a list of keys, or of badges that were called back, a technician may bring as well."""

Wanted = CentralRequest | StaffRequest | TechnicianRequest
"""What a command may ask to have decided."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command with the numbers of its issuer, which are taken in the decision on what it asks for."""

    issuer: str
    speaks_for: frozenset[str] | None
    """Authorities; None: every one."""
    epoch: int
    number: int
    wish: Wanted | Note | None
    """``Note``: refused already, which is written down. None: nothing has to be decided."""


PersonRequest = StartCollection | StartWalkIn | FetchReceipt | Say | Rate
"""What whoever stands at the terminal asks for."""

Request = CentralRequest | Sent | StaffRequest | PersonRequest | TechnicianRequest
"""What people and programs ask for; answered by ``Accepted`` or ``Refused``."""

Happening = Report | Tick | Boot | Note | CutLog
"""What is so whether we like it or not."""

Event = Request | Happening

"""Everything about the station in one look."""

from typing import Annotated

from pydantic import Field

from lockerd.api.admin.views import HeadView
from lockerd.api.http.models import View
from lockerd.bus.driver import LockClass
from lockerd.clock import Standing
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.reports import AuxiliaryInput, Reach
from lockerd.domain.shown.attention import Call

Counted = Annotated[int, Field(ge=0)]


class TimeView(View):
    """What lockerd knows about the time."""

    mono_ms: int
    powered_ms: int = Field(description="Time this site has been powered, over all boots")
    lo_s: int = Field(description="Unix seconds: it is not earlier than this")
    hi_s: int | None = Field(description="Unix seconds: it is not later than this; null where nobody trustworthy said")


class TypingView(View):
    """Failed typed codes of all terminals (design rule 11)."""

    failures_day: int
    blocked_ms: int = Field(description="Powered time until all terminals take typed codes again; 0: they do")


class ScannerView(View):
    """What readers delivered that was no clean code, since the start: tell the reader not to."""

    framed: int = Field(description="Line ends, tabs or an AIM identifier around a scan: taken off")
    lower_case: int = Field(description="Scans in small letters (caps lock of a reader that types): taken for capitals")
    unreadable: int = Field(description="Scans that were no code at all")


class AttentionView(View):
    """Something that waits for somebody."""

    call: Call
    reason: str = Field(description="Why, in the words of the events; empty where the call says it all")
    compartment: str | None
    order: str | None


class ConfigFileView(View):
    """The configuration that runs."""

    file: str = Field(description="Where it was read")
    sha256: str = Field(description="Of the file as it was read, hex")


class BoardCountersView(View):
    """Of one board, since the start."""

    exchanges: Counted = Field(description="Requests sent that want a reply")
    failures: Counted = Field(description="Of these, how many went wrong while the board was in use (F44)")
    timeouts: Counted = Field(description="Nothing at all came back (F41)")
    garbled: Counted = Field(description="Something came back, but not the reply (F34)")
    garbage_bytes: Counted = Field(description="Bytes outside sound frames while this board was waited for")
    mismatches: Counted = Field(description="Sound frames that were not the reply (F37, F38, F39)")
    reply_ms: float = Field(description="The longest silence before an answer; what is long ago fades")
    patience_ms: Counted = Field(description="How long such a silence may be")
    late: Counted = Field(description="Answers that came when nobody waited for them any more (F37)")
    flickers: Counted = Field(description="Changes of an input that did not last (F30)")
    unlocks: Counted
    failed_unlocks: Counted = Field(description="Unlocks that the board itself said it did not do")
    unfit: str = Field(description="Why the board is not used although it answers; empty while it is")


class BusCountersView(View):
    """Of one line, or one set of pins, since the start."""

    boards: dict[int, BoardCountersView] = Field(description="By address; a set of pins has address 0")
    unasked_bytes: Counted = Field(description="Traffic outside sound frames while lockerd was silent (F42)")
    unasked_frames: Counted = Field(description="Sound replies while lockerd was silent (F37, F38, F42)")
    echoes: Counted = Field(description="Own bytes that came back although the line is set up without echo (F38)")
    echo_errors: Counted = Field(description="Own bytes that did not come back as they were sent")
    echoless: Counted = Field(description="Of these, how many in a row until now")
    losses: Counted = Field(description="How often the port, or the pins, were lost (F43)")


class DriverView(View):
    """What lines of lock boards and sets of pins have in common."""

    port: str = Field(description="Device or network address of a line; `gpio` for pins")
    power_group: str
    lock_class: LockClass | None = Field(
        description="Who ends a pulse, by the worst of its locks; null while that part is lost and nothing is fired, "
        "and where there are no locks"
    )
    notes: list[str] = Field(description="What a technician should know about it")
    faults: list[str] = Field(description="What of the notes has to be mended")
    counters: BusCountersView


class BusView(DriverView):
    """A line of lock boards."""

    boards: dict[int, str] = Field(description="Family by address")


class PinsView(DriverView):
    """A set of pins."""

    locks: dict[int, str] = Field(description="Where each lock hangs and who ends its pulses, by channel")


class AuxiliaryView(View):
    """The cabinet's own lines."""

    active: dict[AuxiliaryInput, bool | None] = Field(description="Of those that are fitted; null: it cannot be read")
    notes: list[str] = Field(description="What has to be mended")


class StorageView(View):
    """The disk that holds the database."""

    folder: str
    free_bytes: Counted = Field(description="For a process that is not root")
    size_bytes: Counted
    database_bytes: Counted = Field(description="The database with its log")


class OversizedView(View):
    """A message that the broker has no room for; the newest of its topic."""

    topic: str
    size_bytes: Counted
    limit_bytes: Counted = Field(description="The broker's Maximum Packet Size")


class CentralView(View):
    """How things stand with central."""

    connected: bool
    since_s: int | None = Field(description="Unix seconds: `connected` has not changed since, by the lower bound")
    reach: Reach = Field(description="`away`: not reached for minutes; `unsteady`: lost again and again")
    away_since_s: int | None = Field(description="Of `away`: since when, Unix seconds, by the lower bound")
    losses: Counted = Field(description="How often a good connection was lost within the hour")
    unsent: Counted = Field(description="Messages that central does not have yet")
    error: str | None = Field(description="The last trouble in words; null while all is well")
    dropped: dict[str, int] = Field(description="Messages on command topics that were nobody's command, by reason")
    oversized: list[OversizedView] = Field(description="What did not fit since this connection began")


class PartsView(View):
    """What each part of the daemon says about itself."""

    version: str = Field(description="Of the daemon that runs")
    boot: str = Field(description="Its life, as the custody log names it")
    uptime_ms: Counted
    config: ConfigFileView
    time: Standing = Field(description="What the trusted time rests on")
    buses: dict[str, BusView | PinsView] = Field(description="Lines and sets of pins, by name")
    auxiliary: AuxiliaryView | None = Field(description="Null: none are fitted")
    storage: StorageView | None = Field(description="Null: the disk does not say")
    certificates: dict[str, int | str] = Field(
        description="By file, and the broker's: until when each is good, Unix seconds; a text where that is not known"
    )
    copies: dict[str, int | None] = Field(
        description="Of `backup` and `log`, as far as the configuration names a folder, when the newest copy was made, "
        "Unix seconds of this machine; null: there is none, or the folder cannot be read"
    )
    central: CentralView | None = Field(description="Null: the site runs without")


class AdminStatus(View):
    """Everything about the station."""

    site: str
    name: str
    halted: str | None = Field(description="Why nothing is opened until a technician has looked")
    attention: list[AttentionView] = Field(
        description="What waits for somebody: the site first, then door by door, then orders that no door can serve"
    )
    compartments: dict[Condition, int] = Field(description="How many are in which condition")
    orders: dict[PartState, int] = Field(description="How many are in which state")
    visits: int = Field(description="Visits not over")
    attempts: int = Field(description="Open attempts")
    openings_hour: int = Field(description="Openings charged to the brake in the last powered hour")
    typing: TypingView
    scanner: ScannerView
    head: HeadView
    time: TimeView
    parts: PartsView

"""What is believed of the time, for technicians, and their word where it went wrong (design rule 10)."""

from collections.abc import Callable
from typing import Annotated, Final

from pydantic import Field

from lockerd.api.admin.views import Reason
from lockerd.api.http.asking import ask, recall
from lockerd.api.http.models import View
from lockerd.api.http.problems import ProblemError
from lockerd.clock import EARLIEST_S, LATEST_S, Belief, Standing, TimeSource
from lockerd.controller import Controller, Memo
from lockerd.domain.model.doubt import Doubt
from lockerd.domain.model.events import CorrectTime

UNIX: Final = "Unix seconds"


class TimeRequest(Reason):
    """What time it is, as a technician on site reads it from a watch."""

    time_s: Annotated[int, Field(ge=0, lt=1 << 40, description=f"{UNIX}; within a minute", examples=[1_800_000_000])]


class BeliefView(View):
    """What is believed of the time, and why."""

    standing: Standing
    doubt: Doubt | None = Field(description="Why the source is not believed; null where it is, or says nothing")
    lo_s: int = Field(description=f"{UNIX}: it is not earlier than this")
    hi_s: int | None = Field(description=f"{UNIX}: it is not later than this; null where nobody trustworthy said")
    source: TimeSource
    source_s: int | None = Field(description=f"{UNIX}: what the source says; null while it says nothing")
    machine_s: int = Field(description=f"{UNIX}: what the machine's clock shows, believed or not")
    written_s: int | None = Field(description=f"{UNIX}: not earlier than this, as written down before the start")
    earliest_s: int = Field(description=f"{UNIX}: the month of this release; nothing earlier is believed")
    latest_s: int = Field(description=f"{UNIX}: ten years later; nothing later is believed, from nobody")
    certificates_s: int | None = Field(description=f"{UNIX}: the end of the first of the site's certificates")


class Timekeeping:
    """The clock as technicians see it."""

    def __init__(
        self,
        *,
        controller: Controller,
        believed: Callable[[], Belief],
        source: TimeSource,
        machine_ms: Callable[[], int],
    ) -> None:
        self._controller = controller
        self._believed = believed
        self._source = source
        self._machine_ms = machine_ms

    def view(self) -> BeliefView:
        """What is believed now."""
        belief = self._believed()
        return BeliefView(
            standing=belief.standing,
            doubt=belief.now.doubt,
            lo_s=belief.now.lo_s,
            hi_s=belief.now.hi_s,
            source=self._source,
            source_s=belief.source_s,
            machine_s=self._machine_ms() // 1000,
            written_s=belief.bounds.written_s,
            earliest_s=EARLIEST_S,
            latest_s=LATEST_S,
            certificates_s=belief.bounds.certificates_s,
        )

    async def correct(self, time_s: int, reason: str, *, who: str, memo: Memo) -> BeliefView:
        """Take a technician's word for the time; raises ``ProblemError`` (time_implausible) for a slip of a year.

        The end of a certificate does not bound it: one that has ended is just what a technician may have to go past.
        """
        if recall(self._controller, memo) is None:
            if not EARLIEST_S <= time_s <= LATEST_S:
                raise ProblemError("time_implausible")
            await ask(self._controller, CorrectTime(who=who, reason=reason, time_s=time_s), memo)
        return self.view()

"""lockerd broken on purpose, above its rules: each time the run in virtual time says what is wrong.

Fails when the harness looks away: where it judges nothing, or never comes to where the fault shows.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from lockerd.bus.board.board import Board
from lockerd.bus.line.session import Session
from lockerd.controller import Controller
from lockerd.daemon.buses import Buses
from lockerd.domain.draft import Draft
from lockerd.domain.hand_over import judging
from lockerd.domain.hand_over.evidence import Verdict
from lockerd.domain.model.events import Accepted, Say
from lockerd.domain.model.ids import AttemptId, CompartmentId
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.parts import Part
from lockerd.domain.model.readings import Door, Latch
from lockerd.domain.model.reports import Fired, Readings, Report, Unlock
from lockerd.domain.model.visits import Claim
from lockerd.domain.model.words import Word
from lockerd.domain.requests import of_central, reporting, retrieving
from lockerd.store import Head, writing
from virtual import office, retrievers, town
from virtual.people import Slip
from virtual.run import play

pytestmark = pytest.mark.campaign

HOURS = 4.0
NEVER_S = 1e9


def second_coil(patch: pytest.MonkeyPatch) -> None:
    """Every unlock fires the lock of another door as well."""
    unlock = Buses.unlock

    def both(self: Buses, asked: Unlock) -> None:
        unlock(self, asked)
        other = next(each for each in sorted(self._carrier) if each != asked.compartment)
        unlock(self, replace(asked, compartment=other, attempt=AttemptId(asked.attempt + 100_000)))

    patch.setattr(Buses, "unlock", both)


def nothing_is_kept(patch: pytest.MonkeyPatch) -> None:
    """A commit answers as if it were durable, and nothing was written."""

    @contextmanager
    def lost(db: Any) -> Iterator[None]:
        db.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            db.execute("ROLLBACK")

    patch.setattr(writing, "transaction", lost)


def numbers_with_gaps(patch: pytest.MonkeyPatch) -> None:
    """Now and then a number is left out."""
    append, calls = writing.custody.append, count(1)

    def skipping(db: Any, facts: Any, *, head: Head, **more: Any) -> Any:
        skips = bool(facts) and next(calls) % 10 == 0
        return append(db, facts, head=replace(head, number=head.number + 1) if skips else head, **more)

    patch.setattr(writing.custody, "append", skipping)


def opened_at_the_pulse(patch: pytest.MonkeyPatch) -> None:
    """What was fired counts as opened, whatever the door's sensor says."""
    report = Controller.report

    def believing(self: Controller, heard: Report) -> None:
        report(self, heard)
        attempt = self.state.attempts.get(heard.attempt) if isinstance(heard, Fired) else None
        if attempt is not None and isinstance(heard, Fired):
            reading = replace(
                reading_of(self.state, attempt.compartment), sampled_ms=heard.began_ms + 1, door=Door.OPEN
            )
            report(self, Readings((replace(reading, latch=Latch.UNLATCHED),)))

    patch.setattr(Controller, "report", believing)


def stands_still(patch: pytest.MonkeyPatch) -> None:
    """After a while the owner of a bus does nothing any more."""
    poll, polls = Session.poll, count()

    async def stuck(self: Session, board: Board) -> bool:
        if next(polls) > 500:
            await asyncio.Event().wait()
        return await poll(self, board)

    patch.setattr(Session, "poll", stuck)


def nothing_is_kept_back(patch: pytest.MonkeyPatch) -> None:
    """Central is told that an order is on hold, and it is not."""
    patch.setattr(office, "KEEPS_BACK", 0.8)
    patch.setattr(of_central, "put_on_hold", lambda _draft, _event: Accepted())


def every_badge_takes_out(patch: pytest.MonkeyPatch) -> None:
    """Nobody looks at what a badge is for."""
    patch.setattr(retrievers, "WRONG_BADGE", 1.0)
    patch.setattr(retrieving, "refuse_staff", lambda *_: None)


def what_else_lay_there_is_nothing(patch: pytest.MonkeyPatch) -> None:
    """Staff found something else, and the door counts as empty."""
    patch.setattr(town, "SLIPS", (Slip.PUTS_IN,))
    report = reporting.report

    def empty(draft: Draft, compartment: CompartmentId, said: Say, badge: str) -> None:
        report(draft, compartment, replace(said, word=Word.NOTHING), badge)

    patch.setattr(reporting, "report", empty)


def words_are_proof(patch: pytest.MonkeyPatch) -> None:
    """Who says that everything is in gets a receipt as if a sensor had seen it."""
    verdict_on = judging.verdict_on
    patch.setattr(office, "BROUGHT", 0.9)
    patch.setattr(town, "SLIPS", (Slip.LEAVES_ITEM,))

    def believing(draft: Draft, part: Part, claim: Claim) -> Verdict:
        return Verdict.CUSTODY_BY_SENSOR if claim is Claim.ALL_IN else verdict_on(draft, part, claim)

    patch.setattr(judging, "verdict_on", believing)


@pytest.mark.timeout(600)  # beside everything else that a test run does
@pytest.mark.parametrize(
    ("break_it", "said"),
    [
        (second_coil, "nobody had a right to it"),
        (nothing_is_kept, "no attempt at it is durable"),
        (numbers_with_gaps, "central misses"),
        (opened_at_the_pulse, "is said to have opened and did not"),
        (stands_still, "stood still"),
        (nothing_is_kept_back, "which is kept back"),
        (every_badge_takes_out, "may only put in"),
        (what_else_lay_there_is_nothing, "is free, and"),
        (words_are_proof, "there is a receipt for what lies in"),
    ],
)
def test_a_broken_lockerd_is_found_out(
    break_it: Callable[[pytest.MonkeyPatch], None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_it(monkeypatch)
    found: list[str] = []
    for seed in range(1, 6):
        run = play(seed, HOURS, slips=50, troubles_s=NEVER_S)
        found += run.breaches
        if any(said in words for words in run.breaches):
            return
    pytest.fail(f"nobody noticed: {found}")

"""Limits on what is typed (design rule 11): durable before the answer, in powered time, never in the way of a QR.

What they are worth - how seldom guessing succeeds, how long a vandal keeps somebody waiting - is simulated by
hil/bench/guessing.py.
"""

from dataclasses import dataclass
from typing import Any, Final

from lockerd.copies import replace
from lockerd.domain.draft import Draft
from lockerd.domain.model.derived import numbers_in_use, with_number
from lockerd.domain.model.events import FetchReceipt, Refused, StartCollection
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.numbers import Numbers, closed_for_ms, failed_at, without
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.state import DAY_MS, HOUR_MS, Site, TerminalTries, Tries

FREE_FAILURES: Final = 5
FIRST_BLOCK_MS: Final = 60_000
LONGEST_BLOCK_MS: Final = 15 * 60_000
FAILURES_PER_HOUR: Final = 20
FAILURES_PER_DAY: Final = 60
"""As many codes are looked at in a day without a pick-up number, whatever succeeds in between. No more are kept."""
LOOK_EVERY_MS: Final = 10_000
"""While typing is blocked, one code with its pick-up number is looked at in this time, at each terminal (F47)."""
TERMINALS_KEPT: Final = 32
"""Of so many other machines failed tries are kept; the one at which none failed for longest is forgotten."""


Typed = StartCollection | FetchReceipt


@dataclass(frozen=True, slots=True)
class Book:
    """What is counted together, and what is said of it."""

    column: str
    """Of the site's row, and of a terminal's."""
    many: Refusal
    """Not looked at for a while, or without the second number only."""
    needed: Refusal
    closed: Refusal
    """This second number takes none for a while."""


CODES: Final = Book("tries", Refusal.TOO_MANY_TRIES, Refusal.PICKUP_NUMBER_NEEDED, Refusal.PICKUP_NUMBER_CLOSED)
RECEIPTS: Final = Book("receipt_tries", Refusal.RECEIPT_TRIES, Refusal.RECEIPT_NO_NEEDED, Refusal.RECEIPT_TRIES)


def refuse_typing(draft: Draft, event: Typed, book: Book = CODES) -> Refused | None:
    """Whether what was typed is looked at now; a try at a number that is closed counts as failed."""
    if draft.state.site.halted is not None:
        return Refused(Refusal.OUT_OF_SERVICE)  # F68: whoever opened the cabinet finds out no code by typing
    tries, powered_ms = _tries(draft, book, event.terminal), draft.now.powered_ms
    if event.number is None:
        if tries.blocked_until_ms > powered_ms:
            return Refused(book.many, retry_after_ms=tries.blocked_until_ms - powered_ms)
        return Refused(book.needed) if pickup_number_needed(tries, powered_ms) else None
    if _blocked(tries, powered_ms) and tries.next_look_ms > powered_ms:
        return Refused(book.many, retry_after_ms=tries.next_look_ms - powered_ms)
    if (closed_ms := closed_for_ms(_numbers(draft, book), event.number, powered_ms)) > 0:
        _count(draft, event, book)
        return Refused(book.closed, retry_after_ms=closed_ms)
    return None


def pickup_number_needed(tries: Tries, powered_ms: int) -> bool:
    """Whether so many tries failed that the second number (of codes the pick-up number) is needed as well."""
    return _failures(tries, HOUR_MS, powered_ms) >= FAILURES_PER_HOUR or _day_is_full(tries, powered_ms)


def count_failure(draft: Draft, event: Typed, book: Book = CODES) -> None:
    """Write a wrong one down: for the terminal, and for the second number that came with it."""
    _count(draft, event, book)
    if event.number is None:
        return
    powered_ms = draft.now.powered_ms
    live = numbers_in_use(draft.state) if book is CODES else ()
    numbers = failed_at(_numbers(draft, book), event.number, powered_ms, keep=live)
    _write_numbers(draft, book, numbers)
    if book is CODES and (closed_ms := closed_for_ms(numbers, event.number, powered_ms)) > 0:
        for grant in with_number(draft.state, event.number):
            draft.tell(FactType.TYPING_NUMBER_CLOSED, order=grant.order, closed_ms=closed_ms)


def forgive(draft: Draft, event: Typed, book: Book = CODES) -> None:
    """A visit begins: the row of failures ends, this number's too; the counts of the hour and the day stay."""
    tries = _tries(draft, book, event.terminal)
    if tries.since_success:
        _write(draft, book, event.terminal, replace(tries, since_success=0))
    numbers = without(_numbers(draft, book), event.number)
    if numbers != _numbers(draft, book):
        _write_numbers(draft, book, numbers)


def _tries(draft: Draft, book: Book, terminal: str) -> Tries:
    """Those of a terminal; all at the unix socket share one."""
    row: Site | TerminalTries = draft.state.site
    if terminal:
        row = next((each for each in draft.state.site.elsewhere if each.terminal == terminal), TerminalTries(terminal))
    found: Tries = getattr(row, book.column)
    return found


def _write(draft: Draft, book: Book, terminal: str, tries: Tries) -> None:
    site = draft.state.site
    if not terminal:
        draft.change(site, **{book.column: tries})
        return
    mine = next((each for each in site.elsewhere if each.terminal == terminal), TerminalTries(terminal))
    others = [each for each in site.elsewhere if each.terminal != terminal]
    mine = replace(mine, tries=tries) if book is CODES else replace(mine, receipt_tries=tries)
    draft.change(site, elsewhere=(*others, mine)[-TERMINALS_KEPT:])


def _numbers(draft: Draft, book: Book) -> Numbers:
    """Of whatever terminal: a number is closed at all of them."""
    return _tries(draft, book, "").numbers


def _write_numbers(draft: Draft, book: Book, numbers: Numbers) -> None:
    _write(draft, book, "", replace(_tries(draft, book, ""), numbers=numbers))


def _count(draft: Draft, event: Typed, book: Book) -> None:
    """One failed try more; from the fifth in a row each blocks typing, for twice as long as the one before."""
    tries, powered_ms = _tries(draft, book, event.terminal), draft.now.powered_ms
    was_blocked, was_needed = _blocked(tries, powered_ms), pickup_number_needed(tries, powered_ms)
    recent = [f for f in tries.failures if f > powered_ms - DAY_MS]
    since_success = tries.since_success + 1
    block_ms = 0
    if since_success >= FREE_FAILURES:
        block_ms = min(FIRST_BLOCK_MS << min(since_success - FREE_FAILURES, 8), LONGEST_BLOCK_MS)
    tries = replace(
        tries,
        failures=(*recent, powered_ms)[-FAILURES_PER_DAY:],
        since_success=since_success,
        blocked_until_ms=max(tries.blocked_until_ms, powered_ms + block_ms),
        next_look_ms=powered_ms + LOOK_EVERY_MS if was_blocked else tries.next_look_ms,
    )
    _write(draft, book, event.terminal, tries)
    needed = pickup_number_needed(tries, powered_ms)
    if (block_ms and not was_blocked) or needed != was_needed:
        _tell(draft, book, event.terminal, block_ms, needed=needed)


def _tell(draft: Draft, book: Book, terminal: str, block_ms: int, *, needed: bool) -> None:
    tries, powered_ms = _tries(draft, book, terminal), draft.now.powered_ms
    hour, day = (_failures(tries, within_ms, powered_ms) for within_ms in (HOUR_MS, DAY_MS))
    counts: dict[str, Any] = {
        "terminal": terminal,
        "block_ms": block_ms,
        "failures_hour": hour,
        "failures_day": day,
    }
    if book is CODES:
        draft.tell(FactType.TYPING_BLOCKED, **counts, pickup_number_needed=needed)
    else:
        draft.tell(FactType.RECEIPT_TRIES_BLOCKED, **counts)


def _blocked(tries: Tries, powered_ms: int) -> bool:
    """Whether even what comes with its second number is looked at only now and then."""
    return tries.blocked_until_ms > powered_ms or _day_is_full(tries, powered_ms)


def _day_is_full(tries: Tries, powered_ms: int) -> bool:
    return _failures(tries, DAY_MS, powered_ms) >= FAILURES_PER_DAY


def _failures(tries: Tries, within_ms: int, powered_ms: int) -> int:
    return sum(1 for f in tries.failures if f > powered_ms - within_ms)

"""The row of the station as a whole."""

import json
from typing import Any, Final

from lockerd.domain.model.called_back import BadgeList
from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.issuers import Numbers
from lockerd.domain.model.kept import Kept, Place
from lockerd.domain.model.key_list import KeyList
from lockerd.domain.model.rounds import Round, RoundKind
from lockerd.domain.model.state import Forced, NumberTries, Opening, Site, TerminalTries, Tries
from lockerd.domain.model.walk_ins import Begun
from lockerd.store.rows.table import Table, Values, to_json


def site_from(values: Values) -> Site:
    """Read a row of SITE."""
    (_, next_attempt, openings, failures, since_success, blocked_until_ms, *rest) = values
    (halted, forced, retention_counted_ms, boot_ms, next_look_ms, reissues, numbers, *newer) = rest
    next_receipt, next_incident, next_session, receipt_tries, elsewhere, *newest = newer
    walk_ins, badge_list, rounds, key_list, confirmed, cut_to, differs, issuers = newest
    version, called_back = json.loads(badge_list)
    listed, digest, command, signed = json.loads(key_list)
    return Site(
        next_attempt=next_attempt,
        next_receipt=next_receipt,
        next_incident=next_incident,
        next_session=next_session,
        openings=tuple(Opening(powered_ms=powered_ms, badge=badge) for powered_ms, badge in json.loads(openings)),
        reissues=tuple(Opening(powered_ms=powered_ms, badge=badge) for powered_ms, badge in json.loads(reissues)),
        tries=Tries(
            failures=tuple(json.loads(failures)),
            since_success=since_success,
            blocked_until_ms=blocked_until_ms,
            next_look_ms=next_look_ms,
            numbers=tuple(NumberTries(*number) for number in json.loads(numbers)),
        ),
        receipt_tries=_tries_from(json.loads(receipt_tries)),
        elsewhere=tuple(
            TerminalTries(name, _tries_from(codes), _tries_from(receipts))
            for name, codes, receipts in json.loads(elsewhere)
        ),
        walk_ins=tuple(Begun(powered_ms, document_class) for powered_ms, document_class in json.loads(walk_ins)),
        halted=halted,
        forced=tuple(Forced(powered_ms, CompartmentId(door)) for powered_ms, door in json.loads(forced)),
        retention_counted_ms=retention_counted_ms,
        boot_ms=boot_ms,
        badge_list=BadgeList(version, tuple(called_back)),
        rounds=tuple(_round_from(each) for each in json.loads(rounds)),
        key_list=KeyList(listed, digest, tuple(command), signed),
        kept=Kept(
            confirmed=tuple((epoch, number) for epoch, number in json.loads(confirmed)),
            cut_to=_place(cut_to),
            differs=None if differs is None else _place(differs),
        ),
        issuers=tuple(_numbers_from(*each) for each in json.loads(issuers)),
    )


def _place(text: str) -> Place:
    epoch, number = json.loads(text)
    return epoch, number


def _values(site: Site) -> Values:
    return (
        1,
        site.next_attempt,
        to_json([[opening.powered_ms, opening.badge] for opening in site.openings]),
        to_json(site.tries.failures),
        site.tries.since_success,
        site.tries.blocked_until_ms,
        site.halted,
        to_json([[door.powered_ms, door.compartment] for door in site.forced]),
        site.retention_counted_ms,
        site.boot_ms,
        site.tries.next_look_ms,
        to_json([[each.powered_ms, each.badge] for each in site.reissues]),
        to_json([[n.number, n.failures, n.last_ms, n.closed_until_ms] for n in site.tries.numbers]),
        site.next_receipt,
        site.next_incident,
        site.next_session,
        to_json(_tries_values(site.receipt_tries)),
        to_json([[e.terminal, _tries_values(e.tries), _tries_values(e.receipt_tries)] for e in site.elsewhere]),
        to_json([[begun.powered_ms, begun.document_class] for begun in site.walk_ins]),
        to_json([site.badge_list.version, site.badge_list.badges]),
        to_json([_round_values(each) for each in site.rounds]),
        to_json([site.key_list.version, site.key_list.digest, site.key_list.command, site.key_list.text]),
        to_json(site.kept.confirmed),
        to_json(site.kept.cut_to),
        None if site.kept.differs is None else to_json(site.kept.differs),
        to_json([[each.issuer, each.epoch, each.number, f"{each.seen:x}", each.behind] for each in site.issuers]),
    )


def _numbers_from(issuer: str, epoch: int, number: int, seen: str, behind: str) -> Numbers:
    return Numbers(issuer, epoch, number, int(seen, 16), behind)


def _round_values(going: Round) -> list[object]:
    told = [going.as_expected, going.taken_out, going.nothing, going.other, going.differences]
    return [going.kind, going.authority, going.badges, going.doors, going.left, going.last_ms, *told]


def _round_from(values: list[Any]) -> Round:
    kind, authority, badges, doors, left, last_ms, *told = values
    waiting = tuple(CompartmentId(door) for door in left)
    return Round(RoundKind(kind), authority, tuple(badges), doors, waiting, last_ms, *told)


def _tries_values(tries: Tries) -> list[object]:
    numbers = [[n.number, n.failures, n.last_ms, n.closed_until_ms] for n in tries.numbers]
    return [list(tries.failures), tries.since_success, tries.blocked_until_ms, tries.next_look_ms, numbers]


def _tries_from(values: list[Any]) -> Tries:
    failures, since_success, blocked_until_ms, next_look_ms, numbers = values
    return Tries(
        failures=tuple(failures),
        since_success=since_success,
        blocked_until_ms=blocked_until_ms,
        next_look_ms=next_look_ms,
        numbers=tuple(NumberTries(*number) for number in numbers),
    )


# fmt: off
SITE: Final[Table[Site]] = Table(
    "site",
    ("id", "next_attempt", "openings", "failures", "since_success", "blocked_until_ms", "halted", "forced",
     "retention_counted_ms", "boot_ms", "next_look_ms", "reissues", "numbers", "next_receipt", "next_incident",
     "next_session", "receipt_tries", "elsewhere", "walk_ins", "badge_list", "rounds",
     "key_list", "confirmed", "cut_to", "differs", "issuers"),
    _values,
)
# fmt: on

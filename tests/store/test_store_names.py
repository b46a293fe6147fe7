"""Who did something and what they wrote is gone when its time is over, and the chain still verifies (rule 12)."""

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from store_samples import A01, STAMP, attempt, compartment, places, salt

from lockerd.domain.model.attempts import Outcome, Right, RightKind
from lockerd.domain.model.fact_fields import ACTOR_FIELDS, FACT_FIELDS
from lockerd.domain.model.fact_words import personal, words_of
from lockerd.domain.model.facts import Fact, FactType, Scalar
from lockerd.store import DAY_S, Commit, Keep, OutgoingEvent, Stamp, Store, verify
from lockerd.store.names import commitment_of

BADGE: Final = "canary-badge-4711"
LOGIN: Final = "canary-login"
REASON: Final = "canary: the caretaker's daughter called"
CANARIES: Final = (BADGE, LOGIN, REASON)
THINGS: Final = frozenset(
    {"boot", "version", "config", "what", "event", "record", "new_config", "bus", "sign", "said", "target", "hash"}
    | {"authority", "document_class", "grant", "sealed_code", "replaces", "input", "expected", "missing", "note"}
    | {"fields", "command", "terminal", "asks", "verifier", "statement", "certificate", "issuer"}
)
"""Texts that are neither words nor about anybody."""


def cleared(who: str = LOGIN, reason: str = REASON) -> Fact:
    return Fact(FactType.COMPARTMENT_CLEARED, A01, None, {"who": who, "reason": reason})


def loading(badge: str = BADGE) -> Fact:
    return Fact(FactType.ORDER_LOADING, A01, None, {"badge": badge})


def later(days: int) -> Stamp:
    return replace(STAMP, lo_s=STAMP.lo_s + days * DAY_S, powered_ms=STAMP.powered_ms + days * DAY_S * 1_000)


def keep(days: int, at: Stamp = STAMP) -> Keep:
    return Keep(at.lo_s - days * DAY_S, at.powered_ms - days * DAY_S * 1_000)


def on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


async def told(store: Store) -> list[Mapping[str, Scalar]]:
    return [row.data for row in await store.custody(0, 100)]


async def test_as_long_as_it_is_kept_the_log_tells_it_and_proves_it(store: Store, path: Path) -> None:
    await store.commit(Commit(stamp=STAMP, facts=(cleared(), loading())))
    first, second = await store.custody(0, 100)
    assert (first.data, second.data) == ({"who": LOGIN, "reason": REASON}, {"badge": BADGE})
    with sqlite3.connect(path) as db:
        (stored,) = db.execute("SELECT data FROM custody WHERE number = 1").fetchone()
    db.close()
    assert f'"{commitment_of(bytes.fromhex(first.salts["who"]), LOGIN)}"' in stored
    assert not any(canary in stored for canary in CANARIES)
    assert verify(path).fault is None
    events = [out for out in await store.unsent(0, 100) if isinstance(out, OutgoingEvent)]
    assert [(each.row.data, each.row.salts) for each in events] == [(r.data, r.salts) for r in (first, second)]


async def test_when_its_time_is_over_it_is_in_no_file_and_the_chain_holds(store: Store, path: Path) -> None:
    right = Right(RightKind.TECHNICIAN, LOGIN, reason=REASON)
    looked = replace(attempt(1, outcome=Outcome.OPENED), right=right, part=None, powered_ms=STAMP.powered_ms)
    rows = (looked, compartment(A01, pulse=1))
    await store.commit(Commit(stamp=STAMP, rows=rows, facts=(cleared(), loading())))
    await store.acknowledged([out.id for out in await store.unsent(0, 100)])
    now = later(91)
    assert all(canary.encode() in on_disk(path) for canary in CANARIES)
    await store.commit(Commit(stamp=now, facts=(loading("badge-of-today"),)))
    await store.prune(lo_s=now.lo_s, keep=keep(90, now))
    content = on_disk(path)
    assert not [canary for canary in CANARIES if canary.encode() in content]
    assert salt(1) not in content, "nobody can guess who it was either"
    assert verify(path).fault is None
    before = await told(store)
    assert [str(value).startswith("salted:") for data in before[:2] for value in data.values()] == [True] * 3
    assert before[2] == {"badge": "badge-of-today"}
    await store.acknowledged([out.id for out in await store.unsent(0, 100)])
    await store.replay(1)
    replayed = [out for out in await store.unsent(0, 100) if isinstance(out, OutgoingEvent)]
    assert [each.row.salts == {} for each in replayed] == [True, True, False]
    assert store.load(places()).state.attempts[looked.id].right == Right(RightKind.TECHNICIAN, "")


async def test_the_same_person_of_one_day_has_one_salt_and_of_two_days_two(store: Store) -> None:
    await store.commit(Commit(stamp=STAMP, facts=(cleared(), cleared(reason="another"))))
    await store.commit(Commit(stamp=later(1), facts=(cleared(),)))
    one, two, three = [row.salts["who"] for row in await store.custody(0, 100)]
    assert one == two != three


async def test_a_code_is_no_name_and_an_empty_field_hides_nothing(store: Store) -> None:
    data = {"attempt": 1, "right": "grant", "holder": "aa" * 16, "second": "", "reason": "", "number": 1}
    await store.commit(Commit(stamp=STAMP, facts=(Fact(FactType.ATTEMPT_COMMITTED, A01, None, data),)))
    (row,) = await store.custody(0, 100)
    assert (row.data, row.salts) == (data, {})


@pytest.mark.parametrize("text", ["salted:", "salted:" + "0" * 64])
async def test_whoever_writes_what_looks_like_a_commitment_is_told_as_they_wrote(store: Store, text: str) -> None:
    await store.commit(Commit(stamp=STAMP, facts=(cleared(reason=text),)))
    assert (await told(store))[0]["reason"] == text


@pytest.mark.parametrize("kind", FactType)
def test_every_text_of_a_fact_is_a_word_a_thing_or_about_somebody(kind: FactType) -> None:
    texts = {name for name, plain in {**FACT_FIELDS[kind], **ACTOR_FIELDS}.items() if plain is str}
    about = personal(Fact(kind, None, None, {"right": RightKind.LOADING}))
    words = {name for name in texts if words_of(kind, name) is not None}
    if kind is FactType.COMMAND_REFUSED:
        words.add("reason")
    assert texts <= words | THINGS | about
    assert not about & (words | THINGS)

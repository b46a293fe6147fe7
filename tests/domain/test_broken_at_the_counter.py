"""The search can fail where two people have a door opened in an emergency, and where a code is not enough.

Each part of the rules that is taken out here is missed within so many situations.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

import pytest
from test_broken_on_purpose import leaving_out, unwatched

from lockerd.domain.hand_over import retrieving
from lockerd.domain.model.grants import ProofTries
from lockerd.domain.model.readings import DoorSensor
from lockerd.domain.requests import emergency, second_secret, statements
from search.box import Fitting, ItemKind
from search.budget import Budget
from search.hand_in import explore
from search.hand_in.scene import Scene
from search.hand_in.scenes import SECRETS, STAFF

Patch = pytest.MonkeyPatch
CONTACT = Fitting(DoorSensor.CONTACT, ItemKind.WORKING)


def one_is_two(patch: Patch) -> None:
    def anybody(draft: Any, asked: Any, _: Any) -> str | None:
        known = draft.state.first_badges.get(asked)
        return None if known is None else known.badge

    patch.setattr(emergency, "first_of_two", anybody)


def anybody_first(patch: Patch) -> None:
    patch.setattr(emergency, "refuse_staff", lambda *_: None)


def any_door(patch: Patch) -> None:
    patch.setattr(emergency, "waits_for_staff", lambda *_: True)


def wrong_ones_are_not_kept(patch: Patch) -> None:
    """Counted in memory, and gone when the power is."""
    patch.setattr(second_secret, "ProofTries", lambda *_: ProofTries())


def a_cut_forgives(patch: Patch) -> None:
    def forgetting(draft: Any, event: Any, grant: Any) -> Any:
        draft.change(grant, secret_tries=ProofTries())
        return refuse(draft, event, replace(grant, secret_tries=ProofTries()))

    refuse = second_secret.refuse
    patch.setattr(second_secret, "refuse", forgetting)


def taken_for(said: Callable[[Any, Any, Any], Any]) -> Callable[[Patch], None]:
    """A statement is judged as if it said something else."""

    def patched(patch: Patch) -> None:
        holds = statements._holds
        patch.setattr(statements, "_holds", lambda draft, shown, grant: holds(draft, said(draft, shown, grant), grant))

    return patched


def any_nonce(draft: Any, shown: Any, grant: Any) -> Any:
    asked = draft.state.nonces.get(grant.order)
    return shown if asked is None else replace(shown, nonce=asked.text)


class Break(NamedTuple):
    """One thing taken out, where it is searched for, and what the search then says."""

    how: Callable[[Patch], None]
    says: str
    budget: Budget = STAFF["emergency"]
    secret: bool = False
    proof: bool = False


BREAKS = {
    "one badge shown twice": Break(one_is_two, "in an emergency alone"),
    "no supervisor among them": Break(anybody_first, "in an emergency alone"),
    "nobody tells the office": Break(leaving_out(emergency, "note_incident"), "and the office is not told"),
    "a door where nothing lies": Break(any_door, "is opened in an emergency, and is free"),
    "the code lives while they look": Break(leaving_out(retrieving, "end_code"), "the right of 2/1 is active"),
    "the code alone is enough": Break(
        lambda p: p.setattr(second_secret, "refuse", lambda *_: None),
        "without its second secret",
        SECRETS["guesses"],
        secret=True,
    ),
    "wrong ones are not kept": Break(
        wrong_ones_are_not_kept, "after 5 wrong second secrets", SECRETS["guesses"], secret=True
    ),
    "each try forgives": Break(a_cut_forgives, "after 5 wrong second secrets", SECRETS["guesses"], secret=True),
    "nobody has to say who stands there": Break(
        lambda p: p.setattr(statements, "refuse", lambda *_: None),
        "nobody has said who stands there now",
        SECRETS["guesses"],
        proof=True,
    ),
    "what was said before is said again": Break(
        taken_for(any_nonce), "nobody has said who stands there now", SECRETS["guesses"], proof=True
    ),
    "what was said of somebody else": Break(
        taken_for(lambda _, shown, grant: replace(shown, order=grant.order)),
        "nobody has said who stands there now",
        SECRETS["guesses"],
        proof=True,
    ),
    "one statement is good for two visits": Break(
        leaving_out(statements, "taken"), "nobody has said who stands there now", SECRETS["guesses"], proof=True
    ),
}


@pytest.mark.parametrize("name", BREAKS)
def test_the_search_notices(name: str, monkeypatch: Patch) -> None:
    broken = BREAKS[name]
    unwatched(monkeypatch)
    broken.how(monkeypatch)
    scene = Scene(
        "broken",
        (CONTACT, CONTACT),
        broken.budget,
        brings=False,
        fetched=True,
        secret=broken.secret,
        proof=broken.proof,
    )
    result = explore.search(scene, 5_000)
    assert result.broken is not None
    assert broken.says in result.broken

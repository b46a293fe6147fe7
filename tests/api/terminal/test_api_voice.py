"""Every flow is gone through by what a voice would say, or what stands on buttons, and by nothing else.

Whoever listens knows what they have come with and what is true; which step it is, or which word comes next, they do
not. Of what is offered they say the first that they find true.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from api_site import Site, badge_text
from giving import DOOR, proven_empty

from lockerd.domain.model.ids import CompartmentId
from lockerd.domain.model.orders import Kind
from lockerd.domain.model.parts import PartState
from lockerd.domain.model.readings import Item

ROUNDS = 40
SHUT = {"en": re.compile(r"[Pp]ress (the )?door .*shut"), "de": re.compile(r"drücken Sie .*\bzu\b")}
MOMENT = {"en": re.compile("One moment"), "de": re.compile("Einen Moment|Einen Augenblick")}
for _heard in (SHUT, MOMENT):
    _heard["de-simple"] = _heard["de"]


@dataclass(frozen=True)
class Listener:
    """Somebody at the wall, who understands one language."""

    after: Item
    """What lies inside when they have done what they came for."""
    true: Mapping[str, str]
    """What they would say of their own accord, by language."""


TAKER = Listener(
    Item.ABSENT,
    {"en": "taken everything out", "de": "alles herausgenommen", "de-simple": "alles herausgenommen"},
)
GIVER = Listener(
    Item.PRESENT,
    {
        "en": "Everything is in$|finished|Done",
        "de": "Es ist alles drin|fertig|Fertig",
        "de-simple": "Es ist alles drin|fertig|Fertig",
    },
)
EXCHANGER = Listener(
    Item.PRESENT,
    {
        "en": "[Nn]ew (one|document).*left.*old|old one left|finished|Done",
        "de": "[Nn]eue.*alte.*hineingelegt|[Ff]ertig",
        "de-simple": "getauscht|neue Dokument.*alte .*liegt|[Ff]ertig",
    },
)
LOADER = Listener(
    Item.PRESENT,
    {
        "en": "compartment is empty|Everything is in.* door is shut|finished|Done",
        "de": "Fach ist leer|[Aa]lles .*eingelegt.*Tür ist zu|[Ff]ertig",
        "de-simple": "Fach ist leer|[Aa]lles liegt darin.*Tür ist zu|[Ff]ertig",
    },
)
RETRIEVER = Listener(
    Item.ABSENT,
    {
        "en": "Found and taken out",
        "de": "Gefunden und herausgenommen",
        "de-simple": "Gefunden und herausgenommen",
    },
)

EVERYBODY = pytest.mark.parametrize(("language", "by"), [*product(("en", "de", "de-simple"), ("spoken", "label"))])


async def listens(site: Site, who: Listener, visit: str, language: str, by: str) -> None:
    """Do what is heard, or say what is true of what is offered, until the visit is over."""
    headers = {"Accept-Language": language}
    for _ in range(ROUNDS):
        view = (await site.api.get(f"/v1/visits/{visit}", **headers)).json()
        if view["phase"] == "over":
            return
        heard = view["spoken"]
        if MOMENT[language].search(heard):
            site.hands.see(DOOR, open_=False, item=who.after)
            await site.wait_ms(1_000)
        elif SHUT[language].search(heard) and site.controller.state.readings[CompartmentId(DOOR)].door == "open":
            site.hands.see(DOOR, open_=True, item=Item.ABSENT)
            site.hands.see(DOOR, open_=False, item=who.after)
            await site.phase(visit, "door_shut")
        else:
            await _say(site, _chosen(who, view, language, by), visit, headers)
    raise AssertionError(f"it goes on for ever: {view}")


def _chosen(who: Listener, view: dict[str, Any], language: str, by: str) -> dict[str, Any]:
    found = [choice for choice in view["may"] if re.search(who.true[language], choice[by])]
    assert found, (view["spoken"], [choice[by] for choice in view["may"]])
    return found[0]


async def _say(site: Site, choice: dict[str, Any], visit: str, headers: dict[str, str]) -> None:
    path = f"/v1/visits/{visit}/{choice['word'].replace('_', '-')}"
    answer = await site.api.post(path, choice["body"], **headers)
    assert answer.status_code == 200, answer.text


async def begin(site: Site, body: dict[str, Any]) -> str:
    site.clock.mono_ms += 20_000
    answer = await site.api.post("/v1/visits", body)
    assert answer.status_code == 201, answer.text
    visit: str = answer.json()["id"]
    await site.phase(visit, "door_open")
    return visit


def state_of(site: Site) -> set[PartState]:
    return {part.state for part in site.controller.state.parts.values()}


@EVERYBODY
async def test_somebody_collects(site: Site, language: str, by: str) -> None:
    code = (await site.ready(size="A4"))["code"]
    await listens(site, TAKER, await begin(site, {"code": code}), language, by)
    assert state_of(site) <= {PartState.COLLECTED, PartState.CLOSED}


@EVERYBODY
async def test_somebody_hands_in(site: Site, language: str, by: str) -> None:
    await proven_empty(site)
    code = (await site.awaited()).token
    await listens(site, GIVER, await begin(site, {"code": code}), language, by)
    assert state_of(site) == {PartState.HANDED_IN}


@EVERYBODY
async def test_somebody_exchanges(site: Site, language: str, by: str) -> None:
    code = (await site.ready(kind=Kind.SWAP))["code"]
    await listens(site, EXCHANGER, await begin(site, {"code": code}), language, by)
    assert state_of(site) == {PartState.HANDED_IN}


@EVERYBODY
async def test_staff_put_in(site: Site, language: str, by: str) -> None:
    body = {"want": "loading", "order": await site.announce(size="A4"), "badge": badge_text()}
    await listens(site, LOADER, await begin(site, body), language, by)
    assert state_of(site) == {PartState.READY}


@EVERYBODY
async def test_staff_take_out_what_was_handed_in(site: Site, language: str, by: str) -> None:
    await proven_empty(site)
    await listens(site, GIVER, await begin(site, {"code": (await site.awaited()).token}), language, by)
    body = {"want": "retrieval", "badge": badge_text(), "compartment": DOOR}
    await listens(site, RETRIEVER, await begin(site, body), language, by)
    assert state_of(site) <= {PartState.RETRIEVED, PartState.CLOSED}

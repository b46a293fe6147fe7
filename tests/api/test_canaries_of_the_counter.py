"""Canaries through the newer ways: emergencies, rounds, families, statements, delegates, second secrets, copies."""

import json
import logging
from pathlib import Path
from typing import Any, Final

import pytest
from api_site import HASH_KEY, SITE, SITE_KEY, Site, badge_text, order_id, running_site
from api_wall import Seeded
from canaries import forgotten, technician
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from lockerd.codes import seal
from lockerd.codes.issue import Issuer, outer_bound_s
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition, Steps
from lockerd.domain.model.ids import OrderId
from lockerd.domain.model.readings import Item
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.state import Policy
from lockerd.domain.model.statements import Purpose, Trust

DOOR: Final = "A02"
READER: Final = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
CENTRAL: Final = X25519PrivateKey.from_private_bytes(b"c" * 32)
NAME: Final = "Erika Canary"
LOGIN: Final = "canary.bench"
REASON: Final = "canary: after the flood"
FIRST, SECOND = "canary-badge-first", "canary-badge-second"
FIRST_BADGE: Final = badge_text(BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR, badge_id=FIRST)
SECOND_BADGE: Final = badge_text(BadgeRole.RETRIEVAL, badge_id=SECOND)


def policy(steps: Steps, *, no_delegate: bool = False) -> Policy:
    """One that asks for more than a code."""
    asked = ClassPolicy(nature=Nature.OTHER, preconditions=steps, no_delegate=no_delegate)
    purposes = frozenset({Purpose.PERSON, Purpose.DELEGATE})
    return Policy(
        authorities=frozenset({"stadt", "kreis"}),
        sizes=("A5", "A4"),
        handles=frozenset(Nature),
        classes={(EVERY_OFFICE, "passport"): asked},
        verifiers={"reader-1": Trust(purposes, from_s=0, until_s=1 << 40)},
    )


async def begun(site: Site, body: dict[str, Any]) -> Any:
    await site.wait_ms(20_000)
    return (await site.api.post("/v1/visits", body)).json()


async def emergency(site: Site) -> None:
    """Two badges, each shown once, and what lay there is taken out."""
    asked = {"want": "emergency", "compartment": DOOR, "reason": "water"}
    assert (await begun(site, {**asked, "badge": FIRST_BADGE}))["code"] == "second_badge_needed"
    visit = await begun(site, {**asked, "badge": SECOND_BADGE})
    await site.phase(visit["id"], "door_open")
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.phase(visit["id"], "door_shut")
    answer = await site.api.post(f"/v1/visits/{visit['id']}/found", {"item_count": 1})
    assert answer.status_code == 200, answer.text


async def bench_round(site: Site) -> None:
    """A technician begins a stocktake and ends it again."""
    async with technician(site, LOGIN) as admin:
        body = {"kind": "stocktake", "scope": "all", "reason": REASON}
        answer = await admin.post("/v1/round", body)
        assert answer.status_code == 200, answer.text
        door = answer.json()["compartment"]
        await site.until(lambda s: s.compartments[door].evidence.opened or s.compartments[door].attempt is None)
        site.hands.see(door, open_=False, item=Item.ABSENT)
        for _ in range(2):
            await admin.post("/v1/round/report", {"report": "nothing"})
            await site.wait_ms(6_000)
        assert (await admin.post("/v1/round/end", {})).status_code == 200


def stated(site: Site, wanted: dict[str, Any], **changes: Any) -> str:
    """What a verifier says of somebody whose name it knows, and should have kept to itself."""
    payload = {**wanted, "purpose": "person", "iat_s": site.clock.now().lo_s, **changes}
    header = {"alg": "Ed25519", "kid": key_id_hex(READER.public_key()), "typ": "lockerd-statement+jws"}
    return jws.serialize_compact(header, json.dumps(payload), OKPKey.import_key(READER), algorithms=["Ed25519"])


async def fetched(site: Site, code: dict[str, str], other: dict[str, str]) -> str:
    """Collected, another code of the family shown meanwhile; gives the number of the receipt, which was used."""
    visit = await begun(site, code)
    await site.api.post(f"/v1/visits/{visit['id']}/another-code", other)
    view = await site.phase(visit["id"], "door_open")
    site.hands.see(view["compartment"]["id"], open_=False, item=Item.ABSENT)
    await site.phase(visit["id"], "door_shut")
    await site.api.post(f"/v1/visits/{visit['id']}/taken-out")
    await site.api.post(f"/v1/visits/{visit['id']}/done")  # the other thing is brought another time
    await site.api.post(f"/v1/visits/{visit['id']}/paper")
    paper = (await site.api.get(f"/v1/visits/{visit['id']}/paper")).json()
    number: str = paper["fetch_number"]
    await site.api.post(f"/v1/visits/{visit['id']}/done")
    copy = await begun(site, {"code": number})
    assert "id" not in copy
    await site.api.post("/v1/papers", {"fetch_number": number})
    return number


async def test_statements_rounds_emergencies_families_and_copies(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    trusted = {"reader-1": READER.public_key()}
    steps = ((Precondition.STATEMENT,),)
    async with running_site(tmp_path, policy=policy(steps, no_delegate=True), verifiers=trusted) as site:
        await site.ready(1, size="A4")
        await emergency(site)
        await bench_round(site)
        codes, other = await site.ready(2, size="A4"), await site.awaited(3)
        problem = await begun(site, {"code": codes["code"]})
        named = stated(site, problem["statement_for"], purpose="delegate", name=NAME)
        problem = await begun(site, {"code": codes["code"], "statement": named})
        assert problem["code"] == "statement_not_valid", "nobody else may come, and nobody says who"
        good = stated(site, problem["statement_for"])
        number = await fetched(site, {"code": codes["code"], "statement": good}, {"typed_code": other.typed_code})
        shown = [codes["code"], codes["typed_code"], other.token, other.typed_code, number]
        never = [*shown, *(text.replace(" ", "") for text in shown), named, good, NAME, FIRST_BADGE, SECOND_BADGE]
        await forgotten(site, never, (FIRST, SECOND, LOGIN, REASON), caplog)


async def test_second_secrets(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    asks = ((Precondition.SECOND_SECRET,),)
    async with running_site(tmp_path, policy=policy(asks)) as site:
        await site.ready(1, size="A4")
        issuer = Issuer(SITE, SITE_KEY, HASH_KEY, CENTRAL.public_key())
        issued = issuer.issue(OrderId(order_id(1)), outer_bound_s(site.clock.now()), Seeded(8), asks=asks)
        await site.controller.submit(Reissue(OrderId(order_id(1)), issued.fresh))
        plain = seal.open_sealed(issued.fresh.sealed, CENTRAL, info=b"lockerd/v1/code/" + SITE.encode())
        secret: str = json.loads(plain)["second_secret"]
        wrong = "7654325" if secret != "7654325" else "1234566"
        for said in (wrong, NAME):
            await begun(site, {"code": issued.token, "second_secret": said})
        visit = await begun(site, {"code": issued.token, "second_secret": secret})
        assert visit["kind"] == "collection"
        await site.phase(visit["id"], "door_open")
        site.hands.see(DOOR, open_=False, item=Item.ABSENT)
        await site.phase(visit["id"], "door_shut")
        await site.api.post(f"/v1/visits/{visit['id']}/taken-out")
        await forgotten(site, [issued.token, issued.typed_code, secret, wrong, NAME], (), caplog)

"""The second secret at the terminal: asked for, typed, counted, and nowhere to be read."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_site import HASH_KEY, SITE, SITE_KEY, Site, badge_text, order_id, running_site
from api_wall import Seeded
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import seal
from lockerd.codes.issue import IssuedCode, Issuer, outer_bound_s
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.staff import Reissue
from lockerd.domain.model.state import Policy

CENTRAL = X25519PrivateKey.from_private_bytes(b"c" * 32)
BOTH = ClassPolicy(nature=Nature.OTHER, preconditions=((Precondition.SECOND_SECRET,),))
POLICY = Policy(
    authorities=frozenset({"stadt", "kreis"}),
    sizes=("A5", "A4"),
    handles=frozenset(Nature),
    classes={(EVERY_OFFICE, "passport"): BOTH},
)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, policy=POLICY) as site:
        yield site


async def waiting(site: Site, number: int = 1) -> tuple[IssuedCode, str]:
    """A document that waits with a code of central: the code, and the second secret as central reads it."""
    await site.ready(number)
    issuer = Issuer(SITE, SITE_KEY, HASH_KEY, CENTRAL.public_key())
    issued = issuer.issue(
        OrderId(order_id(number)), outer_bound_s(site.clock.now()), Seeded(7 + number), asks=BOTH.preconditions
    )
    await site.controller.submit(Reissue(OrderId(order_id(number)), issued.fresh))
    plain = seal.open_sealed(issued.fresh.sealed, CENTRAL, info=b"lockerd/v1/code/" + SITE.encode())
    await site.wait_ms(6_000)
    return issued, json.loads(plain)["second_secret"]


async def answered(site: Site, body: dict[str, Any], *, key: str | None = None) -> tuple[int, Any]:
    answer = await site.api.post("/v1/visits", body, key=key)
    return answer.status_code, answer.json()


def another(secret: str) -> str:
    """One that has no slip in it, and is wrong."""
    return "7654325" if secret != "7654325" else "1234566"


@pytest.mark.parametrize("form", ["code", "typed_code"])
async def test_it_is_asked_for_and_the_same_code_with_it_begins(guarded: Site, form: str) -> None:
    issued, secret = await waiting(guarded)
    shown = {form: issued.token if form == "code" else issued.typed_code}
    fired = len(guarded.hands.fired)
    status, problem = await answered(guarded, shown)
    assert (status, problem["code"]) == (409, "second_secret_needed")
    status, problem = await answered(guarded, {**shown, "second_secret": another(secret)})
    assert (status, problem["code"]) == (409, "second_secret_wrong")
    assert len(guarded.hands.fired) == fired
    status, visit = await answered(guarded, {**shown, "second_secret": f"{secret[:3]} {secret[3:]}"})
    assert (status, visit["kind"]) == (201, "collection")


async def test_what_is_no_secret_at_all_is_no_try(guarded: Site) -> None:
    issued, secret = await waiting(guarded)
    slip = secret[:-1] + str((int(secret[-1]) + 1) % 10)
    for text, found in ((slip, "slip"), ("12", "malformed"), ("x" * 99, "malformed")):
        status, problem = await answered(guarded, {"code": issued.token, "second_secret": text})
        assert (status, problem["code"]) == (422, f"second_secret_{found}")
        assert text not in json.dumps(problem)
    assert guarded.controller.state.grants[GrantId(issued.fresh.grant)].secret_tries.failures == 0


async def test_a_repeated_request_is_one_try_and_is_answered_as_it_was(guarded: Site) -> None:
    issued, secret = await waiting(guarded)
    wrong = {"code": issued.token, "second_secret": another(secret)}
    answers = [await answered(guarded, wrong, key="one-and-the-same-key") for _ in range(7)]
    assert {(status, problem["code"]) for status, problem in answers} == {(409, "second_secret_wrong")}
    assert guarded.controller.state.grants[issued.fresh.grant].secret_tries.failures == 1
    status, problem = await answered(guarded, wrong | {"second_secret": secret}, key="one-and-the-same-key")
    assert (status, problem["code"]) == (422, "idempotency_conflict"), "with a new key, as all that is new"


async def test_five_wrong_ones_close_it_with_a_time_and_nobody_elses(guarded: Site) -> None:
    issued, secret = await waiting(guarded)
    for _ in range(5):
        status, problem = await answered(guarded, {"code": issued.token, "second_secret": another(secret)})
    assert (status, problem["code"], problem["retry_after_ms"]) == (429, "second_secret_closed", 3_600_000)
    status, problem = await answered(guarded, {"code": issued.token, "second_secret": secret})
    assert (status, problem["code"]) == (429, "second_secret_closed")
    other, others = await waiting(guarded, 2)
    status, visit = await answered(guarded, {"typed_code": other.typed_code, "second_secret": others})
    assert (status, visit["kind"]) == (201, "collection")


async def test_f48_with_a_code_that_is_none_nothing_is_said_of_the_secret(guarded: Site) -> None:
    _, secret = await waiting(guarded)
    for more in ({}, {"second_secret": secret}, {"second_secret": another(secret)}):
        status, problem = await answered(guarded, {"typed_code": "000 000 000", **more})
        assert (status, problem["code"]) == (409, "code_not_valid")


async def test_whoever_makes_a_code_here_never_learns_its_secret(guarded: Site) -> None:
    """Put in, and made anew under a badge: the class asks, so both have one, and no answer at the site holds it."""
    visit = await guarded.load()
    for _ in range(2):
        shown = (await guarded.api.get(f"/v1/visits/{visit['id']}/code")).json()
        grants = [each for each in guarded.controller.state.grants.values() if each.code.second is not None]
        assert len(grants) == len(guarded.controller.state.grants)
        assert "second" not in json.dumps(shown)
        await guarded.api.post(f"/v1/visits/{visit['id']}/done")
        again = {"want": "reissue", "badge": badge_text(), "order": order_id(1)}
        visit = (await guarded.api.post("/v1/visits", again)).json()


async def test_what_was_made_before_the_class_asked_is_good_as_it_was(site: Site) -> None:
    codes = await site.ready()
    site.controller.policy = replace(POLICY)
    await site.wait_ms(6_000)
    status, _ = await answered(site, {"code": codes["code"]})
    assert status == 201


async def test_it_belongs_to_a_code_and_to_nothing_else(guarded: Site) -> None:
    await guarded.announce()
    loading = {"want": "loading", "order": order_id(1), "badge": badge_text()}
    for body in (loading, {"want": "hand_in", "document_class": "x"}):
        status, problem = await answered(guarded, {**body, "second_secret": "1234566"})
        assert (status, problem["code"]) == (422, "invalid_request")


async def test_rule_12_what_was_typed_is_in_no_file_and_no_log(guarded: Site, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    issued, secret = await waiting(guarded)
    wrong = another(secret)
    for typed in (wrong, secret):
        await answered(guarded, {"code": issued.token, "second_secret": typed})
    files = [file.read_bytes() for file in guarded.database.parent.rglob("*") if file.is_file()]
    assert files
    for digits in (wrong, secret):
        assert not any(digits.encode() in content for content in files)
        assert digits not in caplog.text

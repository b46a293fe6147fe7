"""A verifier's statement at the terminal: asked for with a nonce, handed on, judged, counted, and kept nowhere."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from api_site import SITE, Site, badge_text, order_id, running_site
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc import jws
from joserfc.jwk import OKPKey

from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition
from lockerd.domain.model.state import Policy
from lockerd.domain.model.statements import Purpose, Trust

READER = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"x" * 32)
STATED = ClassPolicy(nature=Nature.IDENTITY, preconditions=((Precondition.STATEMENT,),))
POLICY = Policy(
    authorities=frozenset({"stadt", "kreis"}),
    sizes=("A5", "A4"),
    handles=frozenset(Nature),
    classes={(EVERY_OFFICE, "passport"): STATED},
    verifiers={"reader-1": Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)},
)


@pytest.fixture
async def guarded(tmp_path: Path) -> AsyncIterator[Site]:
    async with running_site(tmp_path, policy=POLICY, verifiers={"reader-1": READER.public_key()}) as site:
        yield site


async def shown(site: Site, body: dict[str, Any], *, key: str | None = None) -> tuple[int, Any]:
    answer = await site.api.post("/v1/visits", body, key=key)
    return answer.status_code, answer.json()


def signed(site: Site, wanted: dict[str, Any], key: Ed25519PrivateKey = READER, **changes: Any) -> str:
    """What a verifier makes of ``statement_for``, with a public library."""
    payload = {**wanted, "purpose": "person", "iat_s": site.clock.now().lo_s, **changes}
    header = {"alg": "Ed25519", "kid": key_id_hex(key.public_key()), "typ": "lockerd-statement+jws"}
    return jws.serialize_compact(header, json.dumps(payload), OKPKey.import_key(key), algorithms=["Ed25519"])


@pytest.mark.parametrize("form", ["code", "typed_code"])
async def test_it_is_asked_for_with_a_nonce_and_the_same_code_with_it_begins(guarded: Site, form: str) -> None:
    code = {form: (await guarded.ready())[form]}
    await guarded.wait_ms(6_000)
    fired = len(guarded.hands.fired)
    status, problem = await shown(guarded, code)
    assert (status, problem["code"], problem["ways"]) == (409, "statement_needed", ["statement"])
    wanted = problem["statement_for"]
    assert (wanted["site"], wanted["order"], len(wanted["nonce"])) == (SITE, order_id(1), 32)
    assert len(guarded.hands.fired) == fired
    status, visit = await shown(guarded, code | {"statement": signed(guarded, wanted)})
    assert (status, visit["kind"]) == (201, "collection")
    assert visit["id"] != wanted["nonce"], "whoever is shown the nonce cannot ask about the visit"


@pytest.mark.parametrize("excluded", [False, True])
async def test_it_is_said_whether_somebody_else_may_come(guarded: Site, excluded: bool) -> None:
    guarded.controller.policy = replace(
        POLICY, classes={(EVERY_OFFICE, "passport"): replace(STATED, no_delegate=excluded)}
    )
    _, problem = await shown(guarded, {"code": (await guarded.ready())["code"]})
    assert problem["purposes"] == (["person"] if excluded else ["person", "delegate"])


async def test_the_way_to_the_office_is_named_in_each_language(guarded: Site) -> None:
    code = {"code": (await guarded.ready())["code"]}
    await guarded.wait_ms(6_000)
    for language in ("de", "de-simple", "en"):
        answer = await guarded.api.post("/v1/visits", code, **{"Accept-Language": language})
        assert "6031" in answer.json()["detail"], "the office's telephone"


async def test_whatever_is_none_is_one_word_and_a_new_nonce(guarded: Site) -> None:
    code = {"code": (await guarded.ready())["code"]}
    await guarded.wait_ms(6_000)
    _, problem = await shown(guarded, code)
    forged = signed(guarded, problem["statement_for"], STRANGER)
    nonces = {problem["statement_for"]["nonce"]}
    for text in (forged, "x" * 9_000, "", "ä\x00"):
        status, problem = await shown(guarded, code | {"statement": text})
        assert (status, problem["code"], problem["ways"]) == (409, "statement_not_valid", ["statement"])
        nonces.add(problem["statement_for"]["nonce"])
    assert len(nonces) == 5
    status, problem = await shown(guarded, code | {"statement": forged})
    assert (status, problem["code"], problem["retry_after_ms"]) == (429, "statement_closed", 3_600_000)
    assert "statement_for" not in problem


async def test_one_is_no_good_for_another_order(guarded: Site) -> None:
    first, second = {"code": (await guarded.ready(1))["code"]}, {"code": (await guarded.ready(2))["code"]}
    await guarded.wait_ms(6_000)
    _, mine = await shown(guarded, first)
    _, other = await shown(guarded, second)
    text = signed(guarded, mine["statement_for"])
    status, problem = await shown(guarded, second | {"statement": text})
    assert (status, problem["code"]) == (409, "statement_not_valid")
    mixed = signed(guarded, mine["statement_for"], order=other["statement_for"]["order"])
    status, problem = await shown(guarded, second | {"statement": mixed})
    assert (status, problem["code"]) == (409, "statement_not_valid")
    status, _ = await shown(guarded, first | {"statement": text})
    assert status == 201


async def test_a_repeated_request_is_one_try_and_tells_the_nonce_that_is_good(guarded: Site) -> None:
    code = {"code": (await guarded.ready())["code"]}
    await guarded.wait_ms(6_000)
    await shown(guarded, code)
    answers = [await shown(guarded, code | {"statement": "no"}, key="one-and-the-same-key") for _ in range(7)]
    assert {problem["code"] for _, problem in answers} == {"statement_not_valid"}
    (nonce,) = {problem["statement_for"]["nonce"] for _, problem in answers}
    (grant,) = guarded.controller.state.grants.values()
    assert grant.statement_tries.failures == 1
    wanted = answers[0][1]["statement_for"]
    assert wanted["nonce"] == nonce
    status, _ = await shown(guarded, code | {"statement": signed(guarded, wanted)})
    assert status == 201


async def test_f48_with_a_code_that_is_none_nothing_is_asked(guarded: Site) -> None:
    await guarded.ready()
    for more in ({}, {"statement": "x"}):
        status, problem = await shown(guarded, {"typed_code": "000 000 000", **more})
        assert (status, problem["code"]) == (409, "code_not_valid")
        assert not {"ways", "statement_for"} & problem.keys()


async def test_it_belongs_to_a_code_and_to_nothing_else(guarded: Site) -> None:
    loading = {"want": "loading", "order": order_id(1), "badge": badge_text()}
    for body in (loading, {"want": "hand_in", "document_class": "x"}):
        status, problem = await shown(guarded, {**body, "statement": "x"})
        assert (status, problem["code"]) == (422, "invalid_request")


async def test_rule_12_what_was_signed_is_in_no_file_and_no_log(
    guarded: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    code = {"code": (await guarded.ready())["code"]}
    await guarded.wait_ms(6_000)
    _, problem = await shown(guarded, code)
    text = signed(guarded, problem["statement_for"])
    status, _ = await shown(guarded, code | {"statement": text})
    assert status == 201
    files = [file.read_bytes() for file in guarded.database.parent.rglob("*") if file.is_file()]
    assert files
    for canary in (text, text.split(".")[2], problem["statement_for"]["nonce"]):
        assert not any(canary.encode() in content for content in files)
        assert canary not in caplog.text

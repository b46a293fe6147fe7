"""Foreign, altered, expired, oversized and malformed input: a clear answer each, nothing opened, nothing lost."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from api_site import BADGE_KEY, SITE, SITE_KEY, T0_S, Site, badge_text, order_id, verifier
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from lockerd.api.terminal.credentials import Verifier
from lockerd.codes import badge, token
from lockerd.codes.badge import BadgeClaims
from lockerd.codes.keys import key_id, key_id_hex
from lockerd.domain.model.attempts import BadgeRole

FOREIGN_KEY = Ed25519PrivateKey.from_private_bytes(b"f" * 32)


def signed(*, site: str = SITE, key: Ed25519PrivateKey = SITE_KEY, exp_s: int = T0_S + 1_000) -> str:
    return token.sign(bytes(16), site_id=site, exp_s=exp_s, key=key)


async def nothing_happened(site: Site) -> None:
    state = site.controller.state
    assert site.hands.fired == []
    assert not list(state.visits.values())
    assert state.site.openings == ()


@pytest.mark.parametrize(
    ("text", "status", "code"),
    [
        ("LK1:", 422, "code_malformed"),
        ("https://example.org/", 422, "code_malformed"),
        (signed()[:-1], 422, "code_malformed"),
        (signed() + "A", 422, "code_malformed"),
        ("\r\n", 422, "code_malformed"),
        (signed(key=FOREIGN_KEY), 409, "code_not_valid"),
        (signed(site="elsewhere-2"), 409, "wrong_site"),
        (signed(site="elsewhere-2", key=FOREIGN_KEY), 409, "code_not_valid"),
        (signed(), 409, "code_not_valid"),
        ("X" * 513, 422, "code_malformed"),
        ("", 422, "code_malformed"),
    ],
)
async def test_codes_that_open_nothing(site: Site, text: str, status: int, code: str) -> None:
    answer = await site.api.post("/v1/visits", {"code": text})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    await nothing_happened(site)


async def test_one_altered_character_is_another_code(site: Site) -> None:
    good = (await site.ready())["code"]
    site.hands.fired.clear()
    for at in range(4, len(good)):
        bad = good[:at] + ("0" if good[at] != "0" else "1") + good[at + 1 :]
        site.clock.mono_ms += 1_000  # fewer in a second than are looked at
        answer = await site.api.post("/v1/visits", {"code": bad})
        assert answer.json()["code"] in {"code_malformed", "code_not_valid", "wrong_site"}
    assert site.hands.fired == []


async def test_an_expired_token_is_refused(site: Site) -> None:
    codes = await site.ready()
    grant = next(iter(site.controller.state.grants))
    old = token.sign(bytes.fromhex(grant), site_id=SITE, exp_s=T0_S - 1, key=SITE_KEY)
    answer = await site.api.post("/v1/visits", {"code": old})
    assert (answer.status_code, answer.json()["code"]) == (410, "expired")
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("123", "code_malformed"),
        ("1234567890", "code_malformed"),
        ("12345678a", "code_malformed"),
        ("١٢٣٤٥٦٧٨٩", "code_malformed"),
        ("111111112", "code_slip"),
    ],
)
async def test_slips_are_answered_at_once_and_not_counted(site: Site, typed: str, code: str) -> None:
    head = site.controller.head
    answer = await site.api.post("/v1/visits", {"typed_code": typed})
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert site.controller.head == head
    assert site.controller.state.site.tries.failures == ()


async def test_wrong_typed_codes_are_counted_and_then_have_to_wait_while_a_qr_still_works(site: Site) -> None:
    codes = await site.ready()
    for _ in range(5):
        answer = await site.api.post("/v1/visits", {"typed_code": "572 412 340"})
        assert (answer.status_code, answer.json()["code"]) == (409, "code_not_valid")
    for typed in ("572412340", codes["typed_code"]):
        answer = await site.api.post("/v1/visits", {"typed_code": typed})
        assert (answer.status_code, answer.json()["code"]) == (429, "too_many_tries")
        assert 1 <= int(answer.headers["Retry-After"]) <= 60
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201


async def test_a_pickup_number_binds_the_search_to_its_grant(site: Site) -> None:
    first, second = await site.ready(1), await site.ready(2, size="A4")
    answer = await site.api.post(
        "/v1/visits", {"typed_code": first["typed_code"], "pickup_number": second["pickup_number"]}
    )
    assert answer.json()["code"] == "code_not_valid"
    [failed] = site.controller.state.site.tries.numbers
    assert (failed.number, failed.failures) == (second["pickup_number"], 1)
    for number in ("12", "12345", "abcd", "١٢٣٤"):
        answer = await site.api.post("/v1/visits", {"typed_code": first["typed_code"], "pickup_number": number})
        assert (answer.status_code, answer.json()["code"]) == (422, "code_malformed")
    answer = await site.api.post(
        "/v1/visits", {"typed_code": first["typed_code"], "pickup_number": first["pickup_number"]}
    )
    assert answer.status_code == 201


def altered(text: str) -> str:
    header, payload, signature = text.split(".")
    return f"{header}.{payload}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


@pytest.mark.parametrize(
    "text",
    [
        "x",
        "a.b.c",
        altered(badge_text()),
        badge_text(BadgeRole.TECHNICIAN),
        badge_text(BadgeRole.RETRIEVAL),
        badge_text(site="elsewhere-2"),
        badge_text(exp_s=T0_S - 1),
        badge_text(nbf_s=T0_S + 1_000),
        badge.issue(
            BadgeClaims(
                badge="b-1",
                site=SITE,
                authority="stadt",
                roles=(BadgeRole.LOADING,),
                nbf_s=0,
                exp_s=T0_S + 1_000,
            ),
            key=FOREIGN_KEY,
            kid=key_id_hex(BADGE_KEY.public_key()),
        ),
    ],
    ids=["short", "no_jws", "altered", "technician", "retrieval", "elsewhere", "expired", "not_yet", "foreign"],
)
@pytest.mark.parametrize("want", ["loading", "reissue"])
async def test_badges_that_open_nothing(site: Site, want: str, text: str) -> None:
    order = await site.announce()
    answer = await site.api.post("/v1/visits", {"want": want, "order": order, "badge": text})
    assert (answer.status_code, answer.json()["code"]) == (403, "badge_not_valid")
    await nothing_happened(site)


async def test_a_badge_of_another_authority_is_refused(site: Site) -> None:
    order = await site.announce()
    answer = await site.api.post(
        "/v1/visits", {"want": "loading", "order": order, "badge": badge_text(authority="kreis")}
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_authority")
    await nothing_happened(site)


async def test_without_a_known_time_a_badge_that_has_surely_ended_is_refused_and_others_work(site: Site) -> None:
    site.clock.unsure = True
    order = await site.announce()
    answer = await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text(exp_s=T0_S - 1)})
    assert answer.json()["code"] == "badge_not_valid"
    answer = await site.api.post(
        "/v1/visits", {"want": "loading", "order": order, "badge": badge_text(nbf_s=T0_S + 1_000)}
    )
    assert answer.status_code == 201


HEADERS = {"Idempotency-Key": "test-key-0001", "Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid_request"),
        (b"{", 400, "malformed_body"),
        (b"\xff\xfe", 400, "malformed_body"),
        (b"[" * 8_000, 400, "malformed_body"),
        (b"null", 422, "invalid_request"),
        (b"[]", 422, "invalid_request"),
        (b'{"code": 5}', 422, "invalid_request"),
        (b'{"code": ["LK1:"]}', 422, "invalid_request"),
        (b'{"code": "LK1:x", "typed_code": "1"}', 422, "invalid_request"),
        (b'{"code": "LK1:x", "pickup_number": "1234"}', 422, "invalid_request"),
        (b'{"code": "LK1:x", "door": "A01"}', 422, "invalid_request"),
        (b'{"code": "\\ud800"}', 422, "code_malformed"),
        (b"{}", 422, "invalid_request"),
        (b'{"code": "' + b"a" * 16_400 + b'"}', 413, "body_too_large"),
    ],
)
async def test_bodies_that_do_not_fit(site: Site, body: bytes, status: int, code: str) -> None:
    answer = await site.api.http.post("/v1/visits", content=body, headers=HEADERS)
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["status"], problem["code"]) == (status, status, code)
    await nothing_happened(site)


async def test_a_large_body_is_refused_also_when_its_length_was_not_announced(site: Site) -> None:
    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"a" * 1_000

    answer = await site.api.http.post("/v1/visits", content=chunks(), headers=HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize("length", ["-1", "1e3", "9999999999999999999999", "17000"])
async def test_a_strange_length_is_refused(site: Site, length: str) -> None:
    answer = await site.api.http.post("/v1/visits", content=b"{}", headers={**HEADERS, "Content-Length": length})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


async def test_the_place_of_a_mistake_is_named_and_what_stood_there_is_not(site: Site) -> None:
    body = {"code": 812345678, "LK1:SECRET": "812345678"}
    answer = await site.api.post("/v1/visits", body)
    assert [e["where"] for e in answer.json()["errors"]] == ["body.code", "body"]
    assert "SECRET" not in answer.text
    assert "812345678" not in answer.text


@pytest.mark.parametrize(
    "order", ["", "x", "0193a2f4-7c1e-4b1a-9c55-3d2f10aa0b42", order_id(1).upper(), order_id(1) + "\n"]
)
async def test_an_order_is_a_uuid(site: Site, order: str) -> None:
    answer = await site.api.post("/v1/visits", {"want": "loading", "order": order, "badge": badge_text()})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/", 404, "not_found"),
        ("GET", "/docs", 404, "not_found"),
        ("GET", "/openapi.json", 404, "not_found"),
        ("GET", "/v1/orders", 404, "not_found"),
        ("GET", "/v1/visits", 405, "method_not_allowed"),
        ("PUT", "/v1/visits", 405, "method_not_allowed"),
        ("POST", "/v1/compartments/A01/open", 404, "not_found"),
        ("POST", "/v1/visits/" + "0" * 32 + "/open-all", 404, "not_found"),
    ],
)
async def test_paths_that_do_not_exist(site: Site, method: str, path: str, status: int, code: str) -> None:
    answer = await site.api.http.request(method, path, headers=HEADERS)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    if status == 405:
        assert answer.headers["Allow"] == "POST"


async def test_problems_speak_the_language_asked_for(site: Site) -> None:
    german = await site.api.get("/v1/nothing")
    english = await site.api.get("/v1/nothing", **{"Accept-Language": "en"})
    assert german.json()["detail"].startswith("Das gibt es hier nicht.")
    assert english.json()["detail"].startswith("There is no such thing here.")
    assert (german.headers["Content-Language"], english.headers["Content-Language"]) == ("de", "en")
    assert german.headers["Cache-Control"] == "no-store"


def test_secrets_do_not_show_in_a_repr() -> None:
    shown: Any = repr(verifier())
    assert isinstance(verifier(), Verifier)
    assert "code_hash_key" not in shown
    assert json.dumps(shown).isascii()
    assert key_id(SITE_KEY.public_key()).hex() not in shown or "code_hash" not in shown

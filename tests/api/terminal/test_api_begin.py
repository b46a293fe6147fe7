"""One way to begin a visit: what is shown says what it is for, a badge with what is wanted; all else is refused."""

from typing import Any

import pytest
from api_site import Site, badge_text, order_id

from lockerd.api.http.wording import refusal_id
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.visits import Role

BADGE = badge_text()
ORDER = order_id(1)
LOADING = {"want": "loading", "badge": BADGE, "order": ORDER}


@pytest.mark.parametrize("path", ["collections", "hand-ins", "exchanges", "loadings", "retrievals", "reissues"])
async def test_there_is_no_other_way(site: Site, path: str) -> None:
    answer = await site.api.post(f"/v1/{path}", LOADING)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({}, "body.code"),
        ({"badge": BADGE}, "body.want"),
        ({"badge": BADGE, "order": ORDER}, "body.want"),
        ({**LOADING, "want": "collection"}, "body.want"),
        ({**LOADING, "want": ["loading"]}, "body.want"),
        ({**LOADING, "want": None}, "body.want"),
        ({"want": "loading", "order": ORDER}, "body.badge"),
        ({"want": "loading", "badge": BADGE}, "body"),
        ({"want": "reissue", "badge": BADGE}, "body.order"),
        ({"want": "reissue", "badge": BADGE, "order": ORDER, "compartment": "A01"}, "body"),
        ({"want": "retrieval", "badge": BADGE, "order": ORDER}, "body"),
        ({"want": "retrieval", "badge": BADGE, "compartment": "A01", "reason": "water"}, "body"),
        ({"want": "emergency", "badge": BADGE, "reason": "water"}, "body.compartment"),
        ({"want": "emergency", "badge": BADGE, "compartment": None, "reason": "water"}, "body.compartment"),
        ({"want": "emergency", "badge": BADGE, "compartment": "A01"}, "body.reason"),
        ({"want": "emergency", "badge": BADGE, "compartment": "A01", "reason": "because"}, "body.reason"),
        ({"want": "emergency", "badge": BADGE, "compartment": "A01", "reason": 1}, "body.reason"),
        ({**LOADING, "code": "LK1:X"}, "body"),
        ({**LOADING, "typed_code": "123 456 782"}, "body"),
        ({"want": "loading", "code": "LK1:X"}, "body"),
        ({"code": "LK1:X", "typed_code": "123 456 782"}, "body"),
        ({"code": "LK1:X", "pickup_number": "0042"}, "body"),
        ([], "body"),
        ("LK1:X", "body"),
    ],
)
async def test_what_does_not_say_what_begins_is_refused_with_its_place(site: Site, body: Any, where: str) -> None:
    await site.announce()
    answer = await site.api.post("/v1/visits", body)
    problem = answer.json()
    assert (answer.status_code, problem["code"]) == (422, "invalid_request")
    assert where in {each["where"] for each in problem["errors"]}
    assert (site.hands.fired, dict(site.controller.state.visits)) == ([], {})


async def test_whatever_begins_is_answered_with_a_visit(site: Site) -> None:
    await site.announce()
    loading = (await site.api.post("/v1/visits", LOADING)).json()
    assert (loading["kind"], loading["phase"] in {"opening", "door_open"}) == ("loading", True)
    waits = await site.api.post("/v1/visits", {"want": "retrieval", "badge": BADGE})
    assert (waits.status_code, waits.json()["code"]) == (503, "busy"), "that door first"
    code = await site.awaited(2)
    again = await site.api.post("/v1/visits", {"want": "reissue", "badge": BADGE, "order": order_id(2)})
    assert (again.status_code, again.json()["phase"]) == (201, "code_ready")
    dead = await site.api.post("/v1/visits", {"code": code.token})
    assert (dead.status_code, dead.json()["code"]) == (409, "code_not_valid")


def test_whether_there_is_such_a_code_is_told_by_no_sentence() -> None:
    """F48: what is said before a code was judged is the same for whoever came for whatever."""
    early = (Refusal.CODE_NOT_VALID, Refusal.TOO_MANY_TRIES, Refusal.PICKUP_NUMBER_NEEDED, Refusal.PICKUP_NUMBER_CLOSED)
    for reason in (*early, Refusal.WRONG_SITE):
        assert {refusal_id(reason, role) for role in (None, *Role)} == {refusal_id(reason)}

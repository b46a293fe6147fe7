"""`lockerctl case`: what people read of one case, and what erasing it asks, says and refuses."""

import pytest
from admin_fake import Lockerctl, Wall

ORDER = "0193a2f4-7c1e-7b1a-9c55-000000000001"
CASE = {
    "order": ORDER,
    "keep_ended_ms": 30 * 86_400_000,
    "tables": {
        "orders": [
            {"authority": "stadt", "case_reference": "az-1", "kind": "collection", "document_class": "passport"}
        ],
        "parts": [{"id": f"{ORDER}/1", "state": "closed"}],
        "grants": [{"pickup_number": "0042", "state": "revoked"}],
        "receipts": [{"id": 7, "compartment": "A01"}],
        "attempts": [],
    },
    "log": [
        {"lo_s": 1_800_000_000, "type": "order.held", "compartment": None, "data": {"hold_reason": "fee"}},
        {"lo_s": 1_800_000_001, "type": "order.closed", "compartment": "A01", "data": {"reason": "salted:00"}},
        {"lo_s": 1_800_000_002, "type": "of.a.later.release", "compartment": None, "data": {}},
    ],
}


def test_what_is_held_is_said_in_sentences_in_both_languages(
    lockerctl: Lockerctl, wall: Wall, socket: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    wall.cases[f"/v1/orders/{ORDER}/case"] = CASE
    said = lockerctl("case", "answer", ORDER).out
    for part in ("az-1", "stadt", "0042", "paper 7", "2027-01-15 08:00:00Z  its office holds it back", "(fee)"):
        assert part in said
    assert "the order is done" in said
    assert "salted" not in said
    assert "of.a.later.release" in said
    assert "30 days" in said
    monkeypatch.setenv("LANG", "de_DE.UTF-8")
    wall.language = "de"
    said = lockerctl("case", "answer", ORDER).out
    assert "die Behörde hält es zurück" in said
    assert "ungültig" in said
    assert lockerctl("case", "answer", ORDER, "--json").json == CASE


def test_erasing_asks_first_and_says_what_copies_hold(lockerctl: Lockerctl, wall: Wall, socket: object) -> None:
    words = ("case", "erase", ORDER, "--reason", "asked for by letter")
    asked = lockerctl(*words)
    assert (asked.code, "cannot be had back" in asked.err) == (2, True)
    wall.cases[f"/v1/orders/{ORDER}/erase"] = {"log_emptied": False}
    done = lockerctl(*words, "--yes")
    assert (done.code, "within the hour" in done.out, "--keep 1" in done.out) == (0, True, True)
    wall.problem = (409, {"code": "not_now", "detail": "Not now."})
    refused = lockerctl(*words, "--yes")
    assert (refused.code, "not over" in refused.err, "lockerctl orders" in refused.err) == (1, True, True)

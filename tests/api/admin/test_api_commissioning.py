"""What a commissioning walk asks the admin API."""

from dataclasses import replace

import pytest
from api_site import RAW, SITE_KEY, Site

from lockerd.codes import jws
from lockerd.codes.jws import JwsType, SignatureError
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.facts import FactType

OUTCOME = {"record": "a" * 64, "new_config": "b" * 64, "proven": 3, "unproven": 1}
KEYS = {key_id_hex(SITE_KEY.public_key()): SITE_KEY.public_key()}


async def test_every_input_of_every_board_is_shown(site: Site) -> None:
    (board,) = (await site.admin_api.get("/v1/boards")).json()
    assert board == {
        "bus": "left",
        "address": 3,
        "name": "cu16",
        "alive": True,
        "channels": [1, 2],
        "compartments": ["A01", None],
        "doors": {
            "channels": [1],
            "bits": [1],
            "changes": [2],
            "compartments": ["A01"],
            "sensors": ["door"],
            "true_bits": [0],
        },
        "items": {
            "channels": [1, 2],
            "bits": [0, None],
            "changes": [0, 0],
            "compartments": [None, "B01"],
            "sensors": [None, "item"],
            "true_bits": [1, 1],
        },
        "reply_ms": 6.5,
        "patience_ms": 50,
    }


async def test_a_test_opening_is_refused_where_something_lies(site: Site) -> None:
    await site.ready()
    site.hands.fired.clear()
    test = {"reason": "commissioning", "only_if_empty": True}
    refused = await site.admin_api.post("/v1/compartments/A01/open", test)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_empty")
    assert (await site.admin_api.post("/v1/compartments/B01/open", test)).status_code == 200
    await site.until(lambda s: all(a.outcome is not None for a in s.attempts.values()))
    assert site.hands.fired == ["B01"]


async def test_a_door_without_sensor_holds_up_the_next_unless_the_technician_says_that_it_is_shut(site: Site) -> None:
    test = {"reason": "commissioning", "only_if_empty": True}
    assert (await site.admin_api.post("/v1/compartments/B02/open", test)).status_code == 200
    await site.until(lambda s: all(a.outcome is not None for a in s.attempts.values()))
    refused = await site.admin_api.post("/v1/compartments/A01/open", test)
    assert (refused.status_code, refused.json()["code"]) == (503, "busy")
    looked = {**test, "others_shut": True}
    assert (await site.admin_api.post("/v1/compartments/A01/open", looked)).status_code == 200


async def test_what_a_technician_saw_open_is_quarantined_if_something_lay_inside(site: Site) -> None:
    await site.ready()
    answer = await site.admin_api.post("/v1/compartments/A01/touched", {"reason": "opened with the key"})
    assert (answer.status_code, answer.json()["condition"]) == (200, "quarantined")
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    (told,) = (row for row in rows if row["type"] == FactType.COMPARTMENT_TOUCHED)
    assert told["data"] == {"who": "anna", "reason": "opened with the key", "authority": "stadt", "part": 1}
    assert site.hands.fired == ["A01"]  # by the loading before it, and by nothing else


async def test_the_outcome_is_written_down_and_signed(site: Site) -> None:
    answer = await site.admin_api.post("/v1/commissioning", OUTCOME)
    claims = jws.verify(answer.json()["signature"], keys=KEYS, typ=JwsType.COMMISSIONING)
    (told,) = [row for row in await site.store.custody(0, 1000) if row.type == FactType.SITE_COMMISSIONED]
    assert told.data == {"who": "anna", "config": "c" * 64, **OUTCOME}
    assert {name: claims[name] for name in told.data} == told.data
    assert (claims["site"], claims["number"], claims["hash"]) == ("musterstadt-1", told.number, told.hash)
    assert claims["lo_s"] <= claims["hi_s"]


async def test_the_newest_walk_is_told_and_whether_its_configuration_runs(site: Site) -> None:
    assert (await site.admin_api.get("/v1/commissioning/newest")).json() == {"newest": None}
    for config, runs in (("", True), ("b" * 64, False), ("c" * 64, True)):
        await site.admin_api.post("/v1/commissioning", OUTCOME | {"new_config": config})
        last = (await site.admin_api.get("/v1/commissioning/newest")).json()["newest"]
        assert (last["new_config"], last["runs"], last["who"], last["unproven"]) == (config, runs, "anna", 1)


async def test_a_signed_record_is_nothing_else(site: Site) -> None:
    signature = (await site.admin_api.post("/v1/commissioning", OUTCOME)).json()["signature"]
    for other in set(JwsType) - {JwsType.COMMISSIONING}:
        with pytest.raises(SignatureError):
            jws.verify(signature, keys=KEYS, typ=other)


async def test_a_repeat_writes_nothing_more(site: Site) -> None:
    for _ in range(3):
        answer = await site.admin_api.post("/v1/commissioning", OUTCOME, key="one-walk-one-row")
        assert answer.status_code == 200
    rows = await site.store.custody(0, 1000)
    assert [row.type for row in rows].count(FactType.SITE_COMMISSIONED) == 1
    other = await site.admin_api.post("/v1/commissioning", OUTCOME | {"proven": 4}, key="one-walk-one-row")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_conflict")


@pytest.mark.parametrize(
    "spoilt",
    [{"record": "a" * 63}, {"record": "A" * 64}, {"proven": -1}, {"proven": True}, {"new_config": "x"}, {"more": 1}],
)
async def test_an_outcome_that_does_not_fit_is_refused(site: Site, spoilt: dict[str, object]) -> None:
    answer = await site.admin_api.post("/v1/commissioning", OUTCOME | spoilt)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid_request")
    assert FactType.SITE_COMMISSIONED not in {row.type for row in await site.store.custody(0, 1000)}


async def test_without_a_new_configuration_that_is_said(site: Site) -> None:
    asked = {name: value for name, value in OUTCOME.items() if name != "new_config"}
    answer = await site.admin_api.post("/v1/commissioning", asked)
    claims = jws.verify(answer.json()["signature"], keys=KEYS, typ=JwsType.COMMISSIONING)
    assert claims["new_config"] == ""


async def test_inputs_are_those_of_this_moment(site: Site) -> None:
    site.commissioning._raw = lambda: (replace(RAW[0], alive=False),)
    assert [board["alive"] for board in (await site.admin_api.get("/v1/boards")).json()] == [False]

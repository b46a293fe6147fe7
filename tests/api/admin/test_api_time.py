"""What is believed of the time, and a technician's word for it."""

from api_site import T0_S, Site, badge_text, order_id

from lockerd.domain.model.doubt import Doubt

YEARS_S = 42 * 365 * 86_400


async def test_the_time_is_shown_with_its_reasons(site: Site) -> None:
    belief = (await site.admin_api.get("/v1/time")).json()
    assert (belief["standing"], belief["doubt"], belief["source"]) == ("trusted", None, "system")
    assert belief["lo_s"] <= belief["hi_s"]
    assert belief["machine_s"] == T0_S
    assert belief["earliest_s"] < T0_S < belief["latest_s"]


async def test_a_poisoned_time_serves_codes_refuses_badges_and_is_taken_back(site: Site) -> None:
    """2069 was believed by an earlier release and written down."""
    codes = await site.ready()
    site.clock.ahead_s, site.clock.unsure, site.clock.doubt = YEARS_S, True, Doubt.BEHIND
    loading = {"want": "loading", "order": order_id(1), "badge": badge_text()}
    assert (await site.api.post("/v1/visits", loading)).json()["code"] == "badge_not_valid"

    body = {"time_s": T0_S + 5, "reason": "clock battery changed"}
    answer = await site.admin_api.post("/v1/time/correct", body)
    assert answer.status_code == 200
    assert answer.json()["doubt"] is None
    assert abs(answer.json()["lo_s"] - T0_S) < 60
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    fact = next(row for row in rows if row["type"] == "time.corrected")
    assert (fact["data"]["who"], fact["data"]["reason"]) == ("anna", "clock battery changed")
    assert fact["data"]["before_lo_s"] >= T0_S + YEARS_S
    assert abs(fact["lo_s"] - T0_S) < 60, "the commit that says so carries the new time already"
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201
    assert (await site.api.post("/v1/visits", loading)).json()["code"] != "badge_not_valid"


async def test_a_code_is_served_while_the_time_is_disputed(site: Site) -> None:
    codes = await site.ready()
    site.clock.ahead_s, site.clock.unsure, site.clock.doubt = YEARS_S, True, Doubt.BEHIND
    assert (await site.api.post("/v1/visits", {"code": codes["code"]})).status_code == 201


async def test_a_slip_of_a_year_is_refused_and_changes_nothing(site: Site) -> None:
    number = site.controller.head.number
    for time_s in (0, T0_S - 2 * 365 * 86_400, T0_S + YEARS_S):
        answer = await site.admin_api.post("/v1/time/correct", {"time_s": time_s, "reason": "a slip"})
        assert (answer.status_code, answer.json()["code"]) == (422, "time_implausible")
    assert (await site.admin_api.post("/v1/time/correct", {"time_s": T0_S})).status_code == 422, "no reason, no change"
    assert site.controller.head.number == number


async def test_a_repeated_request_corrects_once(site: Site) -> None:
    body = {"time_s": T0_S + 500, "reason": "watch"}
    for _ in range(2):
        assert (await site.admin_api.post("/v1/time/correct", body, key="time-correction-1")).status_code == 200
        site.clock.mono_ms += 100_000
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    assert [row["type"] for row in rows].count("time.corrected") == 1
    assert site.clock.now().lo_s > T0_S + 600

"""A technician brings a signed list of badges that were called back."""

from typing import Any

import pytest
from api_site import BADGE_KEY, SITE, SITE_KEY, Site, badge_text

from lockerd.codes import badge_list
from lockerd.codes.badge_list import BadgeListClaims
from lockerd.codes.keys import key_id_hex

PATH = "/v1/badges/list"


def signed(version: int, *badges: str, site: str = SITE, key: Any = BADGE_KEY) -> str:
    claims = BadgeListClaims(site=site, version=version, badges=badges)
    return badge_list.issue(claims, key=key, kid=key_id_hex(BADGE_KEY.public_key()))


async def test_a_badge_on_the_list_is_not_valid_from_then_on(site: Site) -> None:
    order = await site.announce()
    loading = {"want": "loading", "order": order, "badge": badge_text()}
    assert (await site.admin_api.get(PATH)).json() == {"version": 0, "badges": 0}
    answer = await site.admin_api.post(PATH, {"list": signed(3, "b-17")})
    assert (answer.status_code, answer.json()) == (200, {"version": 3, "badges": 1})
    assert (await site.api.post("/v1/visits", loading)).json()["code"] == "badge_not_valid"
    assert (await site.api.post("/v1/waiting", {"badge": badge_text()})).json()["code"] == "badge_not_valid"
    assert (await site.api.post("/v1/visits", {**loading, "badge": badge_text(badge_id="b-18")})).status_code == 201
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    (fact,) = [row for row in rows if row["type"] == "badges.called_back"]
    assert fact["data"] == {"version": 3, "count": 1, "who": "anna"}


async def test_an_older_list_is_refused(site: Site) -> None:
    await site.admin_api.post(PATH, {"list": signed(3, "b-17")})
    answer = await site.admin_api.post(PATH, {"list": signed(2)})
    assert (answer.status_code, answer.json()["code"]) == (409, "badge_list_old")
    assert (await site.admin_api.get(PATH)).json()["version"] == 3


@pytest.mark.parametrize("text", ["x", badge_text(), signed(1, site="elsewhere"), signed(1, key=SITE_KEY)])
async def test_what_is_no_list_for_this_site_changes_nothing(site: Site, text: str) -> None:
    answer = await site.admin_api.post(PATH, {"list": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "badge_list_not_valid")
    assert (await site.admin_api.get(PATH)).json()["version"] == 0


async def test_a_repeated_request_is_told_the_same(site: Site) -> None:
    for _ in range(2):
        answer = await site.admin_api.post(PATH, {"list": signed(3, "b-17")}, key="the-same-key")
        assert answer.json() == {"version": 3, "badges": 1}

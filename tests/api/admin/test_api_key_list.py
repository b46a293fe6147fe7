"""A technician brings a list of keys that the roots have signed."""

import pytest
from api_site import BADGE_KEY, SITE_KEY, Site, badge_text
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from key_rings import LISTED_BADGE, ROOTS, listed, raw

from lockerd.codes.keys import key_id_hex

PATH = "/v1/keys"
COMMAND = Ed25519PrivateKey.from_private_bytes(b"c" * 32)


def kid(key: Ed25519PrivateKey) -> str:
    return key_id_hex(key.public_key())


async def test_a_badge_by_a_key_that_is_not_listed_is_not_valid_from_then_on(site: Site) -> None:
    order = await site.announce()
    loading = {"want": "loading", "order": order, "badge": badge_text()}
    before = (await site.admin_api.get(PATH)).json()
    assert (before["version"], before["badge"]) == (0, [kid(BADGE_KEY)])
    answer = await site.admin_api.post(PATH, {"list": listed(3, COMMAND)})
    assert answer.status_code == 200
    assert answer.json() == {
        "version": 3,
        "command": [kid(COMMAND)],
        "badge": [kid(LISTED_BADGE)],
        "code_recipient": None,
        "roots": sorted(map(kid, ROOTS)),
        "threshold": 2,
    }
    assert (await site.api.post("/v1/visits", loading)).json()["code"] == "badge_not_valid"
    both = listed(4, COMMAND, badge=[raw(LISTED_BADGE), raw(BADGE_KEY)])
    assert (await site.admin_api.post(PATH, {"list": both})).status_code == 200
    assert (await site.api.post("/v1/visits", loading)).status_code == 201
    rows = (await site.admin_api.get("/v1/custody?limit=1000")).json()["rows"]
    facts = [row["data"] for row in rows if row["type"] == "keys.listed"]
    assert facts == [{"version": version, "count": 1, "who": "anna"} for version in (3, 4)]


async def test_an_older_list_is_refused_and_a_repeated_request_told_the_same(site: Site) -> None:
    for _ in range(2):
        answer = await site.admin_api.post(PATH, {"list": listed(3, COMMAND)}, key="the-same-key")
        assert answer.json()["version"] == 3
    answer = await site.admin_api.post(PATH, {"list": listed(2, COMMAND)})
    assert (answer.status_code, answer.json()["code"]) == (409, "key_list_old")
    assert (await site.admin_api.get(PATH)).json()["version"] == 3


@pytest.mark.parametrize(
    "text",
    [
        "x",
        badge_text(),
        listed(1, COMMAND, roots=ROOTS[:1]),
        listed(1, COMMAND, roots=[COMMAND, BADGE_KEY]),
        listed(1, COMMAND, badge=[raw(SITE_KEY)]),
        listed(1, ROOTS[2]),
    ],
    ids=range(6),
)
async def test_what_is_no_list_of_the_roots_changes_nothing(site: Site, text: str) -> None:
    answer = await site.admin_api.post(PATH, {"list": text})
    assert (answer.status_code, answer.json()["code"]) == (422, "key_list_not_valid")
    assert (await site.admin_api.get(PATH)).json()["version"] == 0

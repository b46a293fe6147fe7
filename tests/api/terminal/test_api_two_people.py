"""Two people put in together: each shows a badge at the same terminal, by the same route."""

from pathlib import Path

from api_site import badge_text, order_id, running_site

from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature
from lockerd.domain.model.state import Policy

POLICY = Policy(
    authorities=frozenset({"stadt"}),
    sizes=("A5", "A4"),
    handles=frozenset(Nature),
    classes={(EVERY_OFFICE, "passport"): ClassPolicy(nature=Nature.IDENTITY, two_people=True)},
)


async def test_the_door_opens_at_the_second_badge_and_at_no_repeated_first(tmp_path: Path) -> None:
    async with running_site(tmp_path, policy=POLICY) as site:
        await site.announce(1)
        asked = {"want": "loading", "order": order_id(1), "badge": badge_text()}
        for key in ("key-of-the-first", "key-of-the-first", "key-of-another"):
            answer = await site.api.post("/v1/visits", asked, key=key)
            assert (answer.status_code, answer.json()["code"]) == (409, "second_badge_needed")
            assert "Ausweis" in answer.json()["detail"]
        assert not site.hands.fired
        other = {"want": "loading", "order": order_id(1), "badge": badge_text(badge_id="b-18")}
        begun = await site.api.post("/v1/visits", other, key="key-of-the-other")
        assert (begun.status_code, begun.json()["kind"]) == (201, "loading")
        again = await site.api.post("/v1/visits", other, key="key-of-the-other")
        assert again.json()["id"] == begun.json()["id"], "delivered twice, it is one visit"
        [committed] = [row for row in await site.store.custody(0, 100) if row.type == "attempt.committed"]
        assert (committed.data["holder"], committed.data["second"]) == ("b-17", "b-18")
        [going] = (await site.admin_api.get("/v1/visits")).json()
        assert (going["badge"], going["second_badge"]) == ("b-17", "b-18")

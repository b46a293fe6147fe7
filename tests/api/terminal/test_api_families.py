"""Several codes in one visit through the terminal's API: what is shown, offered, told and given (rule 25)."""

from typing import Any

from api_site import Site, badge_text, order_id
from giving import CLAIMS, ENGLISH, say, view_of

from lockerd.domain.model.readings import Item


async def another(site: Site, visit: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    answer = await site.api.post(f"/v1/visits/{visit}/another-code", body, **ENGLISH)
    return answer.status_code, answer.json()


async def at_door(site: Site, visit: str) -> str:
    """The door whose turn it is stands open."""
    view = await site.phase(visit, "door_open")
    where: str = view["compartment"]["id"]
    return where


async def taken(site: Site, visit: str) -> dict[str, Any]:
    """What lies there is taken out; the word is said at the open door, and the door is shut."""
    door = await at_door(site, visit)
    await say(site, visit, "taken-out")
    site.hands.see(door, open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.visits[visit].phase != "door_open")
    return await view_of(site, visit)


async def family(site: Site, *numbers: int) -> tuple[str, list[dict[str, str]]]:
    """As many documents wait, and the first code is shown."""
    codes = [await site.ready(number) for number in numbers]
    await site.wait_ms(6_000)
    answer = await site.api.post("/v1/visits", {"code": codes[0]["code"]}, **ENGLISH)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"], codes


def words(view: dict[str, Any]) -> list[str]:
    return [each["word"] for each in view["may"]]


async def test_two_codes_one_visit_and_a_paper_for_each(site: Site) -> None:
    visit, codes = await family(site, 1, 2)
    view = await view_of(site, visit)
    assert "another_code" in words(view)
    assert (view["codes_shown"], view["codes_left"]) == (1, 0)
    status, view = await another(site, visit, {"typed_code": codes[1]["typed_code"]})
    assert (status, view["id"], view["codes_shown"], view["codes_left"]) == (200, visit, 2, 1)
    assert [each["word"] for each in view["acknowledged"]] == ["another_code"]
    assert "One more code is noted" in view["acknowledged"][0]["text"]
    first = await at_door(site, visit)
    view = await taken(site, visit)
    assert (view["phase"], view["next_step"], view["acknowledged"]) == ("between", "open_next", [])
    assert view["text"].startswith("The next code is ready.")
    assert words(view)[:2] == ["next_door", "another_code"]
    await say(site, visit, "next-door")
    assert await at_door(site, visit) != first
    view = await taken(site, visit)
    assert (view["phase"], view["codes_shown"], view["codes_left"]) == ("over", 2, 0)
    seen = []
    for _ in range(2):
        view = await say(site, visit, "paper")
        paper = (await site.api.get(f"/v1/visits/{visit}/paper", **ENGLISH)).json()
        seen.append((paper["of_code"], view["compartment"]["id"]))
        assert paper["paper"] == "receipt"
        await site.wait_ms(100)
    assert {code for code, _ in seen} == {1, 2}
    assert len({door for _, door in seen}) == 2, "each is told of its own order"


async def test_what_is_no_code_is_refused_as_at_the_start_and_changes_nothing(site: Site) -> None:
    visit, _ = await family(site, 1)
    before = await view_of(site, visit)
    for body, status, code in (
        ({"code": "LK1:NONSENSE"}, 422, "code_malformed"),
        ({"typed_code": "123 456 789"}, 422, "code_slip"),
        ({}, 422, "invalid_request"),
        ({"want": "loading", "badge": badge_text(), "order": order_id(1)}, 422, "invalid_request"),
    ):
        answer = await another(site, visit, body)
        assert (answer[0], answer[1]["code"]) == (status, code)
    after = await view_of(site, visit)
    assert (after["codes_shown"], after["phase"]) == (before["codes_shown"], before["phase"])


async def test_of_a_visit_that_is_over_or_never_was_no_code_is_looked_at(site: Site) -> None:
    codes = await site.ready(1)
    await site.wait_ms(6_000)
    status, problem = await another(site, "0" * 32, {"code": codes["code"]})
    assert (status, problem["code"]) == (410, "visit_over")
    assert site.hands.fired.count("A01") <= 1, "only the loading's"


async def test_a_repeated_request_takes_the_code_once(site: Site) -> None:
    visit, codes = await family(site, 1, 2)
    for _ in range(3):
        answer = await site.api.post(
            f"/v1/visits/{visit}/another-code", {"code": codes[1]["code"]}, key="one-and-the-same-key"
        )
        assert (answer.status_code, answer.json()["codes_left"]) == (200, 1)


async def test_somebody_else_begins_and_the_first_ones_are_told_what_stays_valid(site: Site) -> None:
    visit, codes = await family(site, 1, 2, 3)
    await another(site, visit, {"code": codes[1]["code"]})
    await taken(site, visit)
    answer = await site.api.post("/v1/visits", {"code": codes[2]["code"]}, **ENGLISH)
    assert (answer.status_code, answer.json()["codes_shown"], answer.json()["papers"]) == (201, 1, [])
    view = await view_of(site, visit)
    assert view["phase"] == "over"
    assert "One code was not used: it stays valid." in view["text"]
    assert "another_code" not in words(view)
    problem = (await site.api.post(f"/v1/visits/{visit}/next-door")).json()
    assert problem["code"] == "visit_over"


async def test_one_that_opens_nothing_any_more_is_told_and_passed_by(site: Site) -> None:
    visit, codes = await family(site, 1, 2)
    await another(site, visit, {"code": codes[1]["code"]})
    await site.api.post("/v1/visits", {"want": "reissue", "badge": badge_text(), "order": order_id(2)})
    await taken(site, visit)
    view = await say(site, visit, "next-door")
    assert (view["phase"], view["trouble"]["code"], view["papers"]) == ("paper_ready", "code_void", [1])
    paper = (await site.api.get(f"/v1/visits/{visit}/paper")).json()
    assert paper["of_code"] == 1


async def test_rule_12_another_code_is_in_no_answer_and_in_no_file(site: Site) -> None:
    site.controller.policy = CLAIMS
    visit, codes = await family(site, 1, 2)
    _, view = await another(site, visit, {"typed_code": codes[1]["typed_code"]})
    digits = codes[1]["typed_code"].replace(" ", "")
    assert digits not in str(view)
    files = [file.read_bytes() for file in site.database.parent.rglob("*") if file.is_file()]
    assert not any(digits.encode() in content for content in files)

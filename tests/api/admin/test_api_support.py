"""A bundle of the last hours: no name, no code and no key in it, and every decision comes out again."""

import json
from pathlib import Path

import pytest
from api_site import Site, order_id

from lockerd.cli import main
from lockerd.controller.film.bundle import again, seal
from lockerd.controller.film.packing import pack
from lockerd.controller.film.take import as_bytes, told


async def bundled(site: Site) -> dict[str, object]:
    answer = await site.admin_api.get("/v1/support/bundle")
    assert answer.status_code == 200
    return json.loads(answer.text)["content"]


async def test_what_happened_is_decided_again_and_names_nobody(site: Site) -> None:
    codes = await site.ready(1)
    await site.admin_api.post("/v1/compartments/A02/out_of_service", {"reason": "asked by Frau Canary"})
    content = await bundled(site)
    steps = list(again(content))
    assert len(steps) > 5
    assert [step.number for step in steps if not step.same] == []
    text = json.dumps(content)
    secret = [order_id(1), "Canary", "anna", site.admin.secret.hex(), *filter(None, codes.values())]
    assert [each for each in secret if each in text] == []
    assert "A02" in text
    about = content["about"]
    assert isinstance(about, dict)
    assert {row["type"] for row in about["log"]} >= {"site.started", "compartment.out_of_service"}


async def test_no_code_no_token_and_no_key_is_in_what_goes_onto_the_disk(site: Site, tmp_path: Path) -> None:
    """Names and pseudonyms stand there as in the database; what opens a door, or helps to guess it, does not."""
    codes = [await site.ready(number) for number in (1, 2)]
    kept = site.controller.film.hand_on()
    raw = as_bytes([[pack(step.before), pack(step.event), told(step.decision)] for step in kept.steps]).decode()
    grants = site.controller.state.grants.values()
    hashes = [each.hex() for grant in grants for each in (grant.code.salt, grant.code.keyed_hash)]
    shown = [value for code in codes for value in code.values() if value]
    # A pick-up number opens nothing: it is in the log as well.
    numbers = {grant.code.pickup_number for grant in grants}
    secret = [*hashes, site.admin.secret.hex(), *(each for each in shown if each not in numbers)]
    assert len(secret) > 6
    assert [each for each in secret if str(each) in raw or str(each).replace("-", "") in raw] == []
    assert order_id(1) in raw


async def test_lockerctl_tells_one_that_was_changed(
    site: Site, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await site.ready(1)
    content = await bundled(site)
    good, bad, otherwise = tmp_path / "good", tmp_path / "bad", tmp_path / "otherwise"
    good.write_text(json.dumps(content))
    bad.write_text(json.dumps(content).replace("A01", "A02", 1))
    (life,) = content["lives"]  # type: ignore[misc]
    steps = life["steps"]
    steps[-1]["decision"]["list"][0] = None
    otherwise.write_text(json.dumps({**content, "seal": seal(content)}))
    ends = []
    for file in (good, bad, otherwise, tmp_path / "none"):
        with pytest.raises(SystemExit) as ended:
            main(["support", "verify", str(file)])
        ends.append(ended.value.code)
    assert ends == [0, 1, 1, 2]
    said = capsys.readouterr()
    assert "all as they were" in said.out
    assert "changed" in said.err
    assert f"decision {len(steps)} comes out otherwise" in said.err

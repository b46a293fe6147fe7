"""A bundle of the last hours: no name, no code and no key in it, and every decision comes out again."""

import json
from pathlib import Path

import pytest
from api_site import Site, order_id

from lockerd.cli import main
from lockerd.controller.film.bundle import again, seal


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

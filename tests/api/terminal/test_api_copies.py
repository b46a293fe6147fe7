"""Copies of receipts at the terminal, by the number that stands on them and nowhere else."""

import logging
from pathlib import Path

import pytest
from api_site import Site, running_site, words
from test_api_paper import VISIT, handed_in, in_berlin

from lockerd.domain.model.events import Say
from lockerd.domain.model.words import Word

__all__ = ["in_berlin"]
WRONG = "1234 5678 9018"


def holding(folder: Path, text: str) -> list[str]:
    """The files in which this stands."""
    return [file.name for file in folder.rglob("*") if file.is_file() and text.encode() in file.read_bytes()]


async def printed(site: Site) -> tuple[str, str]:
    """A hand-in, its receipt's signed text and number, and its visit over."""
    visit = await handed_in(site)
    paper = (await site.api.get(f"/v1/visits/{visit}/paper", **{"Accept-Language": "en"})).json()
    number = paper["fetch_number"]
    shown = " ".join(number[at : at + 4] for at in (0, 4, 8))
    assert f"Number for a copy at this terminal: {shown}\n" in paper["text"]
    await site.controller.submit(Say(VISIT, Word.DONE))
    return paper["code"], number


async def test_with_its_number_the_same_receipt_is_printed_again(site: Site) -> None:
    code, number = await printed(site)
    answer = await site.api.post("/v1/papers", {"fetch_number": f"{number[:4]} {number[4:8]}-{number[8:]}"})
    visit = answer.json()
    assert (answer.status_code, visit["phase"], visit["kind"]) == (201, "paper_ready", "hand_in")
    assert (visit["compartment"], visit["papers"], visit["trouble"]) == (None, [1], None)
    assert "more_time" in words(visit)
    paper = (await site.api.get(f"/v1/visits/{visit['id']}/paper")).json()
    assert (paper["code"], paper["fetch_number"]) == (code, number)
    assert (await site.api.post(f"/v1/visits/{visit['id']}/done")).status_code == 200


async def test_a_slip_is_no_try_and_a_wrong_number_is_one(site: Site) -> None:
    _, number = await printed(site)
    slip = await site.api.post("/v1/papers", {"fetch_number": number[:-1] + str((int(number[-1]) + 1) % 10)})
    assert (slip.status_code, slip.json()["code"]) == (422, "number_slip")
    short = await site.api.post("/v1/papers", {"fetch_number": "12"})
    assert (short.status_code, short.json()["code"]) == (422, "number_malformed")
    assert site.controller.state.site.receipt_tries.failures == ()
    for body in ({"fetch_number": WRONG}, {"fetch_number": number, "number": 2}):
        wrong = await site.api.post("/v1/papers", body)
        assert (wrong.status_code, wrong.json()["code"]) == (409, "receipt_unknown")
    assert len(site.controller.state.site.receipt_tries.failures) == 2
    assert site.controller.state.site.tries.failures == ()


async def test_the_number_stands_in_no_row_no_fact_and_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_site(tmp_path) as site:
        _, number = await printed(site)
        await site.api.post("/v1/papers", {"fetch_number": number})
        assert not holding(tmp_path, number[:11])
        assert number[:11] not in caplog.text

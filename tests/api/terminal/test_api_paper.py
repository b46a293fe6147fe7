"""What a person takes along who handed something in, or could not: readable while the visit lasts."""

import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import base45
import cbor2
import pypdf
import pytest
from api_site import SITE, SITE_KEY, T0_S, Site, order_id, running_site
from cwt import COSE, COSEKey
from test_api_code import read_qr

from lockerd.codes.keys import key_id, receipt_key
from lockerd.domain.model.codes import CodeForm, FreshCode
from lockerd.domain.model.directions import Direction
from lockerd.domain.model.events import Accepted, Announce, Say, StartCollection
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import CompartmentId, GrantId, OrderId, PartId, VisitId
from lockerd.domain.model.orders import Kind, Order
from lockerd.domain.model.parts import Needs, Part, PartState, RightState
from lockerd.domain.model.readings import Item
from lockerd.domain.model.words import Word
from lockerd.languages import Language

FORMS = ["", ".svg", ".png", ".txt", ".lines", ".pdf"]
GRANT = GrantId("e" * 32)
VISIT = VisitId("a1" * 16)
DOOR = "A02"
"""The one with a contact and an item sensor."""


@pytest.fixture(autouse=True)
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


async def looked_into(site: Site) -> None:
    """A technician has found the compartment empty."""
    await site.admin_api.post(f"/v1/compartments/{DOOR}/open", {"reason": "to look inside"})
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.opened)
    site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.until(lambda s: s.compartments[CompartmentId(DOOR)].evidence.closed)
    await site.admin_api.post(f"/v1/compartments/{DOOR}/clear", {"reason": "is empty"})


async def begun(site: Site, *, stuck: bool = False) -> str:
    """Somebody who brings what the office waits for has shown the code for it."""
    await looked_into(site)
    site.hands.stuck |= {DOOR} if stuck else set()
    order = Order(
        id=OrderId(order_id(1)),
        authority="stadt",
        kind=Kind.HAND_IN,
        document_class="plates",
        case_reference="case-1",
        parts=1,
        retention_ms=3_600_000,
    )
    part = Part(
        PartId(order.id, 1),
        Direction.IN,
        order.authority,
        Needs(),
        1,
        state=PartState.AWAITED,
        right=RightState.ACTIVE,
    )
    code = FreshCode(GRANT, CodeRecord(bytes(16), bytes(32), "4711"), "")
    assert isinstance(await site.controller.submit(Announce(order, (part,), code)), Accepted)
    shown = StartCollection(VISIT, CodeForm.QR, GRANT, exp_s=T0_S + 1_000_000)
    assert isinstance(await site.controller.submit(shown), Accepted)
    return VISIT


async def handed_in(site: Site) -> str:
    """The same, put in, shut and said."""
    visit = await begun(site)
    await site.phase(visit, "door_open")
    site.hands.see(DOOR, open_=False, item=Item.PRESENT)
    await site.phase(visit, "door_shut")
    await site.controller.submit(Say(VISIT, Word.ALL_IN))
    for _ in range(4):
        site.hands.see(DOOR, open_=False, item=Item.PRESENT)
        await site.wait_ms(1_000)
    await site.phase(visit, "paper_ready")
    return visit


async def failed(site: Site) -> str:
    """The door sticks three times."""
    visit = await begun(site, stuck=True)
    for _ in range(12):
        await site.wait_ms(6_000)
        site.hands.see(DOOR, open_=False, item=Item.ABSENT)
    await site.phase(visit, "paper_ready")
    return visit


def claims(code: str) -> dict[str, Any]:
    """What others read out of it, with the site's key for papers."""
    key = receipt_key(SITE_KEY).public_key()
    public = COSEKey.new({1: 1, 2: key_id(key), 3: -19, -1: 6, -2: key.public_bytes_raw()})
    payload = COSE.new(verify_kid=True).decode(base45.b45decode(code.removeprefix("LR1:")), [public])
    said: dict[str, Any] = cbor2.loads(payload)
    return said


async def test_a_receipt_says_what_was_observed_in_every_form(site: Site) -> None:
    visit = await handed_in(site)
    path = f"/v1/visits/{visit}/paper"
    answer = await site.api.get(path, **{"Accept-Language": "en"})
    paper = answer.json()
    assert answer.headers["Cache-Control"] == "no-store"
    assert (paper["paper"], paper["number"], paper["grade"]) == ("receipt", 1, "sensor")
    assert T0_S <= paper["lo_s"] <= paper["hi_s"] <= T0_S + 120
    said = claims(paper["code"])
    assert (said["site"], said["part"], said["compartment"]) == (SITE, f"{order_id(1)}/1", DOOR)
    assert (said["door"], said["item"], said["outage"], said["reason"]) == ("contact", "present", "none", "")
    assert (said["number"], said["grade"]) == (paper["number"], paper["grade"])
    assert (said["lo_s"], said["hi_s"]) == (paper["lo_s"], paper["hi_s"])
    assert paper["text"].startswith(
        "Receipt no. 1, Rathaus Musterstadt\nCompartment A02\nPassed to the office between "
    )
    assert "2027-01-15, 09:00:" in paper["text"]
    assert "(UTC+01:00)" in paper["text"]
    assert "What was inside is not known" in paper["text"]
    png = await site.api.get(f"{path}.png?width=384")
    assert read_qr(png.content) == paper["code"]
    assert (await site.api.get(f"{path}.svg")).text.startswith("<svg")
    text = await site.api.get(f"{path}.txt", **{"Accept-Language": "en"})
    assert text.text.endswith(f"\n\n{paper['text']}\n")
    assert (await site.api.get(path)).json()["code"] == paper["code"], "a print is a copy, in whatever language"
    assert "Empfangsbestätigung Nr. 1, Rathaus Musterstadt" in (await site.api.get(path)).json()["text"]


@pytest.mark.parametrize("columns", [32, 48])
async def test_its_lines_fit_the_paper(site: Site, columns: int) -> None:
    visit = await handed_in(site)
    path = f"/v1/visits/{visit}/paper"
    lines = (await site.api.get(f"{path}.lines?columns={columns}")).text
    assert max(map(len, lines.splitlines())) <= columns
    paper = (await site.api.get(path)).json()
    assert lines.split() == paper["text"].split(), "nothing is lost and no word is cut"
    assert "Uhr" in paper["spoken"]
    assert "(" not in paper["spoken"]
    pdf = await site.api.get(f"{path}.pdf")
    assert (pdf.headers["Content-Type"], pdf.content[:7]) == ("application/pdf", b"%PDF-1.")
    for wrong in ("0", "23", "81", "wide"):
        assert (await site.api.get(f"{path}.lines?columns={wrong}")).status_code == 422


async def test_in_a_draft_lines_and_file_are_in_the_language_of_the_person_with_german_below(tmp_path: Path) -> None:
    async with running_site(tmp_path, drafts=(Language.UK, Language.AR)) as site:
        path = f"/v1/visits/{await handed_in(site)}/paper"
        german = (await site.api.get(path)).json()["text"]
        for language in ("uk", "ar"):
            asked = {"Accept-Language": language}
            own = (await site.api.get(path, **asked)).json()["text"]
            lines = await site.api.get(f"{path}.lines?columns=80", **asked)
            assert lines.text.split() == f"{own} {german}".split()
            file = await site.api.get(f"{path}.pdf", **asked)
            assert file.content == (await site.api.get(f"{path}.pdf", **asked)).content, "a print is a copy"
            assert [each.headers["Content-Language"] for each in (lines, file)] == [language] * 2
            reader = pypdf.PdfReader(io.BytesIO(file.content), strict=True)
            assert reader.root_object["/Lang"] == language
            said = reader.pages[0].extract_text().split()
            assert said[-len(german.split()) :] == german.split()
            if language == "uk":
                assert said == f"{own} {german}".split()


async def test_whom_the_machine_failed_gets_a_record_that_says_it_is_no_receipt(site: Site) -> None:
    visit = await failed(site)
    paper = (await site.api.get(f"/v1/visits/{visit}/paper", **{"Accept-Language": "en"})).json()
    assert (paper["paper"], paper["grade"]) == ("record", None)
    assert "not a receipt" in paper["text"].splitlines()[0]
    assert "The lock was operated, but the door did not open." in paper["text"]
    assert "Somebody with a valid code was here between 2027-01-15, 09:00:" in paper["text"]
    assert "This is not a receipt" in paper["text"]
    said = claims(paper["code"])
    assert (said["grade"], said["reason"]) == (None, "door_stuck")
    assert b"application/lockerd-record" in base45.b45decode(paper["code"].removeprefix("LR1:"))


@pytest.mark.parametrize("form", FORMS)
async def test_before_the_hand_in_is_over_there_is_no_paper(site: Site, form: str) -> None:
    visit = await begun(site)
    answer = await site.api.get(f"/v1/visits/{visit}/paper{form}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")


@pytest.mark.parametrize("form", FORMS[:4])
async def test_who_loads_gets_a_code_and_no_paper_and_who_hands_in_a_paper_and_no_code(site: Site, form: str) -> None:
    visit = (await site.load(2))["id"]
    answer = await site.api.get(f"/v1/visits/{visit}/paper{form}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")
    await site.api.post(f"/v1/visits/{visit}/done")
    answer = await site.api.get(f"/v1/visits/{await handed_in(site)}/code{form}")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_now")


@pytest.mark.parametrize("form", FORMS)
async def test_after_the_visit_the_terminal_gives_no_paper_any_more(site: Site, form: str) -> None:
    visit = await handed_in(site)
    await site.controller.submit(Say(VISIT, Word.DONE))
    answer = await site.api.get(f"/v1/visits/{visit}/paper{form}")
    assert (answer.status_code, answer.json()["code"]) == (410, "visit_over")
    unknown = await site.api.get(f"/v1/visits/{'0' * 32}/paper{form}")
    assert (unknown.status_code, unknown.json()["code"]) == (410, "visit_over")


@pytest.mark.parametrize("width", ["0", "169", "2121", "-1", "wide"])
async def test_a_width_that_no_printer_has_is_refused(site: Site, width: str) -> None:
    visit = await handed_in(site)
    assert (await site.api.get(f"/v1/visits/{visit}/paper.png?width={width}")).status_code == 422


async def test_no_paper_and_no_key_gets_into_the_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with running_site(tmp_path) as site:
        visit = await handed_in(site)
        code = (await site.api.get(f"/v1/visits/{visit}/paper")).json()["code"]
        assert code[4:40] not in caplog.text
        assert receipt_key(SITE_KEY).private_bytes_raw().hex() not in caplog.text

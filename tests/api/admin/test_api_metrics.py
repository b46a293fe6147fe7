"""The station in numbers: true, bounded, about nobody; and every alert asks for a number that there is."""

import re
from pathlib import Path

import pytest
import yaml
from api_site import PLACES, Site
from station_parts import central, line, parts

from lockerd.api.admin.metrics import all_of
from lockerd.api.admin.status_views import AdminStatus, AuxiliaryView
from lockerd.domain.model.compartments import Condition
from lockerd.domain.model.reports import AuxiliaryInput
from lockerd.domain.shown.attention import Call

ROOT = Path(__file__).parents[3]
PAPER = ROOT / "docs" / "monitoring.md"
RULES = ROOT / "docs" / "monitoring" / "lockerd.rules.yml"
SAMPLE = re.compile(r'(lockerd_[a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\]|\\.)*",?)+)\})? (-?[0-9.e+]+)')
OF_OTHERS = {"node_textfile_mtime_seconds"}


async def scraped(site: Site) -> dict[tuple[str, str], float]:
    """Every sample by its name and labels."""
    answer = await site.admin_api.get("/v1/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    rows = [line for line in answer.text.splitlines() if not line.startswith("#")]
    read = [SAMPLE.fullmatch(row) for row in rows]
    assert all(read), rows
    found = {(each[1], each[2] or ""): float(each[3]) for each in read if each}
    assert len(found) == len(rows), "a series stands twice"
    return found


async def test_it_says_what_is_so(site: Site) -> None:
    await site.ready(1)
    found = await scraped(site)
    assert found["lockerd_compartments", 'condition="occupied"'] == 1
    assert found["lockerd_compartments", 'condition="quarantined"'] == 0
    assert found["lockerd_halted", ""] == 0
    assert found["lockerd_custody_rows", ""] == site.controller.head.number
    assert found["lockerd_board_failures_total", 'bus="left",board="0"'] == 2
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "jam reported"})
    await site.until(lambda s: all(a.outcome is not None for a in s.attempts.values()))
    found = await scraped(site)
    assert found["lockerd_compartments", 'condition="quarantined"'] == 1
    assert found["lockerd_attention", 'call="quarantined"'] == 1
    assert [found["lockerd_door_attention", f'door="{each.compartment}"'] for each in PLACES] == [1, 0, 0, 0]


async def test_rule_12_nothing_in_it_is_about_anybody(site: Site) -> None:
    await site.ready(1)
    await site.announce(2)
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "frau muster fragt"})
    text = (await site.admin_api.get("/v1/metrics")).text
    orders = (await site.admin_api.get("/v1/orders")).json()
    for secret in ("muster", "case-", "passport", "anna", *(order["id"] for order in orders)):
        assert secret not in text


async def test_what_happens_adds_no_series(site: Site) -> None:
    before = (await scraped(site)).keys()
    for number in (1, 2, 3):
        await site.announce(number)
    await site.admin_api.post("/v1/compartments/A01/open", {"reason": "x"})
    assert (await scraped(site)).keys() == before


async def test_each_word_has_a_series_from_the_beginning(site: Site) -> None:
    found = await scraped(site)
    for metric, label, words in (("compartments", "condition", Condition), ("attention", "call", Call)):
        named = {labels for name, labels in found if name == f"lockerd_{metric}"}
        assert named == {f'{label}="{word}"' for word in words}


@pytest.fixture
async def status(site: Site) -> AdminStatus:
    return AdminStatus.model_validate_json((await site.admin_api.get("/v1/status")).text, strict=False)


async def test_parts_are_told_apart_and_their_names_are_escaped(status: AdminStatus) -> None:
    changed = parts(
        buses={"a": line(), 'b"\\\n': line()},
        auxiliary=AuxiliaryView(active={AuxiliaryInput.MAINS_LOST: True, AuxiliaryInput.TAMPER: None}, notes=[]),
        certificates={"/etc/a.pem": 1_800_000_000, "/etc/b.pem": "cannot be read"},
        central=central(connected=False, unsent=7),
        storage=None,
    )
    metrics = all_of(status.model_copy(update={"parts": changed}), ["A01"])
    lines = [line for metric in metrics for line in metric.lines()]
    assert 'lockerd_bus_faults{bus="b\\"\\\\\\n"} 0' in lines
    assert 'lockerd_input_active{input="mains_lost"} 1' in lines
    assert "lockerd_inputs_unread 1" in lines
    assert 'lockerd_certificate_end_seconds{file="/etc/a.pem"} 1800000000' in lines
    assert "lockerd_certificates_unread 1" in lines
    assert "lockerd_central_connected 0" in lines
    assert "lockerd_central_unsent 7" in lines
    assert not [line for line in lines if line.startswith("lockerd_disk_free_bytes")]


def names(status: AdminStatus) -> set[str]:
    return {metric.name for metric in all_of(status, [])}


async def test_every_alert_asks_for_metrics_that_there_are(status: AdminStatus) -> None:
    (group,) = yaml.safe_load(RULES.read_text("utf-8"))["groups"]
    asked = set()
    for rule in group["rules"]:
        assert rule.keys() <= {"alert", "expr", "for", "labels", "annotations"}
        assert rule["labels"]["severity"] in {"page", "ticket"}
        used = set(re.findall(r"\b(?:lockerd|node)_[a-z_]+", rule["expr"]))
        assert used, rule
        asked |= used
        words = dict(re.findall(r'(call|condition|input)="([a-z_]+)"', rule["expr"]))
        assert set(words.values()) <= {*Call, *Condition, *AuxiliaryInput}
    assert asked <= names(status) | OF_OTHERS


async def test_the_paper_lists_every_metric(status: AdminStatus) -> None:
    listed = re.findall(r"^- `(lockerd_[a-z_]+)`", PAPER.read_text("utf-8"), re.MULTILINE)
    assert sorted(listed) == sorted(names(status))

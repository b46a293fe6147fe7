"""`lockerctl usage export`: CSV that any reader reads, metadata that names every file, and what stays as it was."""

import csv
import io
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from admin_fake import Lockerctl, Wall

LAST = date(2027, 1, 14)
WORDS = ("--url", "https://daten.musterstadt.de/station/", "--publisher", "Stadt Musterstadt")


def cell(day: date, item: str, count: int | None) -> dict[str, Any]:
    return {"day": day.isoformat(), "figure": "offered", "item": item, "count": count}


@pytest.fixture
def days(wall: Wall) -> Wall:
    """Two months and a half."""
    first = date(2026, 10, 20)
    told = [first + timedelta(days=number) for number in range((LAST - first).days + 1)]
    cells = [each for day in told for each in (cell(day, "Pässe, neu", None), cell(day, "total", 10))]
    wall.usage = cells
    return wall


def read(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8")
    assert text.count("\r\n") == text.count("\n")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.usefixtures("socket", "days")
def test_each_month_is_a_file_and_the_metadata_names_them_all(lockerctl: Lockerctl, tmp_path: Path) -> None:
    folder = tmp_path / "open"
    done = lockerctl("usage", "export", str(folder), *WORDS, "--json")
    assert done.code == 0, done.err
    months = ["2026-10", "2026-11", "2026-12", "2027-01"]
    assert [Path(path).name for path in done.json["files"]] == [*(f"usage-{m}.csv" for m in months), "usage.jsonld"]
    assert {path.name for path in folder.iterdir()} == {Path(path).name for path in done.json["files"]}
    rows = read(folder / "usage-2026-11.csv")
    assert rows[0] == ["date", "figure", "item", "count"]
    assert rows[1:3] == [["2026-11-01", "offered", "Pässe, neu", ""], ["2026-11-01", "offered", "total", "10"]]
    assert len(rows) == 1 + 2 * 30
    described = json.loads((folder / "usage.jsonld").read_text("utf-8"))
    series, *sets = described["@graph"]
    assert series["@type"] == "dcat:DatasetSeries"
    assert [each["dct:identifier"] for each in sets] == [f"musterstadt-1/usage/{month}" for month in months]
    for each, month in zip(sets, months, strict=True):
        assert each["@type"] == "dcat:Dataset"
        assert each["dcat:inSeries"] == {"@id": series["@id"]}
        assert each["dct:publisher"]["foaf:name"] == "Stadt Musterstadt"
        file = each["dcat:distribution"]
        assert file["dcat:accessURL"] == {"@id": f"https://daten.musterstadt.de/station/usage-{month}.csv"}
        assert file["dct:license"] == {"@id": "http://dcat-ap.de/def/licenses/cc-zero"}
    used = {key.partition(":")[0] for node in described["@graph"] for key in node if ":" in key}
    assert used <= set(described["@context"])


@pytest.mark.usefixtures("socket")
def test_a_month_that_is_half_forgotten_stays_as_it_was_written(
    lockerctl: Lockerctl, days: Wall, tmp_path: Path
) -> None:
    lockerctl("usage", "export", str(tmp_path / "open"), *WORDS)
    before = {path.name: path.read_bytes() for path in (tmp_path / "open").glob("*.csv")}
    days.usage = [each for each in days.usage if each["day"] >= "2026-12-20"]
    done = lockerctl("usage", "export", str(tmp_path / "open"), *WORDS, "--json")
    assert [Path(path).name for path in done.json["files"]] == ["usage-2027-01.csv", "usage.jsonld"]
    assert {path.name: path.read_bytes() for path in (tmp_path / "open").glob("*.csv")} == before
    described = json.loads((tmp_path / "open" / "usage.jsonld").read_text("utf-8"))
    assert len(described["@graph"]) == 5


@pytest.mark.usefixtures("socket")
def test_a_station_that_counted_nothing_yet_has_metadata_alone(
    lockerctl: Lockerctl, wall: Wall, tmp_path: Path
) -> None:
    wall.usage = []
    assert lockerctl("usage", "export", str(tmp_path / "open"), *WORDS).code == 0
    assert [path.name for path in (tmp_path / "open").iterdir()] == ["usage.jsonld"]


@pytest.mark.usefixtures("socket", "days")
def test_what_is_no_address_and_no_folder_is_said(lockerctl: Lockerctl, tmp_path: Path) -> None:
    wrong = lockerctl("usage", "export", str(tmp_path / "open"), "--url", "here", "--publisher", "x")
    assert (wrong.code, "no address" in wrong.err) == (2, True)
    (tmp_path / "file").touch()
    assert lockerctl("usage", "export", str(tmp_path / "file"), *WORDS).code != 0
    assert not (tmp_path / "open").exists()

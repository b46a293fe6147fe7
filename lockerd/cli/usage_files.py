"""The counts of days as files: a CSV for each month, and what describes them all to a portal."""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lockerd.domain.shown.open_data import METADATA, Publisher, csv_text, metadata

if TYPE_CHECKING:
    from lockerd.cli.reading.usage import SiteName, UsageCell

_MONTH: Final = re.compile(r"usage-(\d{4}-\d{2})\.csv")


def write_months(folder: Path, cells: Iterable["UsageCell"], first: date) -> list[Path]:
    """Write the months of these days; one whose first days are not kept any more stays as it was written before."""
    months: dict[str, list[UsageCell]] = defaultdict(list)
    for cell in cells:
        months[f"{cell.day:%Y-%m}"].append(cell)
    written = []
    for month, rows in sorted(months.items()):
        path = folder / f"usage-{month}.csv"
        if path.exists() and f"{first:%Y-%m}" == month and first.day > 1:
            continue
        _replace(path, csv_text((row.day.isoformat(), row.figure, row.item, row.count) for row in rows))
        written.append(path)
    return written


def write_metadata(folder: Path, site: "SiteName", publisher: Publisher) -> Path:
    """Describe all months that lie in the folder."""
    months = sorted(found[1] for path in folder.iterdir() if (found := _MONTH.fullmatch(path.name)))
    path = folder / METADATA
    described = metadata(site.site, site.name, publisher, months)
    _replace(path, json.dumps(described, indent=2, ensure_ascii=False) + "\n")
    return path


def _replace(path: Path, text: str) -> None:
    """Whoever fetches the file meanwhile gets the old one or the new one, whole."""
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)

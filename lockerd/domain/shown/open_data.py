"""The counts of days for an open-data portal: as CSV (RFC 4180), and what describes them (DCAT-AP.de 3.0, JSON-LD).

The texts are those of the portal, in German, whoever writes the files.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

HEADER: Final = ("date", "figure", "item", "count")
METADATA: Final = "usage.jsonld"
CC_ZERO: Final = "http://dcat-ap.de/def/licenses/cc-zero"
THEME: Final = "http://publications.europa.eu/resource/authority/data-theme/GOVE"
DAILY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
MONTHLY: Final = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
CSV: Final = "http://publications.europa.eu/resource/authority/file-type/CSV"
GERMAN: Final = "http://publications.europa.eu/resource/authority/language/DEU"
CONTEXT: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dcatap": "http://data.europa.eu/r5r/",
    "dcatde": "http://dcat-ap.de/def/dcatde/",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes, and where."""

    name: str
    url: str
    """Of the folder, without a slash at the end."""
    license: str = CC_ZERO
    contributor: str = ""
    """Id of the data provider at the portal, a URI; empty: none."""


def metadata(site: str, name: str, publisher: Publisher, months: Sequence[str]) -> dict[str, Any]:
    """A series of datasets, one for each month (DCAT-AP.de 3.0)."""
    series = f"{publisher.url}/{METADATA}#series"
    common: dict[str, Any] = {
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": publisher.name},
        "dcat:theme": _node(THEME),
        **({"dcatde:contributorID": _node(publisher.contributor)} if publisher.contributor else {}),
    }
    described = {
        "@id": series,
        "@type": "dcat:DatasetSeries",
        "dct:title": _german(f"Nutzung der Abholstation {name}"),
        "dct:description": _german(
            "Tägliche Nutzung der Dokumenten-Abholstation ohne Bezug zu Personen: bereitgestellt, eingelegt, "
            "benachrichtigt, abgeholt, abgelaufen, abgegeben, gezeigte Berechtigungen und Abbrüche. Werte unter fünf "
            "sind unterdrückt, Summen auf Zehner gerundet."
        ),
        "dct:accrualPeriodicity": _node(MONTHLY),
        **common,
    }
    common["dcat:inSeries"] = _node(series)
    return {"@context": CONTEXT, "@graph": [described, *(_month(site, name, publisher, common, m) for m in months)]}


def _month(site: str, name: str, publisher: Publisher, common: Mapping[str, Any], month: str) -> dict[str, Any]:
    file = f"{publisher.url}/usage-{month}.csv"
    title = _german(f"Nutzung der Abholstation {name}, {month}")
    return {
        "@id": f"{publisher.url}/{METADATA}#{month}",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{site}/usage/{month}",
        "dct:title": title,
        "dct:description": _german(
            "Zeilen: Tag (UTC), Kennzahl, Gegenstand, Anzahl. Eine leere Anzahl ist kleiner als fünf, oder eine Summe, "
            "die eine solche verriete."
        ),
        "dct:accrualPeriodicity": _node(DAILY),
        "dct:language": _node(GERMAN),
        "dct:temporal": {
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": {"@type": "xsd:gYearMonth", "@value": month},
            "dcat:endDate": {"@type": "xsd:gYearMonth", "@value": month},
        },
        **common,
        "dcat:distribution": {
            "@id": file,
            "@type": "dcat:Distribution",
            "dct:title": title,
            "dcat:accessURL": _node(file),
            "dcat:downloadURL": _node(file),
            "dct:format": _node(CSV),
            "dcat:mediaType": _node("http://www.iana.org/assignments/media-types/text/csv"),
            "dct:license": _node(publisher.license),
            "dcatde:licenseAttributionByText": publisher.name,
            "dcatap:availability": _node(
                "http://publications.europa.eu/resource/authority/planned-availability/STABLE"
            ),
        },
    }


def _node(uri: str) -> dict[str, str]:
    return {"@id": uri}


def _german(text: str) -> dict[str, str]:
    return {"@language": "de", "@value": text}


def csv_text(rows: Iterable[tuple[str, str, str, int | None]]) -> str:
    """Day, figure, item and count as CSV (RFC 4180); a hidden count is empty."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADER)
    writer.writerows((day, figure, item, "" if count is None else count) for day, figure, item, count in rows)
    return text.getvalue()

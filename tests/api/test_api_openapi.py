"""The committed OpenAPI documents are what the code says."""

import json
from pathlib import Path

import jsonschema
import pytest

from lockerd.api.openapi import documents, main

FOLDER = Path(__file__).parents[2] / "docs" / "contract"
DOCUMENTS = documents()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_committed_document_is_current(name: str) -> None:
    """If this fails, run ``python -m lockerd.api.openapi`` and look at the difference."""
    assert (FOLDER / name).read_text(encoding="utf-8") == DOCUMENTS[name]


def test_documents_are_written_where_asked(tmp_path: Path) -> None:
    main([str(tmp_path)])
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == DOCUMENTS


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_operation_documents_its_problems_and_says_what_it_does(name: str) -> None:
    for path, operations in json.loads(DOCUMENTS[name])["paths"].items():
        for method, operation in operations.items():
            assert operation["description"], path
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    assert list(answer["content"]) == ["application/problem+json"], (path, status)
            if method == "post":
                names = [p["name"] for p in operation["parameters"]]
                assert "idempotency-key" in names
                assert {"400", "409", "413", "422", "503"} <= set(operation["responses"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_schemas_are_valid_and_complete(name: str) -> None:
    described = json.loads(DOCUMENTS[name])
    for schema in described["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)
    referenced = {part.split('"')[0] for part in DOCUMENTS[name].split("#/components/schemas/")[1:]}
    assert referenced <= set(described["components"]["schemas"])


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_is_no_way_to_open_several_compartments(name: str) -> None:
    """Design rule 5: opening everything at once does not exist."""
    described = json.loads(DOCUMENTS[name])
    opening = [p for p in described["paths"] if "open" in p.rsplit("/", 1)[-1]]
    assert all("{compartment}" in p or "{visit}" in p for p in opening)

"""The committed OpenAPI documents are what the code says."""

import json
from pathlib import Path

import base45
import cbor2
import jsonschema
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cwt import COSE, COSEKey

from lockerd.api.openapi import documents, main
from lockerd.api.terminal import example_texts
from lockerd.api.terminal.views import VisitView
from lockerd.central import examples as central_examples
from lockerd.codes import badge, token, typed
from lockerd.codes.keys import key_id, key_id_hex, receipt_key

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
            if any(each["in"] == "query" for each in operation.get("parameters", [])):
                assert "422" in operation["responses"], path
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


def test_examples_are_what_their_own_check_takes() -> None:
    site = central_examples.SITE_KEY.public_key()
    claims = token.verify(example_texts.CODE, site_id=central_examples.SITE, keys={key_id(site): site})
    assert claims.grant.hex() == central_examples.GRANT
    assert typed.check(example_texts.TYPED_CODE)
    badges = Ed25519PrivateKey.from_private_bytes(bytes(range(0x60, 0x80))).public_key()
    assert badge.verify(example_texts.BADGE, keys={key_id_hex(badges): badges}).badge == "badge-17"
    papers = receipt_key(central_examples.SITE_KEY).public_key()
    public = COSEKey.new({1: 1, 2: key_id(papers), 3: -19, -1: 6, -2: papers.public_bytes_raw()})
    said = cbor2.loads(COSE.new().decode(base45.b45decode(example_texts.PAPER.removeprefix("LR1:")), [public]))
    assert (said["site"], said["grade"]) == (central_examples.SITE, "sensor")
    VisitView.model_validate_json(example_texts.VISIT)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_example_is_as_its_schema_says_and_no_default_contradicts_it(name: str) -> None:
    described = json.loads(DOCUMENTS[name])
    seen = 0
    for schema in described["components"]["schemas"].values():
        for owner in (schema, *schema.get("properties", {}).values()):
            validator = jsonschema.Draft202012Validator(owner | {"components": described["components"]})
            for example in [*owner.get("examples", []), *([owner["default"]] if "default" in owner else [])]:
                validator.validate(example)
                seen += 1
    assert seen > 10


def test_a_code_is_shown_in_one_of_two_ways_and_with_a_badge_it_is_said_what_is_wanted() -> None:
    described = json.loads(DOCUMENTS["openapi-terminal.json"])
    body = described["paths"]["/v1/visits"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    ways = [way["$ref"].rsplit("/", 1)[-1] for way in body["oneOf"]]
    assert ways == [
        "ScannedCode",
        "TypedCode",
        "LoadingRequest",
        "RetrievalRequest",
        "EmergencyRequest",
        "StocktakeRequest",
        "EmptyingRequest",
        "ReissueRequest",
        "WalkInRequest",
    ]
    schemas = described["components"]["schemas"]
    both = ["want", "badge", "compartment", "reason"]
    round_ = [["want", "badge"]] * 2
    by_staff = [["want", "badge"], ["want", "badge"], both, *round_, ["want", "order", "badge"]]
    assert [schemas[way]["required"] for way in ways] == [
        ["code"],
        ["typed_code"],
        *by_staff,
        ["want", "document_class"],
    ]
    assert schemas["LoadingRequest"]["anyOf"] == [{"required": ["order"]}, {"required": ["scan"]}]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_words_are_enumerated(name: str) -> None:
    schemas = json.loads(DOCUMENTS[name])["components"]["schemas"]
    assert {"door_not_shut", "busy", "code_malformed"} <= {*schemas["ProblemView"]["properties"]["code"]["enum"]}
    if "VisitView" in schemas:
        assert "taken_out" in schemas["Choice"]["properties"]["word"]["enum"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_is_no_way_to_open_several_compartments(name: str) -> None:
    """Design rule 5: opening everything at once does not exist."""
    described = json.loads(DOCUMENTS[name])
    opening = [p for p in described["paths"] if "open" in p.rsplit("/", 1)[-1]]
    assert all("{compartment}" in p or "{visit}" in p for p in opening)

"""The published contract: current, and every example as its schema says."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from central_kit import SITE, TOPICS
from pydantic import BaseModel

from lockerd.central import asyncapi, examples
from lockerd.central.asyncapi import received
from lockerd.central.command_models import Command, CommandRefusal, Incoming, ReplyMessage
from lockerd.central.command_table import COMMANDS, Authority, Row
from lockerd.central.event_models import fact_model
from lockerd.central.events import cloud_event
from lockerd.central.messages import CloudEvent, Outgoing, Presence, Reported
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.fact_fields import FACT_FIELDS
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.reasons import DoorReason, HaltReason, ReleaseReason
from lockerd.domain.model.refusals import Refusal

FILE = Path(__file__).parents[2] / "docs" / "contract" / "asyncapi.json"
CONTRACT: dict[str, Any] = json.loads(FILE.read_text())
MAKERS = Path(__file__).parents[1] / "asyncapi"
MESSAGES: dict[str, Any] = CONTRACT["components"]["messages"]


def check(example: object, schema: dict[str, Any]) -> None:
    validator = jsonschema.Draft202012Validator(schema | {"components": CONTRACT["components"]})
    validator.validate(example)


def resolve(reference: str) -> Any:
    found: Any = CONTRACT
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [each for value in node.values() for each in references(value)]
    return [each for value in node for each in references(value)] if isinstance(node, list) else []


def test_the_file_is_current() -> None:
    assert FILE.read_text() == asyncapi.text(), "run: python -m lockerd.central.asyncapi > docs/contract/asyncapi.json"


def test_every_type_of_event_and_every_command_has_its_message() -> None:
    expected = {f"event.{kind}" for kind in FactType} | {f"command.{name}" for name in COMMANDS}
    assert set(MESSAGES) == expected | {"presence", "reported", "public", "reply"}
    assert set(FACT_FIELDS) == set(FactType)


@pytest.mark.parametrize("name", sorted(MESSAGES))
def test_every_example_is_as_its_schema_says(name: str) -> None:
    message = MESSAGES[name]
    assert message["examples"]
    for example in message["examples"]:
        check(example["payload"], message["payload"])
    if "x-jws-payload" in message:
        check(message["x-jws-example"], message["x-jws-payload"])


@pytest.mark.parametrize("name", sorted(name for name in MESSAGES if "x-jws-payload" in MESSAGES[name]))
def test_every_signed_example_is_signed(name: str) -> None:
    key = (examples.SITE_KEY if name == "reply" else examples.COMMAND_KEY).public_key()
    typ = JwsType(MESSAGES[name]["x-jws-typ"])
    signed = [each["payload"] for each in MESSAGES[name]["examples"]]
    said = [jws.verify(text, keys={key_id_hex(key): key}, typ=typ) for text in signed]
    assert said[0] == MESSAGES[name]["x-jws-example"]
    for content in said:
        check(content, MESSAGES[name]["x-jws-payload"])


def test_schemas_can_refuse() -> None:
    good = MESSAGES["event.door.opened"]["examples"][0]["payload"]
    schema = MESSAGES["event.door.opened"]["payload"]
    for bad in (
        good | {"type": "lockerd.door.closed"},
        good | {"sequence": 18},
        good | {"data": good["data"] | {"fact": {"observed": "opened"}}},
        good | {"data": {**good["data"], "hash": "short"}},
        {name: value for name, value in good.items() if name != "id"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check(bad, schema)
    announce = MESSAGES["command.order.announce"]
    content = announce["x-jws-example"]
    for bad in (
        content | {"until": 1},
        content | {"body": content["body"] | {"item_count": 100}},
        content | {"name": "order.cancel"},
    ):
        with pytest.raises(jsonschema.ValidationError):
            check(bad, announce["x-jws-payload"])


def test_receivers_may_meet_fields_they_do_not_know() -> None:
    event = MESSAGES["event.door.opened"]["examples"][0]["payload"]
    check(event | {"new": 1, "data": event["data"] | {"new": 1}}, MESSAGES["event.door.opened"]["payload"])


def test_the_makers_of_asyncapi_would_accept_it() -> None:
    validator = jsonschema.Draft7Validator(json.loads((MAKERS / "3.1.0-without-id.json").read_text()))
    assert [f"{error.json_path}: {error.message[:200]}" for error in validator.iter_errors(CONTRACT)] == []
    spoilt = json.loads(FILE.read_text())
    spoilt["components"]["messages"]["reply"]["examples"][0]["x-new"] = 1
    assert not validator.is_valid(spoilt)


@pytest.mark.campaign
def test_the_official_parser_accepts_it(tmp_path: Path) -> None:
    """Needs node, npm and the network."""
    for name in ("package.json", "parse.mjs"):
        shutil.copy(MAKERS / name, tmp_path / name)
    fetch = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock"]
    subprocess.run(fetch, cwd=tmp_path, check=True, timeout=300)
    said = subprocess.run(
        ["node", "parse.mjs", str(FILE)], cwd=tmp_path, check=False, timeout=120, stdout=subprocess.PIPE, text=True
    )
    assert said.returncode == 0, said.stdout
    assert f"{len(CONTRACT['channels'])} channels" in said.stdout


def test_words_and_codes_are_enumerated() -> None:
    schemas = CONTRACT["components"]["schemas"]
    opened = schemas["DoorOpenedFact"]["properties"]["observed"]
    assert opened["enum"] == ["closed", "latched", "not_observed", "opened", "unlatched"]
    assert "brake" in schemas["CodeRefusedFact"]["properties"]["reason"]["enum"]
    assert "field_unknown" in schemas["CommandRefusedFact"]["properties"]["reason"]["enum"]
    assert schemas["OrderReadyFact"]["properties"]["item_seen"]["enum"] == ["absent", "present", "unknown"]
    assert "enum" not in schemas["SiteResumedFact"]["properties"]["reason"]  # what a person wrote
    reasons = json.dumps(schemas["ReplyMessage"]["properties"]["reason"])
    assert all(f'"{word}"' in reasons for word in [*CommandRefusal, *Refusal])


def test_reasons_are_explained_where_they_stand() -> None:
    schemas = CONTRACT["components"]["schemas"]
    for fact, kinds in {
        "CompartmentQuarantinedFact": (DoorReason,),
        "SiteHaltedFact": (HaltReason,),
        "OrderReleasedFact": (DoorReason, ReleaseReason),
    }.items():
        said = schemas[fact]["properties"]["reason"]
        words = [word for kind in kinds for word in kind]
        assert set(said["enum"]) == set(words)
        assert [word for word in words if f"`{word}`: {word.sentence}" not in said["description"]] == []


def test_references_lead_somewhere() -> None:
    found = references(CONTRACT)
    assert found
    for reference in found:
        resolve(reference)


def test_operations_and_channels_fit_together() -> None:
    used = {operation["channel"]["$ref"].removeprefix("#/channels/") for operation in CONTRACT["operations"].values()}
    assert used | {"reply"} == set(CONTRACT["channels"])
    for channel in CONTRACT["channels"].values():
        assert channel["address"].startswith("lockerd/v1/{site}/")
        named = {part[1:-1] for part in channel["address"].split("/") if part.startswith("{")}
        assert named == set(channel["parameters"])


@pytest.mark.parametrize("kind", list(FactType))
def test_what_is_sent_holds_the_fields_of_the_contract_and_no_others(kind: FactType) -> None:
    event = json.loads(cloud_event(TOPICS, examples.row(kind)))
    CloudEvent.model_validate(event)  # refuses unknown fields
    fact_model(kind).model_validate(event["data"]["fact"])
    assert event["id"] == f"{SITE}/1/18"
    assert event["source"] == TOPICS.source
    assert event["type"] == f"lockerd.{kind}"
    assert event["time"] == "2027-01-15T08:00:00Z"


@pytest.mark.parametrize("model", [Presence, Reported, ReplyMessage, CloudEvent, *map(fact_model, FactType)])
def test_models_of_what_is_sent_refuse_unknown_fields(model: type[Outgoing]) -> None:
    assert model.model_config["extra"] == "forbid"


@pytest.mark.parametrize(
    "model",
    dict.fromkeys(each for top in (Command, *(row.body for row in COMMANDS.values())) for each in received(top)),
)
def test_models_of_what_is_received_refuse_unknown_fields(model: type[BaseModel]) -> None:
    """At any depth, and in the published schema too: a restriction that is not understood must never open a door."""
    assert issubclass(model, Incoming)
    assert model.model_config["extra"] == "forbid"
    assert CONTRACT["components"]["schemas"][model.__name__]["additionalProperties"] is False


@pytest.mark.parametrize("row", COMMANDS.values(), ids=COMMANDS)
def test_a_body_holds_the_claim_that_says_on_whose_behalf_it_acts(row: Row) -> None:
    claims = {"authority", "order"} & row.body.model_fields.keys()
    expected = {
        Authority.NAMED: {"authority", "order"},
        Authority.OF_THE_ORDER: {"order"},
        Authority.OF_THE_BLOCK: {"authority"},
        Authority.SITE: set(),
        Authority.EVERY: set(),
    }
    assert claims == expected[row.authority]


def test_the_plain_examples_are_what_the_site_really_sends() -> None:
    Presence.model_validate_json(json.dumps(examples.PRESENCE))
    Reported.model_validate_json(json.dumps(examples.REPORTED))
    ReplyMessage.model_validate_json(json.dumps(examples.reply()))

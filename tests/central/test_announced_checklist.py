"""Central announces what is expected, code by code; what is no list of codes is refused with its place."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from central_kit import announce_body, code_for, command, site

from lockerd.central import examples
from lockerd.central.abilities import OPTIONS
from lockerd.central.command_models import Command
from lockerd.central.command_table import COMMANDS, asked
from lockerd.central.unfit import Unfit
from lockerd.domain.model.facts import FactType
from lockerd.domain.model.ids import PartId

CONTRACT: dict[str, Any] = json.loads((Path(__file__).parents[2] / "docs" / "contract" / "asyncapi.json").read_text())
MOST = [f"{'x' * 29}_{number:02}" for number in range(12)]
PART = {"item_count": 1}
SEVERAL = {"kind": "hand_in", "parts": [PART | {"checklist": ["photo"]}, PART]}


def body(**changes: Any) -> dict[str, Any]:
    """An announcement of one part; of several, without what only one has."""
    said = announce_body(**{"kind": "hand_in"} | changes)
    return {
        name: value for name, value in said.items() if "parts" not in changes or name not in {"item_count", "needs"}
    }


@pytest.mark.parametrize(
    ("changes", "lists"), [({"checklist": MOST}, [tuple(MOST)]), (SEVERAL, [("photo",), ()]), ({}, [()])]
)
async def test_it_is_kept_with_its_part(tmp_path: Path, changes: dict[str, Any], lists: list[tuple[str, ...]]) -> None:
    async with site(tmp_path) as here:
        wanted = body(**changes)
        assert (await here.ask(command("order.announce", wanted)))["status"] == "accepted"
        parts = here.controller.state.parts
        names = [PartId(wanted["order"], number) for number in range(1, len(lists) + 1)]
        assert [(parts[name].checklist, parts[name].missing) for name in names] == [(each, None) for each in lists]


def test_a_site_says_that_it_knows_it() -> None:
    assert {"order.announce/checklist", "order.announce/parts.checklist"} <= {*OPTIONS}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"checklist": ["photo", "photo"]}, "body.checklist"),
        ({"checklist": []}, "body.checklist"),
        ({"checklist": [*MOST, "one_more"]}, "body.checklist"),
        ({"checklist": ["Photo"]}, "body.checklist.0"),
        ({"checklist": ["photo", "a" * 33]}, "body.checklist.1"),
        ({"checklist": "photo"}, "body.checklist"),
        ({"checklist": ["photo"], "kind": "collection"}, "body"),
        ({"checklist": ["photo"], "kind": "swap", "form": "same_compartment"}, "body"),
        (SEVERAL | {"kind": "collection"}, "body"),
        (SEVERAL | {"checklist": ["photo"]}, "body"),
        ({"kind": "hand_in", "parts": [PART | {"checklist": ["photo", "photo"]}, PART]}, "body.parts.0.checklist"),
    ],
)
def test_what_is_no_checklist_is_refused_by_schema_and_site(changes: dict[str, Any], place: str) -> None:
    content = examples.command("order.announce") | {"body": body(**changes)}
    schema = CONTRACT["components"]["messages"]["command.order.announce"]["x-jws-payload"]
    validator = jsonschema.Draft202012Validator(schema | {"components": CONTRACT["components"]})
    assert not validator.is_valid(content)
    unfit = asked(Command.model_validate(content), code_for)
    assert isinstance(unfit, Unfit)
    assert (unfit.reason, unfit.place) == ("malformed_body", place)


def test_every_command_and_event_with_the_longest_list_is_small_enough_for_every_broker() -> None:
    assert len(examples.signed_command(examples.command("order.announce") | {"body": body(checklist=MOST)})) < 4096
    longest = sum(len(code) + 1 for code in MOST)
    for kind in (FactType.PART_HANDED_IN, FactType.RETRIEVAL_REPORTED):
        assert len(json.dumps(examples.event(kind))) + longest < 2048 - 200


def test_an_example_has_one_alone_and_one_among_several() -> None:
    shown = [example for example in COMMANDS["order.announce"].examples if "checklist" in json.dumps(example)]
    assert [("checklist" in example, "parts" in example) for example in shown] == [(True, False), (False, True)]

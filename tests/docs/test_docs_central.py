"""docs/central.md against the code: the printed functions check real events, and nothing is missing in its tables."""

import json
import re
from typing import Any

import pytest
from docs_kit import ROOT, blocks, script

from lockerd.central import examples
from lockerd.central.command_models import CommandRefusal
from lockerd.central.command_table import COMMANDS
from lockerd.codes.jws import JwsType
from lockerd.domain.model.facts import FactType

PAPER = ROOT / "docs" / "central.md"


def test_the_list_of_commands_is_current():
    text = PAPER.read_text("utf-8")
    assert script("draw_commands").drawn(text) == text, "run make docs"


def _printed() -> dict[str, Any]:
    (program,) = blocks(PAPER, "python")
    names: dict[str, Any] = {}
    exec(compile(program, "central.md", "exec"), names)
    return names


@pytest.mark.parametrize("kind", FactType)
def test_the_printed_functions_check_events(kind):
    printed = _printed()
    event = json.loads(examples.event(kind))
    assert printed["row_hash"](event) == event["data"]["hash"]
    if event["data"]["order"]:
        assert printed["commitment"](event["data"]["salt"], event["data"]["order"]) == event["data"]["commitment"]
    event["data"]["number"] += 1
    assert printed["row_hash"](event) != event["data"]["hash"]


def test_every_command_and_reason_of_the_envelope_is_named():
    text = PAPER.read_text("utf-8")
    assert re.findall(r"^- `(\w+\.\w+)`$", text, re.MULTILINE) == [*COMMANDS]
    for reason in CommandRefusal:
        assert f"`{reason}`" in text
    for typ in set(JwsType) - {JwsType.BADGE, JwsType.BADGE_LIST, JwsType.STATEMENT, JwsType.BUNDLE}:
        assert f"`{typ}`" in text


def test_the_printed_messages_have_the_fields_of_the_contract():
    command, event = (json.loads(block) for block in blocks(PAPER, "json"))
    assert command == examples.command(command["name"])
    example = json.loads(examples.event(FactType("grant.spent")))
    assert event.keys() == example.keys()
    assert event["data"].keys() == example["data"].keys()
    assert event["data"]["fact"].keys() == example["data"]["fact"].keys()

"""Values are changed where they stand; whatever cannot be changed like that is refused."""

import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockerd.config.edit import Edit, EditError, edited
from lockerd.config.load import read

EXAMPLE = (Path(__file__).parents[2] / "docs" / "lockerd.example.toml").read_text("utf-8")

SMALL = """\
# a site
[site]
id = "x"  # a comment that says id = 5
list = [
  "a",
]

[[bus]]   # first
id = "left"
[[bus.board]]
address = 0
feedback = "hook"   # as wired
[[bus.board]]
address = 1

[[bus]]
id = "right"
  [[ bus . board ]]
  address = 7

# the doors
[[compartment]]
id = "A01"
channel = 1
size = 'A4' # small
[[compartment]]
id = "A02"
channel = 2
"""


def test_only_the_value_changes() -> None:
    edits = [Edit(("bus", 0, "board", 0), {"feedback": "contact"}), Edit(("compartment", 1), {"channel": 17})]
    expected = SMALL.replace('"hook"   #', '"contact"   #').replace("channel = 2", "channel = 17")
    assert edited(SMALL, edits) == expected


def test_a_key_that_is_missing_is_added_to_its_own_table() -> None:
    result = edited(SMALL, [Edit(("bus", 0, "board", 1), {"closed_bit": 0}), Edit(("bus", 1, "board", 0), {"x": "é"})])
    assert "address = 1\nclosed_bit = 0\n\n[[bus]]" in result
    assert '  address = 7\nx = "é"\n' in result


def test_a_table_is_dropped_and_the_comment_of_the_next_stays() -> None:
    result = edited(SMALL, [Edit(("compartment", 0), None), Edit(("compartment", 1), {"id": "A01"})])
    assert tomllib.loads(result)["compartment"] == [{"id": "A01", "channel": 2}]
    assert "# the doors\n" in result
    assert edited(SMALL, []) == SMALL


def test_the_example_can_be_edited_and_is_still_a_configuration(tmp_path: Path) -> None:
    edits = [
        Edit(("bus", 0, "board", 0), {"feedback": "contact", "closed_bit": 0}),
        Edit(("compartment", 0), {"channel": 2}),
        Edit(("compartment", 1), {"channel": 1, "item_sensor": "none"}),
    ]
    result = edited(EXAMPLE, edits)
    config = read(result.encode(), tmp_path / "lockerd.toml")
    assert [each.channel for each in config.compartments] == [2, 1, 1]
    assert config.buses[0].boards[0].shut_bit == 0
    assert [line for line in EXAMPLE.splitlines() if line.lstrip().startswith("#")] == [
        line for line in result.splitlines() if line.lstrip().startswith("#")
    ]


@pytest.mark.parametrize(
    "text",
    [
        'compartment = [{id = "A01", channel = 1}]\n',
        "[[compartment]]\nchannel = [1]\n",
        "[[compartment]]\nnotes = '''\n[[compartment]]\nchannel = 1\n'''\nchannel = 1\n",
        "no toml",
        "",
    ],
)
def test_a_layout_that_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(EditError):
        edited(text, [Edit(("compartment", 0), {"channel": 2})])


def test_a_last_line_without_an_end_stays_a_line_of_its_own() -> None:
    text = '[[compartment]]\nid = "A01"\nchannel = 1'
    assert edited(text, [Edit(("compartment", 0), {"size": "A4"})]) == text + '\nsize = "A4"\n'
    assert edited(text, [Edit(("compartment", 0), {"channel": 2})]) == text.replace("1", "2").replace("A02", "A01")


def test_a_table_that_is_not_there_is_refused() -> None:
    with pytest.raises(EditError):
        edited(SMALL, [Edit(("compartment", 2), {"channel": 2})])


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), st.integers() | st.text(max_size=5)), min_size=1, max_size=4),
    st.data(),
)
@settings(max_examples=60)
def test_what_comes_out_is_what_was_asked_for(tables: list[dict[str, int | str]], data: st.DataObject) -> None:
    text = "\n".join(
        "\n".join(["[[t]]", *(f"{key} = {json.dumps(value)} # {key}" for key, value in table.items())])
        for table in tables
    )
    wanted = data.draw(
        st.dictionaries(
            st.integers(0, len(tables) - 1),
            st.none() | st.dictionaries(st.sampled_from("abcd"), st.integers() | st.text(max_size=5), min_size=1),
            min_size=1,
        )
    )
    try:
        result = edited(text, [Edit(("t", number), values) for number, values in wanted.items()])
    except EditError:
        return  # odd strings: refused is safe
    expected = [
        table | (wanted.get(number) or {}) for number, table in enumerate(tables) if wanted.get(number, {}) is not None
    ]
    assert tomllib.loads(result).get("t", []) == expected

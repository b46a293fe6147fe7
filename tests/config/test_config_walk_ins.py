"""What the configuration may say of hand-ins without a code; a mistake is refused at start (design rule 14)."""

from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import load
from lockerd.config.errors import ConfigError
from lockerd.config.in_languages import in_all
from lockerd.languages import Language

Write = Callable[..., Path]

ONE = """
[[walk_in]]
document_class = "letter"
authority = "stadt"
label = { de = "Briefe", en = "Letters" }
accepted = { de = "Briefe an die Stadt." }
not_accepted = { de = "Kein Bargeld." }
doors = 1
per_hour = 2
per_day = 6
"""
CLAIMS = '[[document_class]]\nname = "letter"\ntakes_claims = true\ntakes_hooks = true\n'


def test_it_becomes_what_decisions_follow(write: Write) -> None:
    config = load(write(more=CLAIMS + ONE))
    offered = config.policy().walk_ins["letter"]
    assert (offered.authority, offered.doors, offered.per_hour, offered.per_day) == ("stadt", 1, 2, 6)
    assert (offered.size, offered.item_count) == (None, None)
    [said] = config.walk_ins
    assert (in_all(said.label)[Language.EN], in_all(said.accepted)[Language.EN]) == ("Letters", "Briefe an die Stadt.")


def test_without_a_table_nothing_is_taken_in(write: Write) -> None:
    assert load(write()).policy().walk_ins == {}


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('authority = "stadt"\nlabel', 'authority = "land"\nlabel', "walk_in[0].authority"),
        ("doors = 1", "doors = 2", "walk_in[0].doors"),
        ("doors = 1", "doors = 0", "walk_in[0].doors"),
        ("doors = 1", 'doors = 1\nsize = "barn"', "walk_in[0].size"),
        ("per_hour = 2", "per_hour = 13", "walk_in[0].per_hour"),
        ("per_day = 6", "per_day = 49", "walk_in[0].per_day"),
        ("per_day = 6", "per_day = 1", "walk_in[0]"),
        ("per_day = 6", "per_day = 6\nper_week = 7", "walk_in[0].per_week"),
        ("doors = 1", "doors = 1\nitem_count = 0", "walk_in[0].item_count"),
        ('"Briefe an die Stadt."', '"Briefe\\nan die Stadt."', "walk_in[0].accepted.de"),
        ('accepted = { de = "Briefe an die Stadt." }\n', "", "walk_in[0].accepted"),
    ],
)
def test_nonsense_is_refused_with_its_place(write: Write, old: str, new: str, key: str) -> None:
    assert ONE.count(old) >= 1
    with pytest.raises(ConfigError) as caught:
        load(write(more=CLAIMS + ONE.replace(old, new, 1)))
    assert key in [problem.key for problem in caught.value.problems]


def test_one_class_stands_once(write: Write) -> None:
    with pytest.raises(ConfigError) as caught:
        load(write(more=CLAIMS + ONE + ONE))
    assert "walk_in[1].document_class" in [problem.key for problem in caught.value.problems]


def test_a_class_that_no_door_takes_in_is_not_offered(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"walk_in\[0\]\.document_class"):
        load(write(more=ONE))


def test_it_needs_openings_for_the_others(write: Write) -> None:
    path = write('sizes = ["A5", "A4"]', 'sizes = ["A5", "A4"]\nopenings_per_hour = 23', more=CLAIMS + ONE)
    with pytest.raises(ConfigError, match=r"policy\.openings_per_hour"):
        load(path)


def test_what_asks_for_more_than_a_code_is_not_taken_in_without_one(write: Write) -> None:
    with pytest.raises(ConfigError, match=r"walk_in\[0\]\.document_class: letter has preconditions"):
        load(write(more=CLAIMS + 'preconditions = ["second_secret"]\n' + ONE))

"""``[[verifier]]``: whom a site believes, until when; and classes that ask for a statement that nobody could give."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import ConfigError, load, load_keys
from lockerd.domain.model.document_classes import EVERY_OFFICE, Precondition
from lockerd.domain.model.statements import Purpose

Write = Callable[..., Path]
READER = """
[[verifier]]
id = "reader-1"
key = "keys/musterstadt-2.pub.pem"
purposes = ["person"]
from = 2027-01-15
until = 2027-01-16
"""
STATED = '\n[[document_class]]\nname = "letter"\npreconditions = ["statement"]\n'


def refusal(path: Path) -> str:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return str(caught.value)


def test_a_verifier_is_believed_from_the_first_second_of_a_day_to_the_last_of_another(write: Write) -> None:
    trust = load(write(more=READER)).policy().verifiers["reader-1"]
    assert (trust.purposes, trust.authority) == (frozenset({Purpose.PERSON}), EVERY_OFFICE)
    assert (trust.from_s, trust.until_s) == (1_799_971_200, 1_799_971_200 + 2 * 86_400 - 1)


def test_its_key_is_for_statements_and_nothing_else(write: Write, keys: Path) -> None:
    assert list(load_keys(load(write(more=READER))).verifiers) == ["reader-1"]
    double = READER.replace("musterstadt-2", "badge")
    with pytest.raises(ConfigError, match=r"keys: key [0-9a-f]{8} is named for two uses"):
        load_keys(load(write(more=double)))
    with pytest.raises(ConfigError, match=r"verifier\[0\]\.key: .*nowhere"):
        load_keys(load(write(more=READER.replace("musterstadt-2", "nowhere"))))


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('id = "reader-1"', 'id = "reader 1"', r"verifier\[0\]\.id: "),
        ('purposes = ["person"]', "purposes = []", r"verifier\[0\]\.purposes: "),
        ('purposes = ["person"]', 'purposes = ["mayor"]', r"verifier\[0\]\.purposes\[0\]: "),
        ('["person"]', '["person", "person"]', r"verifier\[0\]\.purposes\[1\]: person is taken"),
        ("from = 2027-01-15\n", "", r"verifier\[0\]\.from: is missing"),
        ("until = 2027-01-16\n", "", r"verifier\[0\]\.until: is missing"),
        ("until = 2027-01-16", "until = 2027-01-14", r"verifier\[0\]: until lies before from"),
        ("until = 2027-01-16", 'until = "soon"', r"verifier\[0\]\.until: "),
        ("until = 2027-01-16", 'until = 2027-01-16\nauthority = "land"', r"verifier\[0\]\.authority: land is not in"),
        ("until = 2027-01-16", "until = 2027-01-16\nrevoked = true", r"verifier\[0\]\.revoked: unknown key"),
    ],
)
def test_a_mistake_is_named_with_its_place(write: Write, old: str, new: str, reason: str) -> None:
    assert re.search(reason, refusal(write(more=READER.replace(old, new))))


def test_no_two_have_one_name_and_there_are_sixteen_at_most(write: Write) -> None:
    assert "id reader-1 is taken" in refusal(write(more=READER + READER))
    many = "".join(READER.replace("reader-1", f"reader-{n}") for n in range(17))
    assert re.search(r"verifier: .*16", refusal(write(more=many)))


def test_a_class_that_asks_for_a_statement_needs_somebody_to_give_it(write: Write) -> None:
    assert "no [[verifier]] speaks for the orders of stadt" in refusal(write(more=STATED))
    assert load(write(more=STATED + READER)).policy().of("stadt", "letter").asks_for(Precondition.STATEMENT)
    of_one = READER + 'authority = "stadt"\n'
    said = refusal(write(more=STATED + of_one))
    assert "speaks for the orders of kreis" in said
    assert "of stadt" not in said
    load(write(more=STATED + 'authority = "stadt"\n' + of_one))


def test_delegates_are_excluded_only_where_somebody_may_say_that_it_is_the_person(write: Write) -> None:
    alone = '\n[[document_class]]\nname = "letter"\nno_delegate = true\n'
    assert "document_class[0].no_delegate: no [[verifier]] may say person" in refusal(write(more=alone))
    delegates = READER.replace('["person"]', '["delegate"]')
    assert "no [[verifier]] may say person for the orders of kreis" in refusal(write(more=alone + delegates))
    assert load(write(more=alone + READER)).policy().of("stadt", "letter").no_delegate


def test_of_a_list_within_the_list_any_one_is_enough(write: Write) -> None:
    either = STATED.replace('["statement"]', '["second_secret", ["statement", "second_secret"]]')
    assert "preconditions[1]: second_secret is taken" in refusal(write(more=either + READER))
    either = STATED.replace('["statement"]', '[["statement", "second_secret"]]')
    steps = load(write(more=either + READER)).policy().of("stadt", "letter").preconditions
    assert steps == ((Precondition.STATEMENT, Precondition.SECOND_SECRET),)
    assert "preconditions[0]" in refusal(write(more=STATED.replace('["statement"]', "[[]]") + READER))

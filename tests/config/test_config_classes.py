"""What holds for a class of documents: the most careful where nothing stands, and refused where it cannot be."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from lockerd.config import ConfigError, load
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature, Precondition

Write = Callable[..., Path]
LETTER = '[[document_class]]\nname = "letter"\n'


SECRET = LETTER + 'preconditions = ["second_secret"]\n'


def said(write: Write, classes: str) -> Path:
    return write("[policy]\n", f"{classes}[policy]\n")


def test_where_nothing_stands_it_is_the_most_careful(write: Write) -> None:
    policy = load(write("", "")).policy()
    assert policy.of("stadt", "letter") == ClassPolicy()
    assert policy.of("stadt", "passport").nature is Nature.IDENTITY
    assert policy.of("stadt", "residence_card").nature is Nature.RESIDENCE
    assert policy.handles == {Nature.OTHER}


def test_the_row_of_an_office_stands_in_place_of_the_one_for_all(write: Write) -> None:
    own = LETTER + 'authority = "kreis"\nkeep_receipts_days = 0\n'
    policy = load(said(write, LETTER + "takes_claims = true\n" + own)).policy()
    assert policy.of("stadt", "letter") == ClassPolicy(takes_claims=True)
    assert policy.of("kreis", "letter") == ClassPolicy(keep_receipts_ms=0)


def test_a_row_says_what_nature_a_word_of_the_offices_own_has(write: Write) -> None:
    site = write('authorities = ["stadt", "kreis"]', 'authorities = ["stadt", "kreis"]\nhandles = ["identity"]')
    site.write_text(site.read_text() + '[[document_class]]\nname = "PA/neu"\nnature = "identity"\n')
    policy = load(site).policy()
    assert policy.classes[EVERY_OFFICE, "PA/neu"].nature is Nature.IDENTITY
    assert policy.handles == {Nature.OTHER, Nature.IDENTITY}


@pytest.mark.parametrize(
    ("classes", "reason"),
    [
        (LETTER + LETTER, r"document_class\[1\]: letter of every office is taken by document_class\[0\]"),
        ('[[document_class]]\nname = "two words"\n', r"document_class\[0\]\.name: "),
        (LETTER + 'takes_claims = "a"\n', r"document_class\[0\]\.takes_claims: "),
        (LETTER + "keep_days = 0\n", r"document_class\[0\]\.keep_days: "),
        (LETTER + "keep_days = 91\n", r"document_class\[0\]\.keep_days: "),
        (LETTER + "scan_needed = 1\n", r"document_class\[0\]\.scan_needed: "),
        (LETTER + 'colour = "red"\n', r"document_class\[0\]\.colour: "),
        (LETTER + 'authority = "land"\n', r"document_class\[0\]\.authority: land is not in site\.authorities"),
        (LETTER + 'nature = "residence"\n', r"document_class\[0\]: letter is refused here as long as site\.handles"),
        ('[[document_class]]\nname = "passport"\n', r"document_class\[0\]: passport is refused here"),
        (LETTER + 'preconditions = ["can"]\n', r"document_class\[0\]\.preconditions\[0\]\[0\]: "),
        (LETTER + 'preconditions = "second_secret"\n', r"document_class\[0\]\.preconditions: "),
        (
            LETTER + 'preconditions = ["second_secret", "second_secret"]\n',
            r"document_class\[0\]\.preconditions\[1\]: second_secret is taken",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused_with_its_place(write: Write, classes: str, reason: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(said(write, classes))
    assert re.search(reason, str(caught.value))


def test_what_belongs_indoors_is_refused_outdoors(write: Write) -> None:
    outdoors = write('authorities = ["stadt", "kreis"]', 'authorities = ["stadt", "kreis"]\noutdoors = true')
    outdoors.write_text(outdoors.read_text() + LETTER + "indoor_only = true\n")
    with pytest.raises(ConfigError, match=r"document_class\[0\]\.indoor_only: letter is refused here"):
        load(outdoors)


@pytest.mark.parametrize(
    ("quotas", "reason"),
    [
        ("{ land = 1 }", r"policy\.quotas\.land: it is not in site\.authorities"),
        ("{ stadt = 999 }", r"policy\.quotas\.stadt: 999 are more than there are"),
        ("{ stadt = 0 }", r"policy\.quotas\.stadt: "),
    ],
)
def test_a_share_that_cannot_be_is_refused(write: Write, quotas: str, reason: str) -> None:
    with pytest.raises(ConfigError, match=reason):
        load(write("[policy]\n", f"[policy]\nquotas = {quotas}\n"))


@pytest.mark.parametrize(
    "missing", ['code_recipient = "keys/central-code.pub.pem"\n', '[central]\nhost = "127.0.0.1"\nport = 1883\n']
)
def test_a_second_secret_needs_central_which_alone_brings_it_to_people(write: Write, missing: str) -> None:
    assert load(said(write, SECRET)).policy().of("stadt", "letter").asks_for(Precondition.SECOND_SECRET)
    with pytest.raises(ConfigError, match=r"document_class\[0\]\.preconditions: .*keys\.code_recipient"):
        load(write(missing, "", more=SECRET))

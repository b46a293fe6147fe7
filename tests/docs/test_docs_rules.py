"""The page of rules names every test that is named after a rule, and each rule has one."""

from docs_kit import ROOT, script

RULES = script("list_rule_tests")


def test_the_lists_are_current() -> None:
    text = (ROOT / "docs" / "rules.md").read_text()
    assert RULES.rewritten(text) == text, "run make docs"


def test_every_rule_has_a_test_named_after_it() -> None:
    assert set(RULES.named_tests()) >= set(range(1, 16))

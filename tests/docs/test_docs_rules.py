"""The page of rules names every test that is named after a rule, and each rule has one."""

import importlib.util
from types import ModuleType

import pytest
from docs_kit import ROOT


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("list_rule_tests", ROOT / "scripts" / "list_rule_tests.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_lists_are_current(script: ModuleType) -> None:
    text = (ROOT / "docs" / "rules.md").read_text()
    assert script.rewritten(text) == text, "run make docs"


def test_every_rule_has_a_test_named_after_it(script: ModuleType) -> None:
    assert set(script.named_tests()) == set(range(1, 16))

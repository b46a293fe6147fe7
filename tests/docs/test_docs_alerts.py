"""The example alerts: each has a case in which it comes and one in which it does not, and promtool holds both."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parents[2] / "docs" / "monitoring"
RULES, CASES = FOLDER / "lockerd.rules.yml", FOLDER / "lockerd.rules.test.yml"


def test_each_alert_has_a_case_in_which_it_comes_and_one_in_which_it_does_not() -> None:
    rules = yaml.safe_load(RULES.read_text())["groups"][0]["rules"]
    quiet, loud = yaml.safe_load(CASES.read_text())["tests"]

    def comes(case: Any) -> bool:
        return bool(case.get("exp_alerts"))

    names = {rule["alert"] for rule in rules}
    assert {case["alertname"] for case in quiet["alert_rule_test"] if not comes(case)} == names
    assert {case["alertname"] for case in loud["alert_rule_test"] if comes(case)} == names


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed (apt-get install prometheus)")
def test_promtool_finds_them_right() -> None:
    for words in (["check", "rules", RULES.name], ["test", "rules", CASES.name]):
        done = subprocess.run(["promtool", *words], cwd=FOLDER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr

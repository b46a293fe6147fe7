"""The paper on the simulator names every storey, from the ground up."""

import re
import tomllib

from docs_kit import ROOT, prose

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]


def test_the_storeys_are_those_that_are_enforced() -> None:
    (layers,) = (contract["layers"] for contract in CONTRACTS if contract["id"] == "sim")
    height = {name: number for number, storey in enumerate(reversed(layers)) for name in storey.split(" | ")}
    paper = prose(ROOT / "docs" / "simulator.md").split("## Storeys")[1].split("## ")[0]
    told = [name for name in re.findall(r"`hil/lockersim/(\w+)(?:/|\.py)`", paper) if name != "static"]
    assert set(told) == height.keys()
    assert [height[name] for name in told] == sorted(height.values())

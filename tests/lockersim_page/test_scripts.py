"""The scripts of the pages: every import leads to a file, and none leads back."""

import re
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "hil" / "lockersim" / "static" / "js"
IMPORT = re.compile(r"""^\s*(?:import|export)\b[^;"']*["'](\.[^"']+)|\bimport\(\s*["'](\.[^"']+)""", re.MULTILINE)


def imports(script: Path) -> set[Path]:
    """Return what a script imports, at once or later."""
    found = IMPORT.findall(script.read_text())
    return {(script.parent / (at_once or later)).resolve() for at_once, later in found}


def circle(folder: Path) -> list[str]:
    """Return scripts of which each imports the one before it, the last and the first the same; empty: there is none."""
    graph = {script.resolve(): imports(script) for script in folder.rglob("*.js")}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [str(Path(script).relative_to(folder.resolve())) for script in error.args[1]]
    return []


def test_every_import_leads_to_a_script() -> None:
    scripts = [*SCRIPTS.rglob("*.js")]
    assert sum(len(imports(script)) for script in scripts) > 80
    assert {path for script in scripts for path in imports(script) if not path.is_file()} == set()


def test_no_script_imports_itself_round_a_corner() -> None:
    assert circle(SCRIPTS) == []


@pytest.mark.parametrize(
    "back",
    ['import { a } from "./a.js";', 'import "./a.js";', 'export { a } from "./a.js";', 'await import("./a.js");'],
)
def test_a_circle_is_found_however_it_is_written(tmp_path: Path, back: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.js").write_text('import {\n  b,\n} from "./sub/b.js";\n')
    (tmp_path / "sub" / "b.js").write_text(back.replace("./", "../"))
    assert sorted(set(circle(tmp_path))) == ["a.js", "sub/b.js"]

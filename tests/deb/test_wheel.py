"""The wheel that `pipx install` takes: all that it needs is in it, and its commands run from it alone."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from lockerd import __version__
from lockerd.languages import Language

ROOT = Path(__file__).parents[2]
COMMANDS = {"lockerd", "lockerctl", "lockersim"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (found,) = folder.iterdir()
    return found


def test_it_holds_what_is_no_python_as_well(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        held = set(archive.namelist())
    wanted = {f"lockerd/locale/{language.folder}/LC_MESSAGES/lockerd.mo" for language in Language}
    wanted |= {"lockerd/store/schema.sql", "lockerd/py.typed", "lockersim/static/texts/de.json"}
    wanted |= {"lockerd/api/terminal/fonts/DejaVuSansMono-papers.ttf"}
    assert wanted <= held
    assert not [name for name in held if name.startswith(("tests/", "virtual/", "search/", "deb/"))]
    assert f"lockerd-{__version__}.dist-info/licenses/LICENSE" in held


def test_its_commands_run_without_the_source_beside_them(wheel: Path, tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile"]
    subprocess.run([*pip, "--target", str(tmp_path), str(wheel)], check=True, env=os.environ | {"PIP_FIND_LINKS": ""})
    assert {path.name for path in (tmp_path / "bin").iterdir()} == COMMANDS
    for module, said in (("lockerd.daemon", "lockerd"), ("lockerd.cli", "lockerctl")):
        code = f"import sys; sys.argv = ['{said}', '--version']; from {module} import main; main()"
        environment = os.environ | {"PYTHONPATH": str(tmp_path)}
        done = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path, env=environment
        )
        assert done.stdout.split() == [said, __version__]


@pytest.mark.campaign
def test_pipx_installs_it(wheel: Path, tmp_path: Path) -> None:
    """pipx and all packages come from the index, into a folder that is thrown away."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "tool")], check=True)
    subprocess.run([str(tmp_path / "tool" / "bin" / "pip"), "install", "-q", "pipx"], check=True)
    environment = os.environ | {"PIPX_HOME": str(tmp_path / "home"), "PIPX_BIN_DIR": str(tmp_path / "bin")}
    pipx = [str(tmp_path / "tool" / "bin" / "pipx"), "install", f"{wheel}[sim]"]
    subprocess.run(pipx, check=True, env=environment, stdout=subprocess.DEVNULL)
    assert {path.name for path in (tmp_path / "bin").iterdir()} == COMMANDS
    for name, asked in (("lockerd", "--version"), ("lockerctl", "--version"), ("lockersim", "--help")):
        done = subprocess.run([str(tmp_path / "bin" / name), asked], capture_output=True, text=True, check=True)
        assert name in done.stdout

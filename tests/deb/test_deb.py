"""The Debian package: what is in it, and that the same commit gives the same bytes."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

from deb import build, tree
from deb.targets import TARGETS, Target

BOOKWORM, *_ = TARGETS
VERSION = "0.2.0.dev0"
COMMITTED_S = "1764000000"


@pytest.fixture(autouse=True)
def one_commit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", COMMITTED_S)


def environment(folder: Path) -> Path:
    """As small as one can be."""
    programs = folder / "bin"
    programs.mkdir(parents=True)
    for name in ("lockerctl", "lockerd"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(tree.SCRIPT)
    (programs / "python").symlink_to("../../../../../bin/python3.11")
    return folder


def packed(folder: Path, target: Target = BOOKWORM) -> Path:
    folder.mkdir(parents=True)
    return build.pack(target, environment(folder / "environment"), VERSION, folder)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return packed(tmp_path / "one")


def unpacked(package: Path, into: Path) -> Path:
    subprocess.run(["dpkg-deb", "--raw-extract", package, into], check=True)
    return into


def told(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_same_commit_gives_the_same_bytes(tmp_path: Path, package: Path) -> None:
    again = packed(tmp_path / "another place")
    assert again.read_bytes() == package.read_bytes()


def test_another_commit_gives_others(tmp_path: Path, package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764000001")
    assert packed(tmp_path / "later").read_bytes() != package.read_bytes()


@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_each_says_for_what_it_is(tmp_path: Path, target: Target) -> None:
    fields = told("dpkg-deb", "--field", packed(tmp_path / "it", target))
    assert f"\nArchitecture: {target.architecture}\n" in fields
    assert f"\nVersion: 0.2.0~dev0+deb{target.suite.number}\n" in fields
    assert f"python{target.suite.python} (>= {target.suite.python})" in fields


@pytest.mark.parametrize(("older", "newer"), [("0.2.0.dev0", "0.2.0"), ("0.2.0", "0.2.1"), ("0.2.0", "0.10.0")])
@pytest.mark.parametrize("target", TARGETS, ids=str)
def test_dpkg_takes_a_later_version_for_newer(target: Target, older: str, newer: str) -> None:
    versions = target.debian_version(older), target.debian_version(newer)
    assert subprocess.run(["dpkg", "--compare-versions", versions[0], "lt", versions[1]], check=False).returncode == 0


def test_a_machine_that_goes_to_debian_13_gets_what_was_built_for_it() -> None:
    (old, *_), (*_, new) = TARGETS[:1], TARGETS
    versions = old.debian_version(VERSION), new.debian_version(VERSION)
    assert subprocess.run(["dpkg", "--compare-versions", versions[0], "lt", versions[1]], check=False).returncode == 0


def test_everything_belongs_to_root_and_nobody_else_can_write_it(package: Path) -> None:
    for line in told("dpkg-deb", "--contents", package).splitlines():
        mode, owner, *_ = line.split()
        assert owner == "root/root"
        assert mode[0] == "l" or (mode[5], mode[8]) == ("-", "-"), line


def test_what_a_site_changes_is_kept_and_is_the_example_that_the_tests_read(tmp_path: Path, package: Path) -> None:
    root = unpacked(package, tmp_path / "root")
    assert (root / "DEBIAN/conffiles").read_text() == "/etc/lockerd/lockerd.toml\n"
    assert tomllib.loads((root / "etc/lockerd/lockerd.toml").read_text())["site"]["id"]


def test_dpkg_can_tell_whether_a_file_was_changed(tmp_path: Path, package: Path) -> None:
    root = unpacked(package, tmp_path / "root")
    sums = subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=root, check=False)
    assert sums.returncode == 0
    (root / tree.PREFIX / "update").write_text("something else")
    changed = subprocess.run(["md5sum", "--check", "--quiet", "DEBIAN/md5sums"], cwd=root, check=False)
    assert changed.returncode != 0


def test_everything_lies_where_it_is_looked_for(tmp_path: Path, package: Path) -> None:
    root = unpacked(package, tmp_path / "root")
    for where, source in (tree.FILES | tree.PROGRAMS).items():
        assert (root / where).read_bytes() == (tree.ROOT / source).read_bytes()
    kinds = {".rules": "udev/rules.d", ".service": "systemd/system", ".socket": "systemd/system"}
    for source in sorted([*(tree.ROOT / "udev").iterdir(), *(tree.ROOT / "systemd").iterdir()]):
        if source.suffix in kinds:
            assert (root / "usr/lib" / kinds[source.suffix] / source.name).is_file(), source.name


def test_what_the_units_and_links_name_is_in_the_package_or_made_when_it_is_installed(
    tmp_path: Path, package: Path
) -> None:
    root = unpacked(package, tmp_path / "root")
    (root / tree.PREFIX / "current").symlink_to(f"dist/{VERSION}")
    units = sorted((root / "usr/lib/systemd/system").iterdir())
    named = {path for unit in units for path in re.findall(r"^Exec\w+=-?(/usr/\S+)", unit.read_text(), re.MULTILINE)}
    assert len(named) >= 3
    python = root / tree.PREFIX / "current/bin/python"
    for path in named:
        assert (root / path[1:]).exists() or (root / path[1:]) == python, path
    for link in tree.LINKS:
        assert (root / link).resolve().exists(), link
    service = (root / "usr/lib/systemd/system/lockerd.service").read_text()
    documents = re.findall(r"file://(/usr/share/doc/\S+)", service)
    assert documents
    assert all((root / path[1:]).is_file() for path in documents)


def test_systemd_finds_nothing_to_say_about_the_unit_of_updates(tmp_path: Path, package: Path) -> None:
    root = unpacked(package, tmp_path / "root")
    units = root / "usr/lib/systemd/system"
    for name in ("sysinit", "basic", "shutdown", "multi-user"):
        shutil.copy(f"/usr/lib/systemd/system/{name}.target", units)
    command = ["systemd-analyze", "verify", "--man=no", f"--root={root}", "lockerd-update.service"]
    assert subprocess.run(command, capture_output=True, text=True, check=False, timeout=60).stderr == ""


@pytest.mark.parametrize("script", [*build.SCRIPTS])
def test_the_scripts_of_the_package_can_be_read_by_a_shell(tmp_path: Path, package: Path, script: str) -> None:
    file = unpacked(package, tmp_path / "root") / "DEBIAN" / script
    assert "@VERSION@" not in file.read_text()
    assert subprocess.run(["sh", "-n", file], check=False).returncode == 0
    assert told("shellcheck", file) == ""


def test_a_half_made_tree_is_no_package(tmp_path: Path) -> None:
    shutil.rmtree(environment(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError):
        build.pack(BOOKWORM, tmp_path / "gone", VERSION, tmp_path)
    assert [*tmp_path.glob("*.deb")] == []

"""Going over to another version: at a moment at which nobody notices, and back where it does not start.

The script runs as it is; beside it stand a `systemctl` that keeps a unit's state in a file, and versions whose
`lockerctl` answers what a file says. What a real systemd does is not tested here.
"""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "deb" / "system" / "update"
SYSTEMCTL = """\
#!/bin/sh
cd "{root}"
case "$*" in
    "-q is-active lockerd.service") [ -e active ] ;;
    "reset-failed lockerd.service") ;;
    "stop lockerd.service") rm -f active; echo stop >>said ;;
    "start lockerd.service")
        version=$(readlink prefix/current)
        echo "start $version" >>said
        echo "$version was here" >>state/lockerd.db
        [ ! -e "prefix/$version/broken" ] && : >active
        ;;
    *) echo "what is systemctl $*?" >&2; exit 64 ;;
esac
"""
LOCKERCTL = """\
#!/bin/sh
# Each time somebody asks, one less stands there.
[ "$*" = may-restart ] || exit 2
read -r n <"{root}/people"
[ "$n" = gone ] && exit 3
[ "$n" = 0 ] && exit 0
echo $((n - 1)) >"{root}/people"
exit 5
"""


@dataclass
class Site:
    root: Path

    def version(self, name: str, *, broken: bool = False) -> None:
        programs = self.root / "prefix" / "versions" / name / "bin"
        programs.mkdir(parents=True)
        (programs / "lockerctl").write_text(LOCKERCTL.format(root=self.root))
        (programs / "lockerctl").chmod(0o755)
        if broken:
            (programs.parent / "broken").touch()

    def wants(self, name: str) -> None:
        link = self.root / "prefix" / "wanted"
        link.unlink(missing_ok=True)
        link.symlink_to(f"versions/{name}")

    def update(self) -> "subprocess.CompletedProcess[str]":
        environment = {
            "PATH": f"{self.root}/bin:/usr/bin:/bin",
            "LOCKERD_PREFIX": str(self.root / "prefix"),
            "LOCKERD_STATE": str(self.root / "state"),
            "LOCKERD_PAUSE_S": "0",
        }
        return subprocess.run(["sh", SCRIPT], env=environment, capture_output=True, text=True, check=False)

    @property
    def current(self) -> str:
        return (self.root / "prefix" / "current").readlink().name

    @property
    def said(self) -> list[str]:
        file = self.root / "said"
        return file.read_text().splitlines() if file.exists() else []

    @property
    def database(self) -> str:
        return (self.root / "state" / "lockerd.db").read_text()


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Version 1 runs, nobody is at the wall."""
    made = Site(tmp_path)
    for folder in ("bin", "state", "prefix"):
        (tmp_path / folder).mkdir()
    (tmp_path / "bin" / "systemctl").write_text(SYSTEMCTL.format(root=tmp_path))
    (tmp_path / "bin" / "systemctl").chmod(0o755)
    (tmp_path / "people").write_text("0\n")
    (tmp_path / "state" / "lockerd.db").write_text("forty passports\n")
    (tmp_path / "active").touch()
    made.version("1")
    (tmp_path / "prefix" / "current").symlink_to("versions/1")
    made.wants("1")
    return made


def test_the_new_version_serves(site: Site) -> None:
    site.version("2")
    site.wants("2")
    assert site.update().returncode == 0
    assert (site.current, site.said) == ("2", ["stop", "start versions/2"])
    assert not (site.root / "state" / "before-update").exists()


def test_it_waits_until_nobody_is_there(site: Site) -> None:
    site.version("2")
    site.wants("2")
    (site.root / "people").write_text("3\n")
    assert site.update().returncode == 0
    assert (site.root / "people").read_text() == "0\n", "asked until the last one had gone"
    assert site.current == "2"


def test_a_daemon_that_hangs_is_not_waited_for(site: Site) -> None:
    site.version("2")
    site.wants("2")
    (site.root / "people").write_text("gone\n")
    assert site.update().returncode == 0
    assert site.current == "2"


def test_one_that_does_not_start_gives_way_to_the_one_before_and_its_database(site: Site) -> None:
    site.version("2", broken=True)
    site.wants("2")
    ended = site.update()
    assert ended.returncode == 1
    assert "back to versions/1" in ended.stderr
    assert (site.current, site.said[-1]) == ("1", "start versions/1")
    assert site.database == "forty passports\nversions/1 was here\n", "nothing of the version that never served"
    assert (site.root / "active").exists()
    before = site.said
    assert (site.update().returncode, site.said) == (0, before), "and is not tried again at the next boot"


def test_where_it_does_not_run_it_is_not_started(site: Site) -> None:
    site.version("2")
    site.wants("2")
    (site.root / "active").unlink()
    assert site.update().returncode == 0
    assert (site.current, site.said) == ("2", [])


def test_the_same_version_again_disturbs_nobody(site: Site) -> None:
    assert site.update().returncode == 0
    assert (site.current, site.said) == ("1", [])


def test_the_power_fails_between_the_versions_and_it_goes_on(site: Site) -> None:
    """The link is one or the other at every moment; what is left of a third does not stand in the way."""
    site.version("2")
    site.wants("2")
    (site.root / "prefix" / "current.new").symlink_to("versions/2")
    assert site.update().returncode == 0
    assert site.current == "2"
    assert not (site.root / "prefix" / "current.new").is_symlink()


@pytest.mark.parametrize("broken", [False, True])
def test_the_power_fails_while_the_new_version_starts_and_the_next_boot_judges_it(site: Site, broken: bool) -> None:
    site.version("2", broken=broken)
    site.wants("2")
    state, prefix = site.root / "state", site.root / "prefix"
    (state / "before-update").mkdir()
    (state / "before-update" / "lockerd.db").write_text("forty passports\n")
    (prefix / "before").symlink_to("versions/1")
    (prefix / "current").unlink()
    (prefix / "current").symlink_to("versions/2")
    (state / "lockerd.db").write_text("half of a migration\n")
    if broken:
        (site.root / "active").unlink()
    ended = site.update()
    assert (ended.returncode, site.current) == ((1, "1") if broken else (0, "2"))
    assert site.database == ("forty passports\nversions/1 was here\n" if broken else "half of a migration\n")
    assert not (state / "before-update").exists()
    assert not (prefix / "before").is_symlink()
    before = site.said
    assert (site.update().returncode, site.said) == (0, before), "what did not start is not tried again"

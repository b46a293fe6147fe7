"""An update by dpkg while people use the wall, under a real systemd; and one that is no good."""

import shutil
import time
from pathlib import Path

from site_package import PACKAGES, STATE, Station, ctl, journal, run, serves, show, until, version

BEFORE, NEXT = "0.0.1", "0.0.2"


def install(release: str) -> None:
    (package,) = PACKAGES.glob(f"{release}/*.deb")
    run("dpkg", "--force-confold", "-i", package)


def test_an_update_waits_for_who_stands_there_and_loses_nothing(serving: Station) -> None:
    serving.play(
        {"pause": 3},
        {"announce": {"documents": ["here", "later"]}},
        {"load": ["here", "later"]},
        {"pause": 3},
        {"begin": {"document": "here", "by": "typed"}},
    )
    install("next")
    time.sleep(5)
    assert version() == BEFORE, "somebody stands at the wall"
    assert show("lockerd-update.service", "ActiveState") == "activating"
    serving.play({"finish": "here"})
    until(lambda: version() == NEXT and serves(), "the new one serves", within_s=180)
    assert f"lockerd versions/{NEXT} serves" in journal()
    serving.play({"pause": 3}, {"collect": {"documents": "later", "by": "qr"}})
    assert ctl("custody", "verify")["fault"] is None


def test_one_that_does_not_start_goes_back_by_itself(serving: Station) -> None:
    serving.play({"pause": 3}, {"announce": {"documents": "kept"}}, {"load": "kept"})
    install("broken")
    until(lambda: show("lockerd-update.service", "ActiveState") == "failed", "it is told", within_s=180)
    until(serves, "the one before serves")
    assert version() == NEXT
    assert f"back to versions/{NEXT}" in journal()
    serving.play({"pause": 3}, {"collect": {"documents": "kept", "by": "typed"}})
    assert ctl("custody", "verify")["fault"] is None
    assert serving.breaches() == []


def test_purged_it_leaves_keys_and_custody_log_and_nothing_else(serving: Station) -> None:
    run("dpkg", "--purge", "lockerd")
    assert show("lockerd.service", "LoadState") == "not-found"
    assert shutil.which("lockerctl") is None
    assert not Path("/usr/lib/lockerd").exists()
    assert not Path("/etc/lockerd/lockerd.toml").exists()
    assert Path("/etc/lockerd/keys/site.pem").exists()
    assert (STATE / "lockerd.db").exists()

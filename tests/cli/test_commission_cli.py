"""The command around the walk: what it is told, what it refuses before anything is fired, and checking a record."""

import io
import json
from pathlib import Path

import pytest
from admin_fake import Lockerctl, Wall, board, compartment
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from station_parts import parts

from lockerd.api.admin.status_views import ConfigFileView
from lockerd.cli.commissioning.dialogue import Doors, Word, understood
from lockerd.cli.commissioning.files import put, sha256_of
from lockerd.cli.commissioning.found import Record
from lockerd.cli.commissioning.record import digest, write
from lockerd.codes import jws
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id_hex, public_pem
from lockerd.config.load import read

KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
RECORD = Record(site="musterstadt-1", lockerctl="0", config="c" * 64, wanted=("A01",), finished=True, proven=("A01",))


@pytest.fixture
def wired(wall: Wall, tmp_path: Path, socket: Path) -> Wall:
    """A daemon with one board, whose configuration lies where it says."""
    path = tmp_path / "lockerd.toml"
    example = (Path(__file__).parents[2] / "docs" / "lockerd.example.toml").read_bytes()
    path.write_bytes(example)
    wall.boards = [board("left", 0, "A01", "A02")]
    running = ConfigFileView(file=str(path), sha256=read(example, path).sha256)
    wall.parts = parts(config=running).model_dump(mode="json")
    wall.compartments = {name: compartment(name, n) for n, name in enumerate(("A01", "A02"), 1)}
    return wall


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("A09",), 2, "there is no compartment A09"),
        (("walk", "verify"), 2, "there is no compartment verify"),
        (("--board", "left/7"), 2, "there is no board left/7"),
        (("--record", "{tmp}/no/where.json"), 4, "name another place with --record"),
        (("--record", "{tmp}/there.json"), 1, "is there already"),
        (("--record", "{tmp}/none.json", "--resume"), 1, "No such file"),
        (("--record", "{tmp}/lockerd.toml", "--resume"), 1, "is no commissioning record"),
        (("--record", "{tmp}/there.json", "--resume"), 1, "begun with another configuration"),
    ],
)
def test_what_cannot_be_begun_is_refused_before_anything_is_fired(
    lockerctl: Lockerctl, wired: Wall, tmp_path: Path, *, arguments: tuple[str, ...], code: int, said: str
) -> None:
    write(tmp_path / "there.json", RECORD)
    done = lockerctl("commission", *(each.format(tmp=tmp_path) for each in arguments))
    assert (done.code, said in done.err) == (code, True), done
    assert wired.reasons == []


def test_a_configuration_that_was_changed_since_is_not_edited(lockerctl: Lockerctl, wired: Wall) -> None:
    path = Path(wired.parts["config"]["file"])
    path.write_text(path.read_text() + "# later\n")
    done = lockerctl("commission")
    assert (done.code, "restart lockerd" in done.err) == (1, True)
    path.unlink()
    assert lockerctl("commission").code == 4


def test_leaving_at_once_keeps_a_record_to_go_on_with(
    lockerctl: Lockerctl, wired: Wall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The input ends: nobody is there."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    record = tmp_path / "walk.json"
    done = lockerctl("commission", "A02", "--record", str(record))
    assert (done.code, "--resume" in done.err) == (1, True)
    assert json.loads(record.read_text())["record"]["wanted"] == ["A02"]
    assert wired.reasons == []


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A signed record and, beside it, the site's public key."""
    path = tmp_path / "record.json"
    claims = {"record": digest(RECORD.model_dump(mode="json")), "site": RECORD.site, "who": "technician-3"}
    kid = key_id_hex(KEY.public_key())
    write(path, RECORD, jws.sign(claims, key=KEY, kid=kid, typ=JwsType.COMMISSIONING))
    (tmp_path / "site.pem").write_text(f"key id {kid}\n{public_pem(KEY.public_key()).decode()}")
    return path


def test_a_record_is_checked_without_a_daemon(lockerctl: Lockerctl, paper: Path) -> None:
    key = str(paper.with_name("site.pem"))
    done = lockerctl("commission", "verify", str(paper), "--key", key)
    assert (done.code, "technician-3" in done.out) == (0, True), done
    assert lockerctl("commission", "verify", str(paper), "--key", key, "--json").json["record"]["proven"] == ["A01"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"A01"', '"A02"', "this one was changed"),
        ('"finished": true', '"finished": true, "more": 1', "this one was changed"),
        ("musterstadt-1", "musterstadt-2", "this one was changed"),
        ("{", "[", "is no commissioning record"),
        ("{", "[" * 50_000, "is no commissioning record"),
    ],
)
def test_a_changed_record_is_found(lockerctl: Lockerctl, paper: Path, *, old: str, new: str, said: str) -> None:
    paper.write_text(paper.read_text().replace(old, new))
    done = lockerctl("commission", "verify", str(paper), "--key", str(paper.with_name("site.pem")))
    assert (done.code, said in done.err) == (1, True), done


def test_a_record_of_another_site_or_of_nobody(lockerctl: Lockerctl, paper: Path) -> None:
    other = paper.with_name("other.pem")
    other.write_bytes(public_pem(Ed25519PrivateKey.generate().public_key()))
    assert "keys show" in lockerctl("commission", "verify", str(paper), "--key", str(other)).err
    write(paper, RECORD)
    assert "not signed" in lockerctl("commission", "verify", str(paper), "--key", str(other)).err
    assert lockerctl("commission", "verify", str(paper), "--key", str(paper)).code == 2


@pytest.mark.parametrize(
    ("answer", "meant"),
    [
        ("", Doors(())),
        ("a01", Doors(("A01",))),
        ("A01, A02", Doors(("A01", "A02"))),
        ("A01 A01", Doors(("A01",))),
        ("K-7", Doors(("K-7",))),
        ("/n", Word.NONE),
        ("/None", Word.NONE),
        ("/", None),
        ("/x", None),
        ("?", None),
        ("A01;A02", None),
        ("-", None),
        ("nine-characters", None),
    ],
)
def test_answers_about_doors(answer: str, meant: Doors | Word | None) -> None:
    assert understood(answer, ("A01", "A02")) == meant


def test_what_stood_there_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "lockerd.toml"
    assert put(path, "one") is None
    path.chmod(0o640)
    kept = put(path, "two")
    assert kept is not None
    assert (kept.read_text(), path.read_text()) == ("one", "two")
    assert path.stat().st_mode & 0o777 == 0o640
    put(path, "one")
    assert put(path, "three") == kept
    assert sorted(each.name for each in tmp_path.iterdir()) == sorted(
        {path.name, kept.name, f"{path.name}.{sha256_of(b'two')[:8]}"}
    )

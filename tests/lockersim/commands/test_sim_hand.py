"""Badges and letters for makers of terminals and centrals: made with the keys that a demo writes."""

import json
import stat
import sys
import time
from argparse import Namespace
from pathlib import Path

import pytest

from lockercentral.errors import CentralError
from lockercentral.keys import CentralKeys, OpenedCode, seal
from lockerd.codes import badge as lockerds
from lockerd.codes.keys import key_id_hex
from lockerd.domain.model.attempts import BadgeRole
from lockersim import main
from lockersim.bench import Bench
from lockersim.commands.hand import keys_folder, letter
from lockersim.errors import SimError
from lockersim.people.papers import Papers
from lockersim.people.person import Person
from lockersim.site.site import SITE_ID
from lockersim.wall.demo import demo_wall

CODE = OpenedCode(order="o", grant="00" * 16, token="LK1:" + "A" * 174, typed_code="123456782", pickup_number="0815")


@pytest.fixture
def keys(tmp_path: Path) -> CentralKeys:
    made = CentralKeys.make()
    made.write(keys_folder(tmp_path))
    return made


def said(arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    monkeypatch.setattr(sys, "argv", ["lockersim", *arguments])
    with pytest.raises(SystemExit) as ended:
        main.main()
    assert ended.value.code == 0
    return capsys.readouterr().out.strip()


def test_a_badge_is_one_that_lockerd_takes(
    keys: CentralKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["badge", "--folder", str(tmp_path), "--id", "b-7", "--authority", "kreis", "--hours", "2"]
    text = said(arguments, monkeypatch, capsys)
    public = keys.badge.public_key()
    claims = lockerds.verify(text, keys={key_id_hex(public): public})
    assert (claims.badge, claims.site, claims.authority) == ("b-7", SITE_ID, "kreis")
    assert claims.roles == (BadgeRole.LOADING, BadgeRole.RETRIEVAL)
    assert 7_000 < claims.exp_s - time.time() <= 7_200


def test_a_sealed_code_is_opened_and_drawn(
    keys: CentralKeys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    plain = {name: getattr(CODE, name) for name in OpenedCode.__slots__}
    sealed = seal(plain, keys.code.public_key(), site=SITE_ID)
    picture = tmp_path / "code.png"
    text = said(["letter", "--folder", str(tmp_path), f"--sealed={sealed}", "--png", str(picture)], monkeypatch, capsys)
    assert json.loads(text) == plain
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_private_keys_are_their_owners_only(keys: CentralKeys, tmp_path: Path) -> None:
    folder = keys_folder(tmp_path)
    assert [stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()] == [0o600] * 3
    assert CentralKeys.read(folder).badge.public_key() == keys.badge.public_key()


def test_without_a_demo_it_is_said_who_writes_the_keys(tmp_path: Path) -> None:
    with pytest.raises(CentralError, match="`lockersim demo` writes them"):
        CentralKeys.read(keys_folder(tmp_path))


@pytest.mark.station
@pytest.mark.broker
async def test_a_letter_of_a_running_station_is_the_one_that_central_got(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Bench(tmp_path, demo_wall(), seed=1) as bench:
        bench.keys.write(keys_folder(tmp_path))
        papers: Papers = bench.papers
        await papers.announce("passport", document_class="passport")
        staff = Person(bench.scene, "passport", staff=True)
        await staff.begin_loading()
        await staff.finish()
        await bench.wait(lambda: papers.letter("passport") is not None, within_s=10, what="central has the letter")
        for order in (None, papers.document("passport").order):
            await letter(Namespace(folder=tmp_path, order=order, sealed=None, png=None))
            got = papers.letter("passport")
            assert got is not None
            assert json.loads(capsys.readouterr().out)["token"] == got.token
        with pytest.raises(SimError, match="no code was issued for the order nobody"):
            await letter(Namespace(folder=tmp_path, order="nobody", sealed=None, png=None))

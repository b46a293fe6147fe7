"""The film on the disk: it outlives whatever ends a life, stays small, and holds nothing that is secret."""

import os
import random
from pathlib import Path

import pytest
from world import A02, World, place

import lockerd.controller.film.reel as reel_module
from lockerd.controller.film.bundle import again, bundle
from lockerd.controller.film.film import LONGEST_MS, Film
from lockerd.controller.film.reel import BEFORE, FILE, FILE_BYTES, FILE_STEPS, Reel
from lockerd.controller.film.step import Step, Unkept
from lockerd.controller.film.take import Take, digest, told
from lockerd.domain.model.events import OutOfService
from lockerd.domain.model.state import Policy


class Night:
    """A wall of which everything is filmed into a folder."""

    def __init__(self, folder: Path, boot: str = "one") -> None:
        self.folder, self.film = folder, Film()
        self.it = World.of(place(), place(A02))
        self.policy = self.it.policy
        self.reel = Reel(folder, boot, self.policy)
        self._decided: list[str] = []

    def happen(self, count: int = 1) -> None:
        for _ in range(count):
            before = self.it.state
            event = OutOfService("meier", A02, f"look {len(self._decided)}")
            self.it.event(event)
            assert self.it.last is not None
            self._decided.append(digest(told(self.it.last)))
            self.film.add(Step(before, event, self.it.now, self.it.last))

    def write(self) -> None:
        self.reel.write(self.film.hand_on())

    def lives(self, *, later_ms: int = 0) -> list[Take]:
        """As the next life reads them."""
        return Reel(self.folder, "next", self.policy).before(self.it.now.powered_ms + later_ms)[0]

    def kept(self) -> list[str]:
        return [shot.digest for take in self.lives() for shot in take.shots]


@pytest.fixture
def night(tmp_path: Path) -> Night:
    return Night(tmp_path)


def test_what_was_decided_before_is_decided_again_and_its_own_life_is_left_to_memory(night: Night) -> None:
    for _ in range(3):
        night.happen(2)
        night.write()
    lives = night.lives()
    assert [shot.digest for take in lives for shot in take.shots] == night._decided
    assert [step.same for step in again(bundle(lives, {}))] == [True] * 6
    assert night.reel.before(night.it.now.powered_ms) == ([], 0)


def test_it_is_cut_anywhere_and_what_stands_before_is_whole_and_the_next_life_goes_on(tmp_path: Path) -> None:
    night, dice = Night(tmp_path), random.Random(5)
    for _ in range(6):
        night.happen(2)
        night.write()
    whole = (tmp_path / FILE).read_bytes()
    for _ in range(40):
        cut = whole[: dice.randrange(len(whole))] + bytes(dice.randrange(2) * 64)
        (tmp_path / FILE).write_bytes(cut)
        kept = night.kept()
        assert kept == night._decided[: len(kept)]
        after = Night(tmp_path, "two")
        after.happen(3)
        after.write()
        assert after.kept() == [*kept, *after._decided], "what was torn hides nothing that comes behind it"


def test_it_is_bounded_and_loses_the_oldest(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reel_module, "FILE_STEPS", 10)
    monkeypatch.setattr(reel_module, "TURN_MS", 0)
    for _ in range(35):
        night.happen()
        night.write()
    kept = night.kept()
    assert 10 <= len(kept) <= 20
    assert kept == night._decided[-len(kept) :]
    monkeypatch.setattr(reel_module, "FILE_STEPS", FILE_STEPS)
    monkeypatch.setattr(reel_module, "FILE_BYTES", 8_000)
    for _ in range(60):
        night.happen()
        night.write()
        assert (night.folder / FILE).stat().st_size < 16_000
    assert {each.name for each in night.folder.iterdir()} == {FILE, BEFORE}
    assert night.kept()
    assert FILE_BYTES <= 1 << 20, "and another one before it: a card of eight gigabytes does not notice"


def test_who_has_thousands_of_things_refused_wears_no_card_out(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reel_module, "FILE_STEPS", 10)
    written: list[int] = []
    append = reel_module._append

    def counting(path: Path, data: bytes) -> None:
        written.append(len(data))
        append(path, data)

    monkeypatch.setattr(reel_module, "_append", counting)
    for _ in range(200):
        night.happen()
        night.write()
    assert len(written) == 20, "two files, and then nothing"
    night.it.wait(reel_module.TURN_MS)
    night.happen(2)
    night.write()
    assert night.kept()[-2:] == night._decided[-2:]
    assert [step.same for step in again(bundle(night.lives(), {}))] == [True] * 12


def test_where_the_disk_is_full_nothing_is_torn_and_the_film_begins_anew(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    night.happen(2)
    night.write()
    size = (night.folder / FILE).stat().st_size
    append = reel_module._append

    def full(path: Path, data: bytes) -> None:
        append(path, data[:7])
        os.truncate(path, size)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(reel_module, "_append", full)
    night.happen()
    with pytest.raises(OSError, match="No space"):
        night.write()
    monkeypatch.setattr(reel_module, "_append", append)
    night.happen(2)
    night.write()
    assert night.kept() == [*night._decided[:2], *night._decided[3:]]
    assert [step.same for step in again(bundle(night.lives(), {}))] == [True] * 4


def test_after_a_night_it_is_gone(night: Night) -> None:
    night.happen(2)
    night.write()
    now_ms = night.it.now.powered_ms
    assert night.lives(later_ms=LONGEST_MS + 1) == []
    night.reel.forget_old(now_ms + LONGEST_MS)
    assert (night.folder / FILE).exists()
    night.reel.forget_old(now_ms + LONGEST_MS + 1)
    assert list(night.folder.iterdir()) == []
    night.happen()
    night.write()
    assert len(night.kept()) == 1


def test_another_releases_film_is_left_out_and_counted(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    night.happen(3)
    night.write()
    monkeypatch.setattr(reel_module, "__version__", "9.9.9")
    assert Reel(night.folder, "next", Policy()).before(night.it.now.powered_ms) == ([], 3)


def test_no_hash_and_no_salt_is_in_it_and_nobody_else_reads_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[bytes] = []
    framed = reel_module.as_bytes
    monkeypatch.setattr(reel_module, "as_bytes", lambda content: written.append(framed(content)) or written[-1])
    it, film = World.of(place()), Film()
    grant = it.loaded()
    record = it.state.grants[grant].code
    assert it.last is not None
    film.add(Step(it.state, OutOfService("meier", A02, "x"), it.now, it.last))
    Reel(tmp_path, "one", it.policy).write(film.hand_on())
    text = b"".join(written)
    assert str(grant).encode() in text
    assert [each for each in (record.salt, record.keyed_hash) if each.hex().encode() in text] == []
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_nothing_is_written_of_nothing(night: Night) -> None:
    night.reel.write(Unkept((), follow=True))
    assert list(night.folder.iterdir()) == []

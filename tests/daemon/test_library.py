"""The library of recordings: each is what the simulator says, and played as a board it gives the same log."""

from pathlib import Path
from typing import Any

import pytest
from in_process import MemoryPort
from library import FAMILIES, LIBRARY, Line, doings, recorded
from virtual_loop import virtual_time

from lockerd.boards import CODECS
from lockerd.boards.strangers import guesses
from lockerd.bus.line.wire import Direction
from lockerd.bus.watch.recording import Said, Writer, read
from lockersim.errors import SimError
from lockersim.line.recorded import Film, Player, read_line

FIRED, OPENED, CLOSED, FORCED = "attempt.fired", "door.opened", "door.closed", "door.forced"


def test_every_family_that_locks_is_in_it_and_nothing_else() -> None:
    assert sorted(each.stem for each in LIBRARY.glob("*.txt")) == sorted(FAMILIES)
    assert sum(each.stat().st_size for each in LIBRARY.glob("*")) < 100_000


@pytest.mark.parametrize("family", FAMILIES)
def test_a_recording_is_what_the_simulator_says_and_played_gives_the_same_log(family: str, tmp_path: Path) -> None:
    text, then = recorded(family)
    assert text == (LIBRARY / f"{family}.txt").read_text(), "python tests/daemon/library.py writes it anew"
    assert [kind for kind, _ in then if kind in {FIRED, OPENED, CLOSED, FORCED}] == [FIRED, OPENED, CLOSED, FORCED]
    film = Film(read_line(LIBRARY / f"{family}.txt"))
    found: list[Any] = []

    @virtual_time
    async def story() -> None:
        line = Line(tmp_path, family)
        line.port = MemoryPort()
        Player(line.port, film)  # type: ignore[arg-type] # same shape, other medium
        found.append(await doings(line, by_hand=False))

    story()
    assert found == [then]
    assert film.unknown == 0


@pytest.mark.parametrize("family", FAMILIES)
def test_heard_beside_another_makers_master_it_is_told_whose_frames_they_are(family: str, tmp_path: Path) -> None:
    """Whoever only listens does not know who spoke: all of it is ``<``, and chunks come as the kernel gives them."""
    spoken = b"".join(said.data for said in read(LIBRARY / f"{family}.txt")[1])
    lines: list[str] = []
    writer = Writer(lines.append, {"by": "a listener"}, bytes_max=1 << 20)
    for at in range(0, len(spoken), 13):
        assert writer.add(Said(float(at), Direction.HEARD, spoken[at : at + 13]))
    writer.end("time")
    theirs = tmp_path / "theirs.txt"
    theirs.write_text("".join(lines))
    heard = b"".join(said.data for said in read(theirs)[1])
    assert heard == spoken
    best = guesses(heard, CODECS.values())[0]
    assert best.codec.profile.family == family
    assert best.share > 0.9
    with pytest.raises(SimError, match="nobody asks"):
        read_line(theirs)

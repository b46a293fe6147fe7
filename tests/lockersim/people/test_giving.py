"""People who bring something: what each manner does with hands and words, at a counter that takes what it sees."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import pytest
from virtual_loop import virtual_time

from lockercentral.keys import OpenedCode
from lockercentral.office import Central, Reply
from lockercentral.orders import OrderView, Wish
from lockersim import qr
from lockersim.people.manners import By, Manner
from lockersim.people.papers import Papers
from lockersim.people.person import Person
from lockersim.people.scene import Scene
from lockersim.people.watcher import RightKind, Watcher
from lockersim.site.terminal import RefusedError, Terminal, Visit
from lockersim.wall.demo import demo_wall
from lockersim.wall.wall import Wall
from lockersim.world.clock import ManualClock
from lockersim.world.model import Cause, Door

WHERE = "B01"
LOOK_S = 0.05


class Office:
    """Central, as far as papers need it: what it announces has a letter at once."""

    def __init__(self) -> None:
        self.orders: dict[str, OrderView] = {}

    async def announce(self, wish: Wish) -> Reply:
        view = self.orders[wish.order] = OrderView(wish.order)
        view.announce(wish)
        view.issue(OpenedCode(wish.order, "g1", "LK1:PASSPORT", "123456782", "0042"))
        return Reply("accepted", None, {})


class Counter:
    """A terminal with one door that takes what its sensor sees, or what is said."""

    def __init__(self, wall: Wall) -> None:
        self.said: list[str] = []
        self.shown: list[str] = []
        self.reads_late = False
        """The board of the door has not answered when something is said for the first time."""
        self._wall, self._phase = wall, "opening"
        self._paper: dict[str, Any] = {}

    async def show(self, code: str, *, within: None = None) -> Visit:
        self.shown.append(code)
        self._open()
        return self._view()

    async def show_typed(self, typed_code: str, pickup_number: str | None = None, *, within: None = None) -> Visit:
        return await self.show(f"{typed_code} {pickup_number or ''}".strip())

    async def say(self, _visit: str, word: str, _body: object = None) -> Visit:
        self.said.append(word)
        if self.reads_late and self.said == [word]:
            raise RefusedError(409, "wait", "the door is being read", retry_after_ms=500)
        match word:
            case "all-in" | "nothing-in":
                seen = bool(self._bay.items)
                self._paper = {"paper": "receipt" if seen else "record", "grade": "sensor" if seen else None}
                self._phase = "paper_ready"
            case "open-again" if self.said.count(word) == 1:
                raise RefusedError(409, "wait", "its lock rests", retry_after_ms=3000)
            case "open-again":
                self._open()
            case "done":
                self._phase = "over"
        return self._view()

    async def events(self, _visit: str) -> AsyncIterator[Visit]:
        while self._phase != "over":
            yield self._view()
            await asyncio.sleep(LOOK_S)
        yield self._view()

    async def paper(self, _visit: str) -> dict[str, Any]:
        return self._paper | {"code": "LKR1:SIGNED"}

    async def paper_png(self, _visit: str) -> bytes:
        return qr.draw_png("LKR1:SIGNED")

    @property
    def _bay(self) -> Any:
        return self._wall.world.compartments[WHERE]

    def _open(self) -> None:
        self._phase = "opening"
        self._wall.world.open_door(self._bay, Cause.COIL)

    def _view(self) -> Visit:
        opened = self._bay.door is Door.OPEN
        if self._phase in {"opening", "door_open"}:
            self._phase = "door_open" if opened else "door_shut"
        at_open = "close_door" if self._bay.items else "put_in"
        step = {"door_open": at_open, "door_shut": "confirm_in", "paper_ready": "print_paper", "over": "goodbye"}
        return Visit("v1", self._phase, step[self._phase], WHERE, None, 1, (), {"checklist": []})


class Foyer:
    """Wall, counter and one person with a passport to hand in."""

    def __init__(self, folder: Path) -> None:
        self.wall = Wall(demo_wall(), ManualClock(), folder=folder)
        self.counter, self.office = Counter(self.wall), Office()
        self.papers = Papers(cast("Central", self.office))
        self.watcher = Watcher(self.wall)
        self.scene = Scene(self.wall, cast("Terminal", self.counter), self.papers, self.watcher)

    async def comes(self, manner: Manner, by: By = By.QR) -> str:
        if not self.papers.documents:
            await self.papers.announce("passport", kind="hand_in")
        person = Person(self.scene, "passport", staff=False, manner=manner)
        await person.show_letter(by)
        return str(await person.finish())

    @property
    def left(self) -> tuple[str | None, str]:
        """Where the passport lies, and how the door stands."""
        return self.wall.world.where("passport"), self.wall.world.compartments[WHERE].door


@pytest.fixture
def foyer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Foyer:
    monkeypatch.setattr(asyncio, "to_thread", at_once)
    return Foyer(tmp_path)


async def at_once(work: Callable[..., Any], *given: object) -> Any:
    """Virtual time knows no threads."""
    return work(*given)


@pytest.mark.parametrize(
    ("manner", "ending", "said", "left"),
    [
        (Manner.NORMAL, "handed_in: sensor", ["all-in", "done"], (WHERE, "closed")),
        (Manner.OPENS_AGAIN, "handed_in: sensor", ["open-again", "open-again", "all-in", "done"], (WHERE, "closed")),
        (Manner.KEEPS_ITEM, "record", ["all-in", "done"], (None, "closed")),
        (Manner.CHANGES_MIND, "record", ["nothing-in", "done"], (None, "closed")),
        (Manner.SAYS_NOTHING, "left: confirm_in", [], (WHERE, "closed")),
        (Manner.WALKS_AWAY, "left: confirm_in", [], (None, "closed")),
        (Manner.LEAVES_OPEN, "left: close_door", [], (WHERE, "open")),
    ],
)
@virtual_time
async def test_each_manner(
    foyer: Foyer, manner: Manner, ending: str, said: list[str], left: tuple[str | None, str]
) -> None:
    assert await foyer.comes(manner) == ending
    assert (foyer.counter.said, foyer.left) == (said, left)


@virtual_time
async def test_who_is_asked_to_wait_says_it_once_more(foyer: Foyer) -> None:
    foyer.counter.reads_late = True
    assert await foyer.comes(Manner.NORMAL) == "handed_in: sensor"
    assert foyer.counter.said == ["all-in", "all-in", "done"]


@virtual_time
async def test_the_letter_is_shown_to_hand_in_and_the_right_is_for_the_door_that_opened(foyer: Foyer) -> None:
    await foyer.comes(Manner.NORMAL, By.NUMBERED)
    assert foyer.counter.shown == ["123456782 0042"]
    [right] = foyer.watcher.rights
    assert (right.kind, right.doors) == (RightKind.HAND_IN, {WHERE})
    assert right.until_ms == foyer.watcher.now_ms, "whoever has gone has no right any more"


@virtual_time
async def test_who_comes_again_finds_the_own_thing_behind_the_own_door(foyer: Foyer) -> None:
    await foyer.comes(Manner.SAYS_NOTHING)
    assert await foyer.comes(Manner.NORMAL) == "handed_in: sensor"
    assert all(WHERE in right.empty for right in foyer.watcher.rights)

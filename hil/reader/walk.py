"""A person who hears the screen: what they press, what happens at the wall, and what must be heard of it."""

import re
import textwrap
from collections.abc import Awaitable, Callable

from session import Session

from lockersim.bench import Bench
from lockersim.world.model import Door

EVENTUALLY_S = 30.0
TRIES = 4
WIDTH = 78


class Visitor:
    """Notes each thing that is done with what is said after it."""

    def __init__(self, bench: Bench, session: Session) -> None:
        self.bench, self._session = bench, session
        self._lines: list[str] = []
        self._all = ""

    async def live(self, step: "Step") -> list[str]:
        """Play a step; return its part of the paper."""
        self._lines, self._all = [], ""
        try:
            await step(self)
        except AssertionError:
            print("".join(self._lines))  # how far it came
            raise
        return self._lines

    async def press(self, key: str) -> None:
        await self._session.key(key)
        await self._note(f"**{key}**")

    async def type(self, digits: str, what: str) -> None:
        await self._session.type(digits)
        await self._note(f"**{what}**")

    async def happens(self, what: str) -> None:
        """Something that nobody pressed."""
        await self._note(f"*{what}*")

    async def hears(self, *words: str) -> None:
        """These are said in this step, or the walk fails: on a busy machine some of it comes late."""
        for _ in range(TRIES):
            missing = [word for word in words if not re.search(word, self._all)]
            if not missing:
                return
            self._write(await self._session.said())
        raise AssertionError(f"not said: {missing}, but: {self._all}")

    async def until(self, button: str) -> None:
        """Tab until a button has the focus."""
        for _ in range(30):
            await self.press("Tab")
            if (await self._session.focused()).startswith(button):
                return
        raise AssertionError(f"no Tab led to {button!r}: {self._all}")

    async def _note(self, done: str) -> None:
        self._lines.append(f"- {done}\n")
        self._write(await self._session.said())

    def _write(self, said: list[str]) -> None:
        self._all += "\n".join(["", *said])
        for text in said:
            self._lines.append(textwrap.fill(text, WIDTH, initial_indent="  - ", subsequent_indent="    ") + "\n")

    def code(self, kind: str) -> tuple[str, str]:
        """A document that can be fetched or brought now, and its digits."""
        for name, document in self.bench.papers.documents.items():
            view, letter = self.bench.papers.view(name), self.bench.papers.letter(name)
            if document.kind == kind and view is not None and view.code is not None and letter is not None:
                return name, letter.typed_code
        raise AssertionError(f"nothing to be had: {kind}")

    async def at_the_open_door(self) -> str:
        """The door that stands open, once its lock rests."""
        bays = self.bench.wall.world.compartments.values()

        def opened() -> list[str]:
            return [bay.id for bay in bays if bay.door is Door.OPEN and not bay.pulling]

        await self.bench.wait(lambda: bool(opened()), within_s=EVENTUALLY_S, what="a door opens")
        return opened()[0]


Step = Callable[[Visitor], Awaitable[None]]


async def first_screen(person: Visitor) -> None:
    await person.happens("the page is shown")
    await person.hears("Guten Tag")
    for _ in range(4):
        await person.press("Tab")
    await person.hears("Abholen", "Abgeben", "Tauschen")


async def a_slip_and_a_collection(person: Visitor) -> None:
    name, digits = person.code("collection")
    await person.until("Abholen")
    await person.press("Return")
    await person.hears("Code")
    wrong = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    await person.type(wrong, "nine digits, one of them wrong")
    await person.press("Return")
    await person.hears("Tippfehler")
    await person.type(digits, "the right ones")
    await person.press("Return")
    where = await person.at_the_open_door()
    await person.happens("the door opens")
    await person.hears(" ".join(where), "Reihe")
    person.bench.wall.hands.take_out(where, name)
    person.bench.wall.hands.push_shut(where)
    await person.happens("the person takes it out and pushes the door shut")
    await person.until("Ich habe alles herausgenommen")
    await person.press("Return")
    await person.hears("auf Wiedersehen")


async def a_hand_in_and_its_receipt(person: Visitor) -> None:
    name, digits = person.code("hand_in")
    await person.until("Abgeben")
    await person.press("Return")
    await person.type(digits, "nine digits")
    await person.press("Return")
    where = await person.at_the_open_door()
    await person.happens("the door opens")
    person.bench.wall.hands.put_in(where, name)
    person.bench.wall.hands.push_shut(where)
    await person.happens("the person puts it in and pushes the door shut")
    await person.until("Es ist alles drin")
    await person.press("Return")
    await person.happens("the receipt is shown")
    await person.hears("Empfangsbestätigung")


STEPS: tuple[tuple[str, Step], ...] = (
    ("The first screen", first_screen),
    ("A slip of the finger, and a collection", a_slip_and_a_collection),
    ("A hand-in and its receipt", a_hand_in_and_its_receipt),
)

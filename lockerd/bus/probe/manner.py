"""What comes back when we say something that no board answers: the adapter's echo, the line's noise (F38, F44)."""

from dataclasses import dataclass
from typing import Final

from lockerd.bus.probe.asking import Asker, Manner
from lockerd.said import Said

NOBODYS: Final = bytes.fromhex("A5 3C C3 5A")
"""Begins no frame of any family and carries no checksum of any: nobody answers, so what comes back is no answer."""
_TRIES = 3
_SOME_BYTES = 64


@dataclass(frozen=True, slots=True)
class Habits:
    """What was found out; ``heard`` is what came back each time."""

    manner: Manner
    heard: tuple[bytes, ...]

    @property
    def steady(self) -> bool:
        """Whether the same came back each time."""
        return len(set(self.heard)) == 1

    @property
    def words(self) -> tuple[Said, ...]:
        """For people, where something is wrong."""
        found = []
        if not self.steady:
            found.append(
                Said(
                    "what we send comes back differently each time ({heard}): noise, or another master",
                    heard=", ".join(data.hex(" ").upper() or "--" for data in self.heard),
                )
            )
        elif stray := self.manner.stray:
            found.append(
                Said(
                    "{stray} comes back after everything we send: the line falls when our adapter lets go of it, "
                    "as it does with A and B swapped or without bias",
                    stray=stray.hex(" ").upper(),
                )
            )
        return tuple(found)


async def find_habits(asker: Asker, *, patience_ms: float) -> Habits:
    """Say nobody's bytes a few times; raises `LinkGoneError`."""
    heard = []
    for _ in range(_TRIES):
        raw, _, _ = await asker.send(NOBODYS, expected_bytes=_SOME_BYTES, patience_ms=patience_ms)
        heard.append(raw)
    echo = all(each.startswith(NOBODYS) for each in heard)
    after = {each.removeprefix(NOBODYS) if echo else each for each in heard}
    stray = after.pop() if len(after) == 1 else b""
    return Habits(Manner(echo, stray), tuple(heard))

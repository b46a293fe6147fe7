"""What a command may ask of the log and of the snapshot; the rules decide nothing of it as it comes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snapshot:
    """To publish ``reported`` once more; nothing is decided."""


@dataclass(frozen=True, slots=True)
class Replay:
    """To put events into the outbox once more; nothing is decided. None: the newest epoch, the newest event."""

    epoch: int | None
    first: int
    last: int | None

    cut: tuple[tuple[int, int], ...] = ()
    """First and last numbers of runs among these that do not come, as their content was cut."""


@dataclass(frozen=True, slots=True)
class Confirm:
    """Central holds an epoch up to a number, and this is the root of its tree; to be compared with ours."""

    epoch: int
    number: int
    root: str

"""Compartments, boards, and what proves how they are wired."""

from typing import Literal

from lockerd.cli.reading import Reading

Bit = Literal[0, 1]


class Block(Reading):
    """An office wants nothing new put in."""

    by: str
    reason: str
    own_use: bool


class Compartment(Reading):
    """One row of ``GET /v1/compartments``."""

    id: str
    condition: str
    reason: str
    """Why it is out of use, in the words of the events; empty while it is in use."""
    out_of_service: str
    """Why nothing new is put in, in a technician's words; empty: no technician wants it so."""
    blocked: list[Block]
    door: str
    flapping: list[str]
    """Sensors that are not believed because they never rest."""
    order: str | None
    part: int | None
    """Which part of that order."""
    parts: int | None
    """Of how many."""
    direction: str | None
    """``in``: a person brings it, or has brought it."""
    part_state: str | None
    attempt: int | None
    """The open one."""


class Inputs(Reading):
    """The inputs of one kind, in columns that belong together."""

    channels: list[int]
    bits: list[Bit | None]
    changes: list[int]
    compartments: list[str | None]
    sensors: list[str | None]
    true_bits: list[Bit]


class Board(Reading):
    """One row of ``GET /v1/boards``."""

    bus: str
    address: int
    name: str
    """Family and model; GPIO for pins."""
    alive: bool
    channels: list[int]
    compartments: list[str | None]
    doors: Inputs
    items: Inputs
    reply_ms: float
    patience_ms: int
    """0 for pins."""


class Walked(Reading):
    """The newest commissioning."""

    who: str
    proven: int
    unproven: int
    runs: bool
    """Whether the configuration that it led to is the one that runs now."""


class Signed(Reading):
    """``POST /v1/commissioning``."""

    signature: str
    """Compact JWS of the site's key."""


class Commissioned(Reading):
    """``GET /v1/commissioning/newest``."""

    newest: Walked | None

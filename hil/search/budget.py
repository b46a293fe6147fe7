"""How often what nobody wishes for may still happen where people leave something, and who looks there."""

from typing import Final, NamedTuple

from lockerd.domain.model.rounds import RoundKind


class Budget(NamedTuple):
    """What is left of it."""

    crashes: int = 0
    forces: int = 0
    """Doors broken open."""
    outages: int = 0
    """Boards that fall silent."""
    springs: int = 0
    """Doors pushed to that do not catch (F25)."""
    sticks: int = 0
    """Item sensors that stay at what they say (F33)."""
    jams: int | None = 0
    """Pulses that free no bolt, or that their bus gives back for no reason; None: any number."""
    strangers: int = 0
    """Locks fired by somebody else on the line (F42)."""
    things: int = 0
    """Things that strangers put in where a door stands open and nobody is there."""
    reissues: int = 0
    wishes: int = 0
    """What else the office wants afterwards: a door left out, another need, more time."""
    holds: int = 0
    """Orders that the office keeps back for a while."""
    halts: int = 0
    """Something elsewhere stops all openings (F68)."""
    technicians: bool = False
    """They open any door at any time; else where staff are called only."""
    bench: bool = False
    """Technicians open doors where staff are called, and report there."""
    retrievals: bool = False
    """Staff look and take out at the terminal, under a badge (rule 26)."""
    lies: int = 0
    """Reports of staff at the terminal that are not true."""
    emergencies: int = 0
    """Doors that two people have opened though nothing there waits for them (ADR 46)."""
    guesses: int = 0
    """Wrong second secrets (ADR 45)."""
    families: bool = False
    """Whoever has one code shows another in the same visit (ADR 47)."""
    rounds: RoundKind | None = None
    """Somebody goes round for that (ADR 48)."""
    careless: bool = False
    """Technicians report a door empty that they have not opened."""


BENCH: Final = Budget(bench=True)
"""Technicians alone look behind doors."""
TERMINAL: Final = Budget(retrievals=True)
"""Staff at the terminal do, and nobody mends anything at the bench."""

"""Blocks: why nothing new is put into a compartment, and what central asks about that."""

from dataclasses import dataclass

from lockerd.domain.model.ids import CompartmentId


@dataclass(frozen=True, slots=True)
class Block:
    """One wish that nothing new is put in; a compartment has one of a technician at most, and one of each office."""

    by: str
    """The office; empty: a technician on the spot."""
    reason: str
    """The technician's words, or the office's word."""
    own_use: bool = False
    """What this office's own orders need may be put in all the same: the door is kept for it."""


@dataclass(frozen=True, slots=True)
class BlockCompartment:
    """An office wants nothing new put in (``compartment.block``)."""

    authority: str
    compartment: CompartmentId
    reason: str
    own_use: bool = False


@dataclass(frozen=True, slots=True)
class UnblockCompartment:
    """It takes that back (``compartment.unblock``)."""

    authority: str
    compartment: CompartmentId

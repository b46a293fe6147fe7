"""What tables of hand-ins without a code may not say about the rest of the configuration."""

from collections.abc import Iterator, Sequence
from typing import Final

from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.config.model import Config
from lockerd.config.walk_ins import WalkInConfig
from lockerd.domain.hand_over.reserve import fits, takes_in, within_reach
from lockerd.domain.model.compartments import Place
from lockerd.domain.model.document_classes import Nature
from lockerd.domain.model.parts import Needs
from lockerd.domain.model.walk_ins import SHARE_CEILING

OPENINGS_MIN: Final = 24
"""Fewer an hour leave, beside one hand-in without a code with all its tries, too few to whoever has a code."""


def walk_in_problems(config: Config, places: Sequence[Place]) -> Iterator[Problem]:
    """Every contradiction, in the order of the file; ``places`` are empty where something else is wrong already."""
    named = [(f"walk_in[{n}]", each) for n, each in enumerate(config.walk_ins)]
    yield from twice((f"{key}.document_class", f"document class {each.document_class}") for key, each in named)
    if named and config.limits.openings_per_hour < OPENINGS_MIN:
        reason = f"hand-ins without a code need at least {OPENINGS_MIN}, so that others are still served"
        yield Problem("policy.openings_per_hour", reason)
    for key, each in named:
        yield from _walk_in(config, each, key, places)


def _walk_in(config: Config, walk_in: WalkInConfig, key: str, places: Sequence[Place]) -> Iterator[Problem]:
    if walk_in.authority not in config.site.authorities:
        known = ", ".join(config.site.authorities)
        yield Problem(f"{key}.authority", f"{walk_in.authority!r} is not among site.authorities ({known})")
    if walk_in.size is not None and walk_in.size not in config.limits.sizes:
        known = ", ".join(config.limits.sizes)
        yield Problem(f"{key}.size", f"{walk_in.size!r} is not among policy.sizes ({known})")
        return
    nature = config.policy().of(walk_in.authority, walk_in.document_class).nature
    if nature not in {Nature.OTHER, *config.site.handles}:
        reason = f"{walk_in.document_class} is refused here as long as site.handles does not name {nature}"
        yield Problem(f"{key}.document_class", reason)
    held = config.policy().of(walk_in.authority, walk_in.document_class)
    if held.preconditions or held.no_delegate:
        reason = f"{walk_in.document_class} has preconditions ([[document_class]]), which nobody meets without a code"
        yield Problem(f"{key}.document_class", reason)
    most = len(config.compartments) // SHARE_CEILING
    if walk_in.doors > most:
        reason = f"at most half of the doors hold what comes without a code: {most} of {len(config.compartments)}"
        yield Problem(f"{key}.doors", reason)
    if places and not _some_door(config, walk_in, places):
        reason = (
            f"no door takes {walk_in.document_class} in, beside the last one within reach: "
            "see [[document_class]] for what its sensors must show"
        )
        yield Problem(f"{key}.document_class", reason)


def _some_door(config: Config, walk_in: WalkInConfig, places: Sequence[Place]) -> bool:
    """Whether it can ever be taken in: two doors within reach, or one elsewhere, that show what its class asks for."""
    policy = config.policy()
    wanted = policy.of(walk_in.authority, walk_in.document_class)
    able = [each for each in places if takes_in(wanted, each)]
    fitting = [each for each in able if fits(policy, Needs(size=walk_in.size), each)]
    elsewhere = [each for each in fitting if not within_reach(policy, each)]
    return bool(elsewhere) or len(fitting) > max(1, policy.reach_reserved)

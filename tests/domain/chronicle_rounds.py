"""Whoever goes round in the chronicle: from door to door, and what they say there."""

import random
from collections.abc import Sequence

from world import World

from lockerd.domain.model.events import Say
from lockerd.domain.model.ids import VisitId
from lockerd.domain.model.rounds import RoundKind, Scope
from lockerd.domain.model.staff import EndRound, Staff, StartRound
from lockerd.domain.model.words import Word


def goes_round(world: World, dice: random.Random, staff: Sequence[Staff]) -> None:
    """Somebody begins a round, or goes on with the one that there is; mostly two show their badges, some end it."""
    if dice.random() < 0.1:
        world.event(EndRound(dice.choice([None, *staff]), "meier"))
        return
    going = world.state.site.rounds
    kind = dice.choice([each.kind for each in going] or list(RoundKind))
    scope = None if going and dice.random() < 0.9 else dice.choice([Scope.ALL, Scope.ALL, Scope.WAITING])
    for who in dice.choice([[None], [staff[1], staff[0]], [staff[1], staff[0]], [dice.choice(staff)]]):
        world.event(StartRound(world.fresh_visit(), kind, who, scope, "" if who else "meier", "" if who else "count"))


def said(world: World, dice: random.Random, visit: VisitId, word: Word) -> Say:
    """What somebody says; of what stays where it is they count the things, and mostly right."""
    if word is not Word.AS_EXPECTED:
        return Say(visit, word)
    return Say(visit, word, dice.choice([1, 1, 1, 2]), code=world.fresh_code())

"""The office of the search and its badges, a neighbour, and brakes so wide that they decide nothing."""

from dataclasses import replace
from typing import Final

from lockerd.domain.model.attempts import BadgeRole
from lockerd.domain.model.document_classes import EVERY_OFFICE, ClassPolicy, Nature
from lockerd.domain.model.staff import Staff
from lockerd.domain.model.state import Policy

RETENTION_MS: Final = 30 * 86_400_000
POLICY: Final = Policy(
    authorities=frozenset({"stadt"}),
    openings_per_hour=240,
    openings_per_badge_hour=240,
    keep_ended_ms=10**15,
    handles=frozenset(Nature),
)

NEIGHBOURS: Final = "land"
"""Another office that uses the site."""
CLERK: Final = Staff("clerk", "stadt", frozenset({BadgeRole.RETRIEVAL}))
SUPERVISOR: Final = Staff("supervisor", "stadt", frozenset({BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR}))
COLLEAGUE: Final = Staff("colleague", "stadt", frozenset({BadgeRole.LOADING}))
"""The other one of two in an emergency."""
WRONG: Final = (
    Staff("loader", "stadt", frozenset({BadgeRole.LOADING, BadgeRole.SUPERVISOR})),
    Staff("neighbour", NEIGHBOURS, frozenset({BadgeRole.RETRIEVAL, BadgeRole.SUPERVISOR})),
)
"""Badges that open nothing with a name here; the second looks where nobody's name stands."""


def taking(document_class: str, *, claims: bool, hooks: bool) -> Policy:
    """Of this class something is taken in: on a word where no sensor proves it, or behind a hook alone (rule 18)."""
    row = ClassPolicy(nature=Nature.IDENTITY, takes_claims=claims, takes_hooks=hooks)
    return replace(
        POLICY,
        authorities=POLICY.authorities | {NEIGHBOURS},
        classes={(EVERY_OFFICE, document_class): row},
    )


def on_a_word(policy: Policy, document_class: str) -> bool:
    """Whether something of this class is taken in where no sensor proves it."""
    return policy.classes[EVERY_OFFICE, document_class].takes_claims

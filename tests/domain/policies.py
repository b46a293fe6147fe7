"""What a site is configured to, in most tests."""

from dataclasses import replace
from typing import Final

from lockerd.domain.model.document_classes import EVERY_OFFICE, Nature
from lockerd.domain.model.state import Policy

POLICY: Final = Policy(
    authorities=frozenset({"stadt", "kreis"}), sizes=("A5", "A4", "plate"), handles=frozenset(Nature)
)


def classed(name: str, policy: Policy = POLICY, **fields: object) -> Policy:
    """Where this holds for a class of documents of every office."""
    own = replace(policy.of(EVERY_OFFICE, name), **fields)  # type: ignore[arg-type]
    return replace(policy, classes={**policy.classes, (EVERY_OFFICE, name): own})


CLAIMS: Final = classed("plates", takes_claims=True)

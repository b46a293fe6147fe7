"""What classes of documents, offices and their shares say about each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.domain.model.document_classes import Nature, Precondition
from lockerd.domain.model.statements import Purpose

if TYPE_CHECKING:
    from lockerd.config.document_classes import DocumentClassConfig
    from lockerd.config.model import Config


def class_problems(config: "Config") -> Iterator[Problem]:
    """Rows twice, offices that are none, shares above the wall."""
    offices, rows = config.site.authorities, config.document_classes
    names = [f"{row.name} of {row.authority or 'every office'}" for row in rows]
    yield from twice((f"document_class[{n}]", name) for n, name in enumerate(names))
    for n, row in enumerate(rows):
        if row.authority is not None and row.authority not in offices:
            yield Problem(f"document_class[{n}].authority", f"{row.authority} is not in site.authorities")
        if row.policy().nature not in {Nature.OTHER, *config.site.handles}:
            reason = f"{row.name} is refused here as long as site.handles does not name {row.policy().nature}"
            yield Problem(f"document_class[{n}]", reason)
        yield from _preconditions(config, row, f"document_class[{n}].preconditions")
        yield from _delegates(config, row, f"document_class[{n}].no_delegate")
        if row.indoor_only and config.site.outdoors:
            yield Problem(f"document_class[{n}].indoor_only", f"{row.name} is refused here: site.outdoors is true")
    for office, share in config.limits.quotas.items():
        if office not in offices:
            yield Problem(f"policy.quotas.{office}", "it is not in site.authorities")
        if share > len(config.compartments):
            reason = f"{share} are more than there are: {len(config.compartments)}"
            yield Problem(f"policy.quotas.{office}", reason)
    yield from twice((f"site.handles[{n}]", name) for n, name in enumerate(config.site.handles))


def _preconditions(config: "Config", row: "DocumentClassConfig", key: str) -> Iterator[Problem]:
    steps, asked = row.preconditions, row.policy()
    yield from twice((f"{key}[{n}]", word) for n, step in enumerate(steps) for word in step)
    offices = config.site.authorities if row.authority is None else (row.authority,)
    told = config.central is not None and all(config.takes_codes(office) for office in offices)
    if asked.asks_for(Precondition.SECOND_SECRET) and not told:
        reason = "a second secret reaches people through central: keys.code_recipient and [central] are needed"
        yield Problem(key, reason)
    for office in offices if asked.asks_for(Precondition.STATEMENT) else ():
        if not any(each.authority in {None, office} for each in config.verifiers):
            yield Problem(key, f"no [[verifier]] speaks for the orders of {office}: nobody could show a statement")


def _delegates(config: "Config", row: "DocumentClassConfig", key: str) -> Iterator[Problem]:
    """Delegates are excluded by proof or not at all."""
    for office in (row.authority,) if row.authority else config.site.authorities:
        able = [each for each in config.verifiers if each.authority in {None, office}]
        if row.no_delegate and not any(Purpose.PERSON in each.purposes for each in able):
            reason = f"no [[verifier]] may say person for the orders of {office}: delegates could not be told apart"
            yield Problem(key, reason)


def verifier_problems(config: "Config") -> Iterator[Problem]:
    """Verifiers twice, and such as speak for an office that is none."""
    yield from twice((f"verifier[{n}].id", f"id {each.id}") for n, each in enumerate(config.verifiers))
    for n, each in enumerate(config.verifiers):
        if each.authority is not None and each.authority not in config.site.authorities:
            yield Problem(f"verifier[{n}].authority", f"{each.authority} is not in site.authorities")
        yield from twice((f"verifier[{n}].purposes[{m}]", word) for m, word in enumerate(each.purposes))

"""What issuers of commands, their authorities and their keys say about each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.config.issuers import ONE_FOR_ALL

if TYPE_CHECKING:
    from lockerd.config.model import Config


def issuer_problems(config: "Config") -> Iterator[Problem]:
    """Issuers twice, such as speak for an office that is none, offices for which nobody speaks, two keys for a code."""
    issuers, offices, keys = config.issuers, config.site.authorities, config.keys
    ids = [("keys.command", f"id {ONE_FOR_ALL}")] if keys.command else []
    yield from twice([*ids, *((f"issuer[{n}].id", f"id {each.id}") for n, each in enumerate(issuers))])
    for n, each in enumerate(issuers):
        named = [(f"issuer[{n}].authorities[{m}]", name) for m, name in enumerate(each.authorities or ())]
        yield from twice(named)
        for key, name in named:
            if name not in offices:
                yield Problem(key, f"{name} is not in site.authorities")
    if not issuers:
        return
    left = config.left_to_central
    if keys.command and not left:
        yield Problem("keys.command", "every office is named by an [[issuer]]: there is none that it could speak for")
    if not keys.command and left:
        yield Problem("issuer", f"nobody speaks for {', '.join(left)}: no order of theirs could be announced")
    if not keys.command and keys.code_recipient is not None:
        yield Problem("keys.code_recipient", "is that of keys.command, which is empty: give each [[issuer]] its own")
    for office in offices:
        speak = [each for each in issuers if each.authorities is None or office in each.authorities]
        if len({each.code_recipient for each in speak if each.code_recipient is not None}) > 1:
            yield Problem("issuer", f"several give a code_recipient for {office}: a code is sealed to one")

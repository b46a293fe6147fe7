"""What classes of documents, offices and their shares say about each other."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.domain.model.document_classes import Nature

if TYPE_CHECKING:
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
        yield from twice((f"document_class[{n}].preconditions[{m}]", word) for m, word in enumerate(row.preconditions))
        if row.policy().second_secret and (config.central is None or config.keys.code_recipient is None):
            reason = "a second secret reaches people through central: keys.code_recipient and [central] are needed"
            yield Problem(f"document_class[{n}].preconditions", reason)
        if row.indoor_only and config.site.outdoors:
            yield Problem(f"document_class[{n}].indoor_only", f"{row.name} is refused here: site.outdoors is true")
    for office, share in config.limits.quotas.items():
        if office not in offices:
            yield Problem(f"policy.quotas.{office}", "it is not in site.authorities")
        if share > len(config.compartments):
            reason = f"{share} are more than there are: {len(config.compartments)}"
            yield Problem(f"policy.quotas.{office}", reason)
    yield from twice((f"site.handles[{n}]", name) for n, name in enumerate(config.site.handles))

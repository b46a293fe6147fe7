"""Who claims what: nothing may be claimed twice (design rule 14)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from lockerd.config.errors import Problem
from lockerd.config.model import Config


@dataclass(frozen=True, slots=True)
class LineClaim:
    """A line of the Pi's header that the configuration uses."""

    key: str
    line: int
    """BCM number."""
    is_output: bool


def line_claims(config: Config) -> Iterator[LineClaim]:
    """Every line that is used, in the order of the file."""
    for n, gpio in enumerate(config.gpio):
        for m, lock in enumerate(gpio.locks):
            key = f"gpio[{n}].lock[{m}]"
            if lock.line is not None:
                yield LineClaim(f"{key}.line", lock.line, is_output=True)
            if lock.contact is not None:
                yield LineClaim(f"{key}.contact", lock.contact, is_output=False)
            if lock.hook is not None:
                yield LineClaim(f"{key}.hook", lock.hook, is_output=False)
            if lock.item is not None:
                yield LineClaim(f"{key}.item", lock.item, is_output=False)
        for m, each in enumerate(gpio.inputs):
            yield LineClaim(f"gpio[{n}].input[{m}].line", each.line, is_output=False)
    for name, output in config.auxiliary.outputs.items():
        yield LineClaim(f"auxiliary.{name}.line", output.line, is_output=True)
    for name, contact in config.auxiliary.inputs.items():
        yield LineClaim(f"auxiliary.{name}.line", contact.line, is_output=False)


def twice(claims: Iterable[tuple[str, str]]) -> Iterator[Problem]:
    """A problem for each claim (key, what is claimed) made before; it names who was first."""
    first: dict[str, str] = {}
    for key, claim in claims:
        if claim in first:
            yield Problem(key, f"{claim} is taken by {first[claim]} already")
        else:
            first[claim] = key

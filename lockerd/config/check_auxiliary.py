"""What must not be said about the cabinet's own lines (design rule 14, F45)."""

from collections.abc import Iterator
from typing import Final

from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.config.model import Config

_ACTIVE_LOW: Final = (
    "an active-low output is on while the line is claimed at start and while nobody drives it: it would sound or shine"
    " by itself; use a driver that is active high"
)


def auxiliary_problems(config: Config) -> Iterator[Problem]:
    """Every contradiction in ``[auxiliary]``; the lines themselves are checked with all others."""
    for name, output in config.auxiliary.outputs.items():
        if output.active_low:
            yield Problem(f"auxiliary.{name}.active_low", _ACTIVE_LOW)
    known = {each.id for each in config.compartments}
    for n, light in enumerate(config.auxiliary.lights):
        keys = [(f"auxiliary.light[{n}].compartments[{m}]", each) for m, each in enumerate(light.compartments)]
        yield from twice(keys)
        for key, compartment in keys:
            if compartment not in known:
                yield Problem(key, f"no [[compartment]] has the id {compartment!r}")

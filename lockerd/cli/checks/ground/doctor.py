"""All checks by the name under which the site guide has them."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final

from lockerd.cli.checks.ground import copied, machine, surroundings, wires
from lockerd.cli.checks.ground.sight import Sight, UnseenError, unseen
from lockerd.cli.checks.verdict import Check, fault, ok, warning
from lockerd.cli.language import say
from lockerd.config import Config, ConfigError, load

CHECKS: Final[Mapping[str, Callable[[Sight, Config], Iterator[Check]]]] = {
    "rtc": machine.rtc,
    "watchdog": machine.watchdog,
    "root": machine.root,
    "data": machine.data,
    "disk": machine.space,
    "wear": machine.wear,
    "second": surroundings.second,
    "backup": copied.backup,
    "voltage": machine.voltage,
    "time": surroundings.time_source,
    "network": surroundings.network,
    "groups": surroundings.groups,
    "strict_gpiod": wires.strict_gpiod,
    "ports": wires.ports,
    "udev": wires.udev,
    "latency": wires.latency,
    "boards": wires.boards,
    "keys": surroundings.keys,
    "certificate": surroundings.papers,
}
"""Beside `config`, which comes first: without it nobody knows what the others should look for."""


def examined(path: Path, sight: Sight) -> Iterator[Check]:
    """Every check in the order of the guide; one that is not permitted says so and keeps no other from being made."""
    try:
        config = load(path)
    except ConfigError as error:
        for problem in error.problems:
            found = f"{problem.key}: {problem.reason}" if problem.key else f"{error.path} {problem.reason}"
            if problem.reason.endswith("Permission denied"):
                yield warning("config", found, say("once more with sudo: sudo lockerctl doctor"))
            else:
                yield fault("config", found, f"lockerctl config check {error.path}")
        return
    yield ok("config", say("{path} is good; SHA-256 {hash}", path=path, hash=config.sha256[:8]))
    for name, check in CHECKS.items():
        try:
            yield from check(sight, config)
        except UnseenError as error:
            yield unseen(name, error)
        except (OSError, ValueError) as error:
            yield warning(
                name, say("not seen: {found}", found=error), say("once more with sudo: sudo lockerctl doctor")
            )

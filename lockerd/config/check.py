"""What tables of the configuration may not say about each other (design rule 14, F18)."""

import ipaddress
import os
from collections.abc import Iterator
from pathlib import Path

from lockerd.boards import MODBUS
from lockerd.boards.options import BadProfileError
from lockerd.boards.profile import NotOnBoardError, Profile
from lockerd.config.check_auxiliary import auxiliary_problems
from lockerd.config.check_classes import class_problems, verifier_problems
from lockerd.config.check_gpio import gpio_compartment, gpio_problems
from lockerd.config.check_issuers import issuer_problems
from lockerd.config.check_sensors import sensor_problems
from lockerd.config.check_walk_ins import walk_in_problems
from lockerd.config.claims import twice
from lockerd.config.errors import Problem
from lockerd.config.model import Config
from lockerd.config.sensors import places_in
from lockerd.config.wall import BoardConfig, BusConfig, CompartmentConfig
from lockerd.domain.model.readings import DoorSensor
from lockerd.errors import CallerError


def problems(config: Config) -> Iterator[Problem]:
    """Every contradiction, in the order of the file."""
    found = [*_of_the_wall(config)]
    yield from found
    yield from walk_in_problems(config, () if found else places_in(config))


def _of_the_wall(config: Config) -> Iterator[Problem]:
    yield from _copies(config)
    yield from _log(config)
    yield from _policy(config)
    yield from _central(config)
    yield from _roots(config)
    yield from issuer_problems(config)
    yield from _api(config)
    yield from twice((f"power_group[{n}].id", f"id {each.id}") for n, each in enumerate(config.power_groups))
    if not config.buses and not config.gpio:
        yield Problem("bus", "is missing; give a [[bus]] with lock boards, a [[gpio]] with locks on pins, or both")
    yield from twice(
        [(f"bus[{n}].id", f"id {each.id}") for n, each in enumerate(config.buses)]
        + [(f"gpio[{n}].id", f"id {each.id}") for n, each in enumerate(config.gpio)]
    )
    ids = [("site.id", f"id {config.site.id}")]
    yield from twice([*ids, *((f"other_site[{n}].id", f"id {each.id}") for n, each in enumerate(config.other_sites))])
    yield from class_problems(config)
    yield from verifier_problems(config)
    yield from _lines(config)
    for n, bus in enumerate(config.buses):
        yield from _bus(config, bus, f"bus[{n}]")
    yield from gpio_problems(config)
    yield from auxiliary_problems(config)
    yield from _compartments(config)
    yield from sensor_problems(config)


def _copies(config: Config) -> Iterator[Problem]:
    """Copies lie where they are for nothing else: not beside keys, as whoever has both has the codes (F69)."""
    taken = {config.paths.state, config.paths.runtime, config.path.parent}
    taken |= {config.keys.site.parent, config.keys.code_hash.parent}
    for name, folder in (("backup", config.copies.backup), ("log", config.copies.log)):
        if folder in taken:
            yield Problem(f"copies.{name}", f"{folder} is for something else: give copies a folder of their own")


def _log(config: Config) -> Iterator[Problem]:
    """Rows that are cut take nobody's name along, and go only when central holds them (F60)."""
    days = config.log.keep_rows_days
    if days is not None and days < config.log.keep_names_days:
        reason = f"{days} is less than keep_names_days, {config.log.keep_names_days}: names go first"
        yield Problem("log.keep_rows_days", reason)
    if days is not None and config.central is None:
        yield Problem("log.keep_rows_days", "nothing is cut before central holds it, and there is no [central]")


def _policy(config: Config) -> Iterator[Problem]:
    limits = config.limits
    yield from twice((f"site.authorities[{n}]", name) for n, name in enumerate(config.site.authorities))
    yield from twice((f"policy.sizes[{n}]", name) for n, name in enumerate(limits.sizes))
    if limits.reach_high_cm < limits.reach_low_cm:
        yield Problem("policy.reach_high_cm", f"{limits.reach_high_cm} is below reach_low_cm, {limits.reach_low_cm}")
    if limits.door_alarm_s <= limits.door_reminder_s:
        reason = f"the alarm would come before the reminder, which comes after {limits.door_reminder_s} s"
        yield Problem("policy.door_alarm_s", reason)
    reachable = sum(limits.reach_low_cm <= each.height_cm <= limits.reach_high_cm for each in config.compartments)
    if limits.reach_reserved > reachable:
        reason = f"{limits.reach_reserved} are to be reserved, but only {reachable} compartments are within reach"
        yield Problem("policy.reach_reserved", reason)


def _central(config: Config) -> Iterator[Problem]:
    central = config.central
    if central is None:
        return
    if central.tls is None and not _is_loopback(central.host):
        reason = f"{central.host} is another machine: give central.tls; without it only this machine is accepted"
        yield Problem("central.host", reason)
    if not config.keys.command and not config.issuers:
        yield Problem("keys.command", "is empty: central could command nothing; name the keys that sign its commands")


def _roots(config: Config) -> Iterator[Problem]:
    named, wanted = len(config.keys.roots), config.keys.root_threshold
    if named and wanted > named:
        yield Problem("keys.root_threshold", f"{wanted} roots are to sign a list of keys, but {named} are named")
    if not named and "root_threshold" in config.keys.model_fields_set:
        yield Problem("keys.root_threshold", "there is no root: name those that sign lists of keys in keys.roots")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _api(config: Config) -> Iterator[Problem]:
    api = config.api
    modes = {"terminal_mode": api.terminal_mode, "admin_mode": api.admin_mode, "public_mode": api.public_mode}
    for name, mode in modes.items():
        if mode & 0o007:
            yield Problem(f"api.{name}", f"0o{mode:o} lets every user in; use 0o660 and a group")
    if config.terminal_socket == config.admin_socket:
        yield Problem("api.admin_socket", "is the terminal's socket too")
    if config.public_socket in {config.terminal_socket, config.admin_socket}:
        yield Problem("api.public_socket", "is the terminal's or the technicians' socket too")


def _lines(config: Config) -> Iterator[Problem]:
    claims = []
    for n, bus in enumerate(config.buses):
        match bus.port, bus.tcp:
            case None, None:
                yield Problem(f"bus[{n}].port", "is missing; give the adapter's path, or tcp for a gateway")
            case None, str():
                claims.append((f"bus[{n}].tcp", f"gateway {bus.tcp}"))
            case Path(), None:
                # By-path and by-id names are links: the device behind is what can be there only once.
                claims.append((f"bus[{n}].port", os.path.realpath(bus.port)))
            case _:
                yield Problem(f"bus[{n}].tcp", "port is given too; a bus has one of the two")
    yield from twice(claims)


def _bus(config: Config, bus: BusConfig, key: str) -> Iterator[Problem]:
    if bus.power_group not in {group.id for group in config.power_groups}:
        yield Problem(f"{key}.power_group", f"no [[power_group]] has the id {bus.power_group!r}")
    families = sorted({board.family for board in bus.boards})
    if len(families) > 1 and not MODBUS.issuperset(families):
        reason = f"{' and '.join(families)} share this bus: one may take the other's bytes for a command; one bus each"
        yield Problem(f"{key}.board", reason)
    for n, board in enumerate(bus.boards):
        yield from _board(board, f"{key}.board[{n}]")
    yield from twice((f"{key}.board[{n}].address", f"address {board.address}") for n, board in enumerate(bus.boards))


def _board(board: BoardConfig, key: str) -> Iterator[Problem]:
    try:
        profile = board.codec.profile
    except BadProfileError as error:
        yield Problem(f"{key}.{error.option}", str(error))
        return
    except CallerError as error:
        yield Problem(f"{key}.family", str(error))
        return
    if not profile.min_address <= board.address <= profile.max_address:
        yield Problem(f"{key}.address", _outside(board.address, profile))
    if profile.experimental and not board.experimental:
        reason = f"a {profile.name} is experimental: {profile.experimental}; say experimental = true to use it"
        yield Problem(f"{key}.experimental", reason)
    if profile.feedback is DoorSensor.NONE and board.sensor is not DoorSensor.NONE:
        yield Problem(f"{key}.feedback", f"a {profile.name} has no inputs: nothing can tell about its doors")
    both = board.sensor is DoorSensor.BOTH
    if both and not profile.items:
        reason = f"a {profile.name} has one input for each lock: say what hangs on it, hook or contact"
        yield Problem(f"{key}.feedback", reason)
    if board.leaf_closed_bit is not None and not both:
        yield Problem(f"{key}.leaf_closed_bit", 'is for feedback = "both" only; remove it')


def _outside(address: int, profile: Profile) -> str:
    if address > profile.max_address:
        return f"{address} is above {profile.max_address}, the highest address of a {profile.family}"
    return f"{address} is below {profile.min_address}, the lowest address of a {profile.family}"


def _compartments(config: Config) -> Iterator[Problem]:
    named = [(f"compartment[{n}]", each) for n, each in enumerate(config.compartments)]
    yield from twice((f"{key}.id", f"id {each.id}") for key, each in named)
    yield from twice((f"{key}.row", f"row {each.row}, column {each.column}") for key, each in named)
    yield from twice(
        (f"{key}.channel", f"channel {each.channel} of board {each.address} on {each.bus}") for key, each in named
    )
    for key, each in named:
        yield from _compartment(config, each, key)


def _compartment(config: Config, compartment: CompartmentConfig, key: str) -> Iterator[Problem]:
    if compartment.size not in config.limits.sizes:
        known = ", ".join(config.limits.sizes)
        yield Problem(f"{key}.size", f"{compartment.size!r} is not among policy.sizes ({known})")
    if gpio := config.pins(compartment.bus):
        yield from gpio_compartment(gpio, compartment, key)
        return
    bus = config.bus(compartment.bus)
    if bus is None:
        known = ", ".join([bus.id for bus in config.buses] + [gpio.id for gpio in config.gpio])
        yield Problem(f"{key}.bus", f"no [[bus]] or [[gpio]] has the id {compartment.bus!r}; there are: {known}")
        return
    board = bus.board(compartment.address)
    if board is None:
        known = ", ".join(str(each.address) for each in bus.boards)
        yield Problem(f"{key}.address", f"{bus.id} has no board {compartment.address}; it has: {known}")
        return
    try:
        profile = board.codec.profile
    except CallerError:
        return  # the board is unknown, which its own check says
    try:
        profile.check_channel(compartment.channel)
    except NotOnBoardError as error:
        yield Problem(f"{key}.channel", str(error))
    if profile.refused:
        yield Problem(f"{key}.channel", f"no lock may hang on a {profile.name}: {profile.refused}")

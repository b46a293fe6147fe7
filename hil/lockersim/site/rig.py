"""What of a run is real and what is simulated: a rig file. Scenarios are the same for all rigs."""

from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path
from string import Formatter
from typing import Annotated, Literal

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from lockersim.errors import SimError
from lockersim.line.port import Port
from lockersim.line.serial_port import SerialPort
from lockersim.pins.chip_wires import ChipWires
from lockersim.pins.socket_wires import SocketWires
from lockersim.pins.spec import LINES
from lockersim.pins.wires import Wires
from lockersim.wall.spec import WallSpec

PLACES = frozenset({"site", "lockerd", "broker_port"})
"""What commands and paths of a rig file may leave open: the story's folder and broker, and the lockerd beside us."""


def _known_places(text: str) -> str:
    names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    if strange := names - PLACES:
        known = ", ".join(f"{{{name}}}" for name in sorted(PLACES))
        raise ValueError(f"there is no {{{min(strange)}}} to fill in; there are {known}")
    return text


Template = Annotated[str, AfterValidator(_known_places)]
Command = tuple[Template, ...]
"""A program and its arguments, run without a shell; empty: there is nothing to do."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RealLine(_Part):
    """One real cable: ``here`` is the adapter of this machine, ``lockerd_port`` what lockerd calls its own end."""

    here: Path
    lockerd_port: str


class RealPins(_Part):
    """Lines of a GPIO chip of this machine, joined to lockerd's: its number (BCM) and ours of each."""

    chip: Annotated[int, Field(ge=0)] = 0
    lines: Annotated[Mapping[int, int], Field(min_length=1)]


class Lockerd(_Part):
    """Where lockerd runs and how it is started, ended and cut off; as it stands here: a process of this machine."""

    put: Command = ()
    """Brings the story's folder (configuration, keys) to where lockerd runs; done once, before the first start."""
    run: Annotated[Command, Field(min_length=1)] = ("{lockerd}", "--config", "{site}/lockerd.toml")
    """Lasts as long as lockerd runs."""
    stop: Command = ()
    """Asks lockerd to end; empty: what ``run`` started gets a SIGTERM."""
    cut: Command | Literal["kill"] | None = "kill"
    """Takes lockerd's power: SIGKILL for what ``run`` started, a command, or None where it cannot be done."""
    restore: Command = ()
    """Gives the power back and lasts until lockerd can be started again."""
    sockets: Template = "{site}/runtime"
    """The folder of this machine in which terminal.sock and admin.sock are reached."""
    broker_port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Where lockerd finds our broker on its own 127.0.0.1; None: at the same port as here."""


class Rig(_Part):
    """A rig; as it stands here everything is simulated on this machine, any number of stories at a time."""

    title: str = "Everything on this machine"
    about: str = ""
    lines: tuple[RealLine, ...] | Literal["simulated"] = "simulated"
    """The buses of a wall take real lines in this order."""
    pins: RealPins | None = None
    """Wires to the pins of lockerd's machine, where it is another one; None: there are none."""
    lockerd: Lockerd = Lockerd()

    @property
    def virtual(self) -> bool:
        """Whether nothing is real, as where no rig is named; what is real is there once."""
        return self.lines == "simulated" and self.pins is None and self.lockerd == Lockerd()

    def ports(self, spec: WallSpec) -> Mapping[str, Port]:
        """Return the real ports of a wall's buses; raises ``SimError`` when there are too few."""
        if self.lines == "simulated":
            return {}
        if len(spec.buses) > len(self.lines):
            raise SimError(f"the wall has {len(spec.buses)} buses, the rig {len(self.lines)} lines")
        return {
            bus.id: SerialPort(line.here, lockerd_port=line.lockerd_port, speed_baud=bus.speed_baud)
            for bus, line in zip(spec.buses, self.lines, strict=False)
        }

    def wires(self, spec: WallSpec, folder: Path) -> Wires | None:
        """Return the wires to the pins of a wall that uses them, simulated ones below ``folder``.

        Raises ``SimError`` where a line has none.
        """
        if not spec.lines:
            return None
        if self.virtual:
            return SocketWires(folder / "pins.sock")
        if missing := self.without_wire(spec):
            raise SimError(f"the rig has no wire for line {missing[0]} of lockerd's pins")
        assert self.pins is not None
        wanted = {line: self.pins.lines[line] for line in spec.lines}
        return ChipWires(self.pins.chip, wanted, spec.driven)

    @property
    def doors_on_pins(self) -> int:
        """How many doors on pins, in their order, have all their wires on this rig."""
        joined = {} if self.pins is None else self.pins.lines
        return len(list(takewhile(lambda lines: joined.keys() >= set(lines), LINES)))

    def without_wire(self, spec: WallSpec) -> list[int]:
        """Return the lines of a wall's pins that this rig joins to nothing."""
        if self.virtual:
            return []
        joined = {} if self.pins is None else self.pins.lines
        return sorted(set(spec.lines) - joined.keys())


def read_rig(path: Path | None) -> Rig:
    """Read a rig file, or take the virtual rig; raises ``SimError`` that names file and place of a mistake."""
    if path is None:
        return VIRTUAL
    try:
        return Rig.model_validate(yaml.safe_load(path.read_text()))
    except OSError as error:
        raise SimError(f"{path}: {error.strerror}") from None
    except (yaml.YAMLError, ValidationError, ValueError) as error:
        raise SimError(f"{path}: {error}") from None


def filled(texts: Sequence[str], *, site: Path, broker_port: int, lockerd: Path) -> list[str]:
    """Return commands or paths with everything filled in."""
    return [text.format(site=site, lockerd=lockerd, broker_port=broker_port) for text in texts]


VIRTUAL = Rig()
"""Nothing is real but lockerd and the broker."""

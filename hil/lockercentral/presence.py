"""What a site says about itself in its retained messages: presence and the reported snapshot."""

import json
from dataclasses import dataclass, field
from typing import Any

from lockercentral.errors import CentralError


@dataclass(slots=True)
class Presence:
    """The newest ``state`` and ``reported`` of a site."""

    state: str = "unknown"
    boot: str = ""
    understands: dict[str, Any] = field(default_factory=dict)
    """What the site said it understands: contract, commands, kinds, options, requires."""
    reported: dict[str, Any] = field(default_factory=dict)

    def take_state(self, payload: bytes) -> None:
        """Take the presence message; raises ``CentralError``."""
        message = _object(payload, "state")
        self.state, self.boot = str(message.get("state")), str(message.get("boot"))
        self.understands = {name: value for name, value in message.items() if name not in {"state", "boot", "since"}}

    def knows(self, command: str) -> bool:
        """Whether the site said that it knows this command; a site that has said nothing yet may."""
        return not self.understands or command in self.understands.get("commands", ())

    def take_reported(self, payload: bytes) -> tuple[int, int]:
        """Take the snapshot and return the (epoch, number) of its head; raises ``CentralError``."""
        message = _object(payload, "reported")
        try:
            head = int(message["head"]["epoch"]), int(message["head"]["number"])
        except (KeyError, TypeError, ValueError):
            raise CentralError("reported names no head") from None
        self.reported = message
        return head


def _object(payload: bytes, what: str) -> dict[str, Any]:
    try:
        message = json.loads(payload)
    except ValueError:
        raise CentralError(f"{what} is no JSON") from None
    if not isinstance(message, dict):
        raise CentralError(f"{what} is no JSON object")
    return message

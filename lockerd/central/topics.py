"""Topics of one site; the version of the contract is part of them."""

import re
from dataclasses import dataclass
from typing import Final

ROOT: Final = "lockerd/v1"
_CALLER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True)
class Topics:
    """All topics of ``site``; a client of this site needs no others (broker ACL by certificate)."""

    site: str

    @property
    def source(self) -> str:
        """What all topics of the site begin with."""
        return f"{ROOT}/{self.site}"

    @property
    def state(self) -> str:
        """Presence, retained."""
        return f"{self.source}/state"

    @property
    def reported(self) -> str:
        """Snapshot, retained."""
        return f"{self.source}/reported"

    @property
    def public(self) -> str:
        """What everybody may know, retained."""
        return f"{self.source}/public"

    @property
    def commands(self) -> str:
        """Pattern to subscribe to."""
        return f"{self.source}/command/+"

    def full(self, suffix: str) -> str:
        """The topic of an outbox row."""
        return f"{self.source}/{suffix}"

    def command_name(self, topic: str) -> str:
        """What stands after ``command/``; empty for every other topic."""
        prefix = f"{self.source}/command/"
        return topic.removeprefix(prefix) if topic.startswith(prefix) else ""

    def reply_suffix(self, response_topic: str | None, issuer: str) -> str:
        """Where the reply goes.

        The response topic is the broker's word, not signed: outside the site's own replies it counts for nothing, and
        the issuer of the signed command gets the reply.
        """
        prefix = f"{self.source}/reply/"
        if response_topic is not None and response_topic.startswith(prefix):
            caller = response_topic.removeprefix(prefix)
            if _CALLER.fullmatch(caller):
                return f"reply/{caller}"
        return f"reply/{issuer}"

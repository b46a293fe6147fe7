"""The list of keys that the offline root has signed: the newest that is known, and how a newer one comes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class KeyList:
    """Version 0: none was ever received, and the keys of the configuration hold."""

    version: int = 0
    digest: str = ""
    """SHA-256 of what was signed, hex: whoever adds a signature to a list makes no other list of it."""
    command: tuple[str, ...] = ()
    """The key ids that may sign commands, sorted."""
    text: str = ""
    """As it was signed; it is checked anew at every start."""

    def may_command(self, kid: str) -> bool:
        """Whether a command signed with this key still counts."""
        return self.version == 0 or kid in self.command


@dataclass(frozen=True, slots=True)
class TakeKeyList:
    """A list whose signatures were found good, from central (``keys.list``) or brought by a technician as a file."""

    wanted: KeyList
    expires_s: int
    """Unix seconds; taken in until then."""
    who: str = ""
    """The technician; empty: central."""

"""What `udevadm test` of Debian 12 did and said; that of Debian 13 changes nothing and says what it would do."""

import re
from dataclasses import dataclass

_DID = re.compile(
    r"rules:\d+ (Skipping builtin|Importing|LINK|Added SYMLINK|GROUP|MODE|OWNER|ATTR|Running|RUN )"  # what rules did
)


@dataclass
class Told:
    """The words of udevadm, and after them those of the stage: ``node OWNER:GROUP MODE`` and ``link LINK NODE``."""

    text: str

    @property
    def only_said(self) -> bool:
        """Whether it changed nothing, and said so."""
        return "Device node group:" in self.text or "Running in test mode" in self.text

    @property
    def node(self) -> str:
        """Like ``root:lockerd 660``."""
        if self.only_said:
            # Of what no rule names udev says nothing: root owns the node, and the group may use it.
            owner, group, mode = (
                self._below("owner", "root"),
                self._below("group", "root"),
                self._below("permission", "0660"),
            )
            return f"{owner}:{group} {mode.lstrip('0')}"
        (found,) = re.findall(r"^node (.+)$", self.text, re.MULTILINE)
        return str(found)

    @property
    def links(self) -> dict[str, str]:
        """Ours, with the node that each leads to."""
        if self.only_said:
            return dict.fromkeys(re.findall(r"^  (/dev/lockerd/\S+)$", self.text, re.MULTILINE), self.value("DEVNAME"))
        return dict(re.findall(r"^link (\S+) (\S+)$", self.text, re.MULTILINE))

    @property
    def runs(self) -> list[str]:
        """The programs to run."""
        return re.findall(r"^(?:run: '|  RUN\{program\} : )([^'\n]+)", self.text, re.MULTILINE)

    def written(self, attribute: str) -> str | None:
        """What it would have written into this file of the device; None: nothing, or it was written."""
        found = re.search(rf"skipping writing ATTR\{{\S*/{attribute}\}}=\"(\w+)\"", self.text)
        return found[1] if found else None

    def value(self, name: str) -> str:
        """One property of the device; empty without it."""
        found = re.search(rf"^ *{name}=(.*)$", self.text, re.MULTILINE)
        return found[1] if found else ""

    def complaints(self, rules: str) -> list[str]:
        """Lines about this file that are no report of what a rule did."""
        said = [line for line in self.text.splitlines() if rules in line and not _DID.search(line)]
        return [line for line in said if not line.startswith("Reading rules file")]

    def _below(self, what: str, otherwise: str) -> str:
        found = re.search(rf"^Device node {what}:\n  (\S+)", self.text, re.MULTILINE)
        return found[1] if found else otherwise

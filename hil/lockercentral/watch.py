"""Holds what a site signs of its log against central's copy, as far as that is complete."""

from dataclasses import dataclass

from lockercentral.copy import Copy
from lockercentral.errors import CentralError
from lockercentral.witness import LogTree


@dataclass(slots=True)
class Watch:
    """Follows the copy, row after row, and never past a gap."""

    copy: Copy
    tree: LogTree
    checked: int = 0
    """Checkpoints that fit."""
    newest: tuple[int, int] = (0, 0)
    """Epoch and size of the newest of them."""

    @property
    def root(self) -> str:
        """Of the newest that fits, hex."""
        return self.tree.roots[self.newest].hex()

    def look(self) -> list[str]:
        """Take what has come; what does not fit, in words."""
        wrong = []
        for epoch in sorted(self.copy.heads):
            while (row := self.copy.events.get((epoch, self.tree.heard.get(epoch, 0) + 1))) is not None:
                self.tree.hear(epoch, row.number, row.hash)
                if row.type != "custody.checkpoint":
                    continue
                try:
                    self.newest = self.tree.check(str(row.data.get("note")))
                    self.checked += 1
                except CentralError as error:
                    wrong.append(f"checkpoint {row.number}: {error}")
        return wrong

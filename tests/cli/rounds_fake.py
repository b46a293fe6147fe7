"""The round of a small daemon: doors that open one after the other, and ask once more where they are told to."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Rounds:
    """What it knows."""

    doors: list[str] = field(default_factory=list)
    begun: bool = False
    done: int = 0
    door: str | None = None
    over: bool = False
    doubt: str | None = None
    """What is asked once more at the next report."""
    trouble: str | None = None
    said: list[tuple[str | None, str, int]] = field(default_factory=list)
    scopes: list[str | None] = field(default_factory=list)

    def view(self) -> dict[str, Any]:
        """As the API shows it."""
        counts = dict.fromkeys(("as_expected", "taken_out", "nothing", "other", "differences"), 0)
        left = len(self.doors) - self.done
        text = f"{self.done} of {len(self.doors)}"
        return {
            "round": {"kind": "stocktake", "doors": len(self.doors), "left": left, "text": text, **counts},
            "compartment": self.door,
            "phase": None if self.door is None else "over" if self.over else "door_shut",
            "trouble": self.trouble,
            "may": [],
        }

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        """What it is asked."""
        match path.removeprefix("/v1/round"):
            case "":
                self.scopes.append(body.get("scope"))
                if not self.begun and "scope" not in body:
                    return 409, {"code": "no_round", "detail": "None is under way."}
                self.begun, self.over = True, False
                self.door = self.doors[self.done]
            case "/report":
                self.said.append((self.door, body["report"], body["item_count"]))
                self.trouble, self.doubt = self.doubt, None
                if self.trouble is None:
                    self.over, self.done = True, self.done + 1
            case _:
                self.begun = False
        return 200, self.view()

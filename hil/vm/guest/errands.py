"""People at the guest's three doors: somebody hands in without a code and gets a receipt, a technician looks inside."""

import json
import os
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from station import CONTACTS, LOCKS, Admin, ask, until

from lockerd.codes import receipt
from lockerd.codes.keys import key_id, load_ed25519_private, receipt_key

WALK_IN = """
[[document_class]]
name = "found_things"
takes_claims = true
[[walk_in]]
document_class = "found_things"
authority = "stadt"
label = { de = "Fundsachen" }
accepted = { de = "Eine Sache." }
not_accepted = { de = "-" }
item_count = 1
doors = 1
per_hour = 12
per_day = 48
"""
ASKED = {"want": "hand_in", "document_class": "found_things"}
FIRES_S = 10.0
PAUSE_S = 0.3


def say(*words: object) -> None:
    """One line on the console, at once."""
    os.write(1, f"{' '.join(map(str, words))} .\n".encode())


class Papers:
    """What the terminal hands out, looked at as whoever it is shown to would."""

    def __init__(self, socket: Path, site_key: Path) -> None:
        public = receipt_key(load_ed25519_private(site_key.read_bytes())).public_key()
        self._keys = {key_id(public): public}
        self._socket = socket

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> httpx.Response:
        """Something is asked for or said at the terminal."""
        return ask(self._socket, "POST", path, json=dict(body or {}))

    def visit(self, visit: str) -> dict[str, Any]:
        """How it stands."""
        found: dict[str, Any] = ask(self._socket, "GET", f"visits/{visit}").json()
        return found

    def paper(self, visit: str) -> dict[str, Any]:
        """What it comes to; what is not genuine fails."""
        paper: dict[str, Any] = ask(self._socket, "GET", f"visits/{visit}/paper").json()
        receipt.verify(receipt.unwrap(paper["code"]), self._keys)
        self.post(f"visits/{visit}/done")
        return paper

    def fetched(self, number: str) -> str | None:
        """The signed text of a receipt, had again by its number; None: there is none."""
        begun = self.post("papers", {"fetch_number": number})
        return None if not begun.is_success else str(self.paper(begun.json()["id"])["code"])


class Errands:
    """Run until the power is cut."""

    def __init__(
        self, admin: Admin, papers: Papers, fired: Mapping[str, threading.Event], inside: set[str], position: int
    ) -> None:
        """``inside``: doors with a thing behind them; ``position``: of the newest custody row that was shown."""
        self._admin = admin
        self._papers = papers
        self._fired = fired
        self._inside = inside
        self._position = position

    def run_for_ever(self) -> None:
        """First what the last life has left open, then somebody without a code and a technician in turns."""
        for row in self._admin.get("compartments"):
            if row["condition"] != "free":
                self.look_inside(row["id"])
        while True:
            self.hand_in()
            for name in LOCKS:
                self.look_inside(name)

    def look_inside(self, name: str) -> None:
        """A technician has a door opened, takes out what lies there, shuts it, and reports."""
        say("ASK", name)
        self._fired[name].clear()
        if not self._admin.asked_to_open(name).is_success:
            self._refused(name)
            return
        if not self._seen_open(name):
            return
        self._shut(name)
        if name not in self._inside or not self._admin.say(f"compartments/{name}/found").is_success:
            self._admin.say(f"compartments/{name}/clear")
        self._inside.discard(name)
        say("OUT", name)
        self._show_rows()

    def hand_in(self) -> None:
        """Somebody without a code puts something in, says so, and gets a receipt."""
        for event in self._fired.values():
            event.clear()
        say("ASK", "any")
        begun = self._papers.post("visits", ASKED)
        if not begun.is_success:
            self._refused("any")
            return
        view = begun.json()
        visit, name, number = view["id"], view["compartment"]["id"], view["fetch_number"]
        say("VISIT", number, name)
        self._inside.discard(name)
        self._show_rows()
        if not self._seen_open(name):
            return
        self._inside.add(name)
        put_in_s = time.time()
        say("IN", number, name)
        self._show_rows()
        self._shut(name)
        until(lambda: self._papers.post(f"visits/{visit}/all-in").is_success, "what was said is taken")
        until(lambda: self._papers.visit(visit)["phase"] in {"paper_ready", "over"}, "there is a paper")
        paper = self._papers.paper(visit)
        told = {each: paper[each] for each in ("paper", "lo_s", "hi_s", "code")}
        at_s = {"put_in_s": put_in_s, "shown_s": time.time()}
        say("RECEIPT", number, json.dumps(told | at_s, separators=(",", ":")))
        self._show_rows()

    def _refused(self, name: str) -> None:
        say("REFUSED", name)
        time.sleep(PAUSE_S)

    def _seen_open(self, name: str) -> bool:
        """Whether its lock was fired; then the door stands open, and lockerd has seen it."""
        if not self._fired[name].wait(FIRES_S):
            return False  # an order that the machine gets to too late is given back, not fired late
        CONTACTS[name].open()
        self._admin.wait_for(name, "opened")
        return True

    def _shut(self, name: str) -> None:
        CONTACTS[name].shut()
        self._admin.wait_for(name, "closed")

    def _show_rows(self) -> None:
        for row in self._admin.log_rows(self._position):
            self._position = row["position"]
            say("ROW", self._position, row["hash"])

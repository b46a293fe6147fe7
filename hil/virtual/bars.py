"""Why a door must not be fired under a right that covers it: what the office and the people did before, and knew."""

from collections.abc import Callable, Mapping
from typing import Final

from lockersim.world.compartment import Compartment
from virtual.badges import AUTHORITY, Badges
from virtual.documents import Document, Errand, Holder
from virtual.durable import OPENING_MS
from virtual.leftout import LeftOut
from virtual.rights import Kind, Right
from virtual.walls import walk_in_doors

STAFF: Final = frozenset({Kind.LOADING, Kind.RETRIEVAL})


class Bars:
    """``compartment`` gives one as it really is; ``unseen`` says whether its sensor could have missed what lies there,
    ``dirty`` names those whose item sensor was once wrong."""

    def __init__(
        self,
        documents: Mapping[str, Document],
        owner: Mapping[str, Document],
        left_out: LeftOut,
        badges: Badges,
        *,
        doors: Mapping[str, Compartment],
        unseen: Callable[[Compartment], bool],
        dirty: set[str],
        now_s: Callable[[], float],
    ) -> None:
        self._documents, self._owner, self._left_out, self._badges = documents, owner, left_out, badges
        self._doors, self._unseen, self._dirty, self._now_s = doors, unseen, dirty, now_s

    def why(self, right: Right, door: str) -> str | None:
        """In words; None: it may be fired. What was committed before is on its way for a moment."""
        if right.kind in STAFF and any(self._badges.is_gone(name) for name in right.badges):
            return "is asked for under a badge that was called back"
        known = self._documents.get(right.document or "")
        if known is None or right.kind is Kind.RETRIEVAL:
            return None
        if right.kind is not Kind.LOADING:
            if known.held_since_s is not None and self._now_s() - known.held_since_s > OPENING_MS / 1000:
                return "is kept back"
            if len(known.receipts) == len(known.items) or door in known.receipts.values():
                return "is with the office"
        if right.kind is Kind.EXCHANGE and (words := self._not_exchanged(known, door)) is not None:
            return words
        if right.kind is Kind.WALK_IN and self._too_many(door):
            return "came without a code, as what lies behind all that such things may fill"
        if not self._puts_in(right, known, door):
            return None
        if self._left_out.keeps_out(right, door, AUTHORITY, self._now_s()):
            return "came when the door was left out"
        brought = right.kind is not Kind.LOADING
        return None if known.terms.allow(self._doors[door], brought=brought) else "needs another door"

    def new_at(self, document: Document, door: str) -> bool:
        """Whether something of the office lies there for its person."""
        here = {item.name for item in self._doors[door].items}
        return not here.isdisjoint(document.of_office())

    def _puts_in(self, right: Right, document: Document, door: str) -> bool:
        match right.kind:
            case Kind.LOADING | Kind.HAND_IN | Kind.WALK_IN:
                return True
            case Kind.EXCHANGE:
                return document.errand is Errand.OLD_FIRST and not self.new_at(document, door)
            case _:
                return False

    def _not_exchanged(self, document: Document, door: str) -> str | None:
        """The new one's door waits for the old one (rule 22), unless a word, or what no sensor can tell, was enough."""
        told = document.terms.by_word or document.cheated or self._dirty
        kept = Holder.BRINGER in document.items.values()
        waits = document.errand is Errand.OLD_FIRST and kept and not told and self.new_at(document, door)
        return "is not given for the old one, which its person has" if waits else None

    def _too_many(self, door: str) -> bool:
        """Other doors hold as many such things as may lie there."""
        full = [
            each
            for each in self._doors.values()
            if each.id != door and not self._unseen(each) and any(self._without_code(item.name) for item in each.items)
        ]
        return len(full) >= walk_in_doors(len(self._doors))

    def _without_code(self, item: str) -> bool:
        return item in self._owner and self._owner[item].errand is Errand.WALK_IN

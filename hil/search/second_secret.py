"""What must hold of a code that is not enough (ADR 45), told by what was typed and not by what lockerd has counted."""

from typing import Final, NamedTuple

from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.grants import CodeRecord, SecondSecret
from lockerd.domain.model.ids import GrantId
from lockerd.domain.model.refusals import Refusal
from search.broken import BrokenRuleError

MOST: Final = 5
"""So many wrong ones close it, and as many more again (rule 11)."""
CLOSED_MS: Final = 3_600_000
"""For so long at least."""
ABOUT_IT: Final = frozenset({Refusal.SECOND_SECRET_NEEDED, Refusal.SECOND_SECRET_WRONG, Refusal.SECOND_SECRET_CLOSED})


def code_and_more(code: GrantId) -> CodeRecord:
    """A code that has one."""
    return CodeRecord(b"s", b"h", code, SecondSecret(b"s", b"h"), asks=((Precondition.SECOND_SECRET,),))


class Guesses(NamedTuple):
    """What somebody with the code has typed since it opened last."""

    wrong: int = 0
    closed: bool = False
    """It is not an hour ago that there were too many."""

    def after(self, event: StartCollection, answer: Answer, *, begins: bool) -> "Guesses":
        """After one more try. Raises ``BrokenRuleError`` where it must have had another answer."""
        match answer:
            case Accepted() if begins and event.second_secret is not True:
                raise BrokenRuleError(f"ADR 45: {event.grant} opens its door without its second secret")
            case Accepted() if begins and self.closed:
                raise BrokenRuleError(f"rule 11: {event.grant} opens its door after {self.wrong} wrong second secrets")
            case Accepted() if begins:
                return Guesses()
            case Refused(reason=Refusal.SECOND_SECRET_CLOSED) if self.wrong + (event.second_secret is False) < MOST:
                raise BrokenRuleError(f"rule 11: the second secret of {event.grant} is closed, and nobody has guessed")
            case Refused(reason=Refusal.SECOND_SECRET_WRONG) if event.second_secret is not False:
                raise BrokenRuleError(f"ADR 45: the second secret of {event.grant} is right, and is refused")
            case Refused(reason=reason) if reason in ABOUT_IT and event.second_secret is False and not self.closed:
                return Guesses(self.wrong + 1, closed=(self.wrong + 1) % MOST == 0)
            case _:
                return self

    def after_ms(self, wait_ms: int) -> "Guesses":
        """An hour later right ones are looked at again."""
        return self._replace(closed=self.closed and wait_ms < CLOSED_MS)

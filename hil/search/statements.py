"""What must hold of a code that asks for a statement (ADR 50), told by what was asked, shown and answered."""

from typing import Final, NamedTuple

from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.grants import CodeRecord
from lockerd.domain.model.ids import GrantId, OrderId
from lockerd.domain.model.refusals import Refusal
from lockerd.domain.model.statements import NONCE_MS, Purpose, Statement, Trust
from search.broken import BrokenRuleError
from search.second_secret import CLOSED_MS, MOST

READER: Final = "reader"
TRUST: Final = Trust(frozenset({Purpose.PERSON}), from_s=0, until_s=1 << 40)
ASKS: Final = frozenset({Refusal.STATEMENT_NEEDED, Refusal.STATEMENT_NOT_VALID})
"""With these a nonce is given."""
ABOUT_IT: Final = ASKS | {Refusal.STATEMENT_CLOSED}


def code_that_asks(code: GrantId) -> CodeRecord:
    """A code that is not enough: a verifier has to say who stands there."""
    return CodeRecord(b"s", b"h", code, asks=((Precondition.STATEMENT,),))


def signed(order: OrderId, nonce: str, iat_s: int) -> Statement:
    """What a verifier says of whoever stands there."""
    return Statement(READER, Purpose.PERSON, order, nonce, iat_s, "5ha")


class Proof(NamedTuple):
    """What was asked of whoever has the code, and what was shown since it opened last."""

    asked: bool = False
    """A nonce was given that is good still: nobody has begun a visit with it, or been given another."""
    fresh: bool = False
    """And no time has passed since."""
    wrong: int = 0
    closed: bool = False

    def after(self, event: StartCollection, answer: Answer, *, newest: bool, begins: bool) -> "Proof":
        """After it was shown once more; ``newest``: with a statement of this order over the nonce that was given last.

        Raises ``BrokenRuleError`` where it must have had another answer.
        """
        holds = newest and self.asked
        wrong = self.wrong + (event.statement is not None and not holds)
        match answer:
            case Accepted() if begins and not holds:
                raise BrokenRuleError(f"ADR 50: {event.grant} opens its door, and nobody has said who stands there now")
            case Accepted() if begins and self.closed:
                raise BrokenRuleError(f"rule 11: {event.grant} opens its door after {self.wrong} wrong statements")
            case Accepted() if begins:
                return Proof()
            case Refused(reason=Refusal.STATEMENT_CLOSED) if wrong < MOST:
                raise BrokenRuleError(f"rule 11: {event.grant} is closed to statements after {wrong} wrong ones")
            case Refused(reason=Refusal.STATEMENT_NOT_VALID) if holds and self.fresh:
                raise BrokenRuleError(f"ADR 50: what was said of {event.grant} is so, and is refused")
            case Refused(reason=reason) if reason in ASKS:
                return Proof(asked=True, fresh=True, wrong=wrong, closed=self.closed)
            case Refused(reason=Refusal.STATEMENT_CLOSED) if not self.closed:
                return Proof(wrong=wrong, closed=True)
            case _:
                return self

    def after_ms(self, wait_ms: int) -> "Proof":
        """A nonce is good for ten minutes, a closing for an hour."""
        asked, closed = self.asked and wait_ms <= NONCE_MS, self.closed and wait_ms < CLOSED_MS
        return self._replace(asked=asked, fresh=False, closed=closed)

    def cut_off(self) -> "Proof":
        """A power cut forgets what was asked, and shortens no closing."""
        return self._replace(asked=False, fresh=False)

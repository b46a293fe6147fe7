"""What must hold of a code that is not enough, where any one of two ways meets it (ADR 50)."""

from lockerd.domain.model.document_classes import Precondition
from lockerd.domain.model.events import Accepted, Answer, Refused, StartCollection
from lockerd.domain.model.grants import CodeRecord, SecondSecret
from lockerd.domain.model.ids import GrantId
from search import second_secret, statements
from search.broken import BrokenRuleError
from search.second_secret import MOST, Guesses
from search.statements import Proof

ABOUT_IT = second_secret.ABOUT_IT | statements.ABOUT_IT


def code_with_either(code: GrantId) -> CodeRecord:
    """A code that asks for a statement or its second secret."""
    ways = (Precondition.STATEMENT, Precondition.SECOND_SECRET)
    return CodeRecord(b"s", b"h", code, SecondSecret(b"s", b"h"), asks=(ways,))


def after_either(
    guesses: Guesses, proof: Proof, event: StartCollection, answer: Answer, *, newest: bool, begins: bool
) -> tuple[Guesses, Proof]:
    """After it was shown once more; ``newest``: with a statement of this order over the nonce that was given last.

    Raises ``BrokenRuleError`` where it must have had another answer.
    """
    right = event.second_secret is True and not guesses.closed
    holds = newest and proof.asked and not proof.closed
    if isinstance(answer, Accepted):
        if begins and not (right or holds):
            raise BrokenRuleError(f"ADR 50: {event.grant} opens its door, and neither way was met")
        return (Guesses(), Proof()) if begins else (guesses, proof)
    if not isinstance(answer, Refused) or answer.reason not in ABOUT_IT:
        return guesses, proof
    if right or (holds and proof.fresh):
        raise BrokenRuleError(f"ADR 50: one way of {event.grant} was met, and it is refused ({answer.reason})")
    if event.second_secret is False and not guesses.closed:
        guesses = Guesses(guesses.wrong + 1, closed=(guesses.wrong + 1) % MOST == 0)
    if proof.closed:
        return guesses, proof
    wrong = proof.wrong + (event.statement is not None and not holds)
    closed = wrong > proof.wrong and wrong % MOST == 0
    return guesses, Proof(asked=not closed, fresh=not closed, wrong=wrong, closed=closed)

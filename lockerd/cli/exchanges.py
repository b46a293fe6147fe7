"""What staff find behind the door of an exchange, where two documents may have lain (rule 23)."""

from enum import StrEnum
from typing import TYPE_CHECKING

from lockerd.cli.language import say

if TYPE_CHECKING:
    from lockerd.cli.reading.wall import Compartment


class Which(StrEnum):
    """Which of the two was found."""

    OLD = "old"
    NEW = "new"
    BOTH = "both"


def of_exchange(row: "Compartment") -> bool:
    """Whether a new document was put in there, and an old one is to be left for it."""
    return row.direction == "both"


def finding(row: "Compartment", which: Which) -> tuple[str, str]:
    """What reporting it means, and the question."""
    values = {"id": row.id, "order": row.order or ""}
    question = say("Did you look, and is nothing left there?")
    match which:
        case Which.OLD:
            return say(
                "{id} is the door of an exchange, order {order}. You say that the OLD document lay there and the new"
                " one did not: the old one is the office's from now on, with a receipt, and the order ends.",
                **values,
            ), question
        case Which.NEW:
            return say(
                "{id} is the door of an exchange, order {order}. You say that the NEW document lay there and the old"
                " one did not: nobody gets a receipt for that, the new one is taken back, and the order ends.",
                **values,
            ), question
        case Which.BOTH:
            return say(
                "{id} is the door of an exchange, order {order}. You say that BOTH documents lay there: the old one is"
                " the office's from now on, with a receipt, the new one is taken back, and the order ends.",
                **values,
            ), question

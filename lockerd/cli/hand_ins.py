"""What a person was to hand in, and may have: sentences for staff who look into its compartment (rules 17 and 20)."""

from typing import TYPE_CHECKING

from lockerd.cli.language import say

if TYPE_CHECKING:
    from lockerd.cli.reading.wall import Compartment


def of_hand_in(row: "Compartment") -> bool:
    """Whether the compartment carries the name of what a person was to bring, or has brought."""
    return row.direction == "in"


def in_custody(row: "Compartment") -> bool:
    """Whether the office has given a receipt for what lies inside."""
    return of_hand_in(row) and row.part_state == "handed_in"


def left_behind(row: "Compartment") -> bool:
    """Whether it did not open to a person, who was offered another one."""
    return of_hand_in(row) and row.part_state == "remainder"


def waiting(row: "Compartment") -> str | None:
    """What staff have to do there; None where nothing waits, or a person is still at it."""
    if in_custody(row):
        return say("{id} handed in, to be taken out", id=row.id)
    if of_hand_in(row) and row.condition == "to_check":
        return say("{id} to be looked into: it names order {order} until then", id=row.id, order=row.order)
    return None


def opening(row: "Compartment") -> str:
    """What opening it means."""
    if in_custody(row):
        return say("{id} holds what was handed in for the order {order}. Open it only to take that out.",
                   id=row.id, order=row.order)  # fmt: skip
    return say(
        "{id} carries the name of the order {order}: a person was to hand something in here. Once opened, its code"
        " opens this door no more until you have reported what you found.",
        id=row.id,
        order=row.order,
    )


def after_opening(row: "Compartment") -> str:
    """What to do at the open door."""
    if in_custody(row):
        return say("next: take it out, shut the door, then: lockerctl clear {id} --reason TEXT", id=row.id)
    return say(
        "next: look inside, take out what lies there, shut the door. Then, if there was something: lockerctl found {id}"
        " --reason TEXT; if there was nothing: lockerctl clear {id} --reason TEXT",
        id=row.id,
    )


def clearing(row: "Compartment") -> tuple[str, str]:
    """What reporting it empty means, and the question."""
    if in_custody(row):
        consequence = say(
            "{id} holds what was handed in for the order {order}, and a receipt was given for it. To clear it says that"
            " you took it out and that NOTHING is left there: its order ends. If it was not there, say so in the reason"
            " and tell the office.",
            id=row.id,
            order=row.order,
        )
        return consequence, say("Did you look, and is it empty?")
    if left_behind(row):
        consequence = say(
            "{id} did not open to a person of the order {order}, who was offered another door. To clear it says that"
            " you looked inside and found NOTHING. If you found something: lockerctl found {id} --reason TEXT",
            id=row.id,
            order=row.order,
        )
        return consequence, say("Did you look, and was nothing there?")
    consequence = say(
        "{id} carries the name of the order {order}: a person was to hand something in here. To clear it says that you"
        " looked inside and found NOTHING: there is no receipt, and the order waits for its person again; one that was"
        " cancelled ends. If you found something: lockerctl found {id} --reason TEXT",
        id=row.id,
        order=row.order,
    )
    return consequence, say("Did you look, and was nothing there?")


def finding(row: "Compartment") -> tuple[str, str]:
    """What reporting something found means, and the question."""
    if left_behind(row):
        consequence = say(
            "{id} did not open to a person of the order {order}, who was offered another door. To say found says that"
            " you took out what had been put in here all the same, and that NOTHING is left there: from now on it is"
            " the office's, with a receipt of its own.",
            id=row.id,
            order=row.order,
        )
        return consequence, say("Did you find something, and take it out?")
    consequence = say(
        "{id} carries the name of the order {order}. To say found says that you took out what a person had put in, and"
        " that NOTHING is left there: from now on it is the office's, with a receipt, and the code ends for good.",
        id=row.id,
        order=row.order,
    )
    return consequence, say("Did you find something, and take it out?")

"""The sentence of a visit: what to do now, and what a person has to know beside it."""

from lockerd.api.http.wording import COUNTED, Speaker, ending_id, offered_id, step_id
from lockerd.api.terminal.privacy import STEPS, Privacy
from lockerd.api.terminal.several import among_codes, among_several, is_exchanged
from lockerd.api.terminal.steps import ends_soon, hand_in_end, next_step, parts_left
from lockerd.domain.model.derived import asked_for
from lockerd.domain.model.looks import reading_of
from lockerd.domain.model.readings import Door
from lockerd.domain.model.state import State
from lockerd.domain.model.visits import NextStep, Phase, Visit
from lockerd.domain.model.words import Word


def sentence(state: State, visit: Visit, speaker: Speaker, may: frozenset[str], where: dict[str, str]) -> str:
    """The text of a visit. ``where``: its door (``compartment``, ``place``) as eyes read it, or as ears hear it."""
    part = None if visit.part is None else state.parts.get(visit.part)
    step, end = next_step(state, visit), hand_in_end(state, visit)
    text_id = _step_id(state, visit, may)
    if visit.phase is Phase.BETWEEN:
        text = speaker.say_number(text_id, len(visit.waiting))
    elif text_id in COUNTED:
        text = speaker.say_number(text_id, 1 if part is None else part.item_count, **where)
    else:
        text = speaker.say(text_id, count=max(len(visit.listed) + 1, len(visit.codes)), **where)
    order = None if visit.order is None else state.orders.get(visit.order)
    parts = 0 if order is None else asked_for(state, order.id)
    if parts > 1:
        text = among_several(state, visit, speaker, text, step=step, end=end)
    if step is NextStep.CONFIRM_IN and Word.MISSING in may and (part is None or part.missing is None):
        text = f"{speaker.say('step.checklist')} {text}"
    text = among_codes(visit, speaker, text)
    if Word.PAPER in may:
        text = f"{text} {speaker.say(offered_id(visit, end))}"
    if ends_soon(state, visit):
        text = f"{text} {speaker.say(ending_id(may=may))}"
    return text


def privacy_of(state: State, visit: Visit, may: frozenset[str]) -> Privacy:
    """Whose ears that sentence is for: how many things lie there, and for what, is nobody else's business."""
    part = None if visit.part is None else state.parts.get(visit.part)
    tells_a_number = part is not None and part.item_count > 1 and _step_id(state, visit, may) in COUNTED
    return Privacy.PRIVATE if tells_a_number or is_exchanged(state, visit) else STEPS[next_step(state, visit)]


def _step_id(state: State, visit: Visit, may: frozenset[str]) -> str:
    opened = visit.door is not None and reading_of(state, visit.door).door is Door.OPEN
    left, end = parts_left(state, visit), hand_in_end(state, visit)
    return step_id(visit, next_step(state, visit), opened=opened, may=may, left=left, end=end)

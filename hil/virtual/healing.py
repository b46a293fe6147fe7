"""After everything: nothing goes wrong any more, and within a day everybody is served."""

import asyncio
from collections import Counter
from typing import Any, Final

from virtual.documents import Document, Errand, Holder
from virtual.leaks import leaks
from virtual.people import Slip
from virtual.scene import LOADABLE, Scene
from virtual.town import BRINGABLE, Town
from virtual.troubles import Troubles

ROUNDS: Final = 60
PAUSE_S: Final = 300.0
STEP_S: Final = 30.0
TECHNICIAN: Final = 4
"""In one round of so many a technician opens what the office's people could not."""
READY_S: Final = 600.0
"""Longer than the longest power cut."""
PASSED: Final = frozenset({"part.handed_in", "part.collected"})
"""Once for each part: custody is never taken back."""
AT_REST: Final = frozenset({"free", "reserved", "to_check"})
"""What a door may be when everybody is served: where no sensor looks inside, staff do when it is needed."""
OFFICIAL: Final = frozenset(
    {"ask_staff", "code_not_valid", "expired", "no_letter", "already_collected", "order_not_ready"}
)
"""What sends a person to the office, where the document must then be found."""


async def heal(scene: Scene, town: Town, troubles: Troubles) -> None:
    """Mend everything, serve everybody, and judge what is left."""
    await troubles.mend()
    scene.note("healing", "nothing goes wrong any more")
    await _ready(scene)
    for number in range(ROUNDS):
        if _settled(scene) and not scene.left_out.perhaps and not await town.rounds.attention():
            break
        _shut_what_stands_open(scene)
        await asyncio.sleep(STEP_S)
        await town.office.give_all_free()
        await town.afterwards.free_all()
        await town.rounds.give_back()
        await town.rounds.go(opens=number % TECHNICIAN == TECHNICIAN - 1)
        await town.bench.go(slips=False)
        for document in tuple(scene.documents.values()):
            await _serve(scene, town, document)
        await town.load(slips=False)
        await asyncio.sleep(PAUSE_S)
    _judge(scene)
    await _judge_station(scene, town)


async def _ready(scene: Scene) -> None:
    until_s = scene.now_s + READY_S
    while not scene.station.service.ready and scene.now_s < until_s:  # noqa: ASYNC110 - lives come and go
        await asyncio.sleep(1.0)
    if not scene.station.service.ready:
        scene.breach("lockerd does not start again though nothing is wrong")
    await asyncio.sleep(120.0)  # readings, the broker's back-off, what central asks for again


def _shut_what_stands_open(scene: Scene) -> None:
    for compartment in scene.station.wall.world.compartments.values():
        if not compartment.pulling:
            scene.hands.push_shut(compartment.id)


async def _serve(scene: Scene, town: Town, document: Document) -> None:
    if document.errand is Errand.WALK_IN:
        return  # what lies behind a door is for staff
    view = scene.view(document)
    if _taken_unsaid(document) and document.some(Holder.WALL) and not document.called_back:
        await town.office.call_back(document)  # the exchange ends at the counter
    elif view is None or (view.state == "sent" and (document.some(Holder.OFFICE) or document.some(Holder.BRINGER))):
        await town.office.ask_again(document)
    elif document.brought:
        if not _is_served(scene, document):
            await town.visit(document, slip=Slip.NONE)
    elif document.some(Holder.WALL) and view.state in LOADABLE and not document.some(Holder.OFFICE):
        await town.office.call_back(document)  # the rest will never be put in: something was lost on the way
    elif document.some(Holder.WALL):
        await town.visit(document, slip=Slip.NONE)
        if document.some(Holder.WALL) and document.word in OFFICIAL:
            await _fetched_by_staff(scene, town, document)


def _taken_unsaid(document: Document) -> bool:
    """Whether staff took out the old one of an exchange and never reported it: its person has nothing to bring."""
    return document.errand is Errand.OLD_FIRST and any(
        document.is_brought(item) and at is Holder.STAFF and number not in document.receipts
        for number, (item, at) in enumerate(document.items.items(), 1)
    )


async def _fetched_by_staff(scene: Scene, town: Town, document: Document) -> None:
    """The person was sent to the office: staff must be called to that door, or find it by hand."""
    called = {each.get("compartment") for each in await town.rounds.attention()}
    for where in sorted(scene.places(document.name)):
        if where in called:
            await town.bench.take_out(where)


def _settled(scene: Scene) -> bool:
    return all(_is_served(scene, document) for document in scene.documents.values())


def _is_served(scene: Scene, document: Document) -> bool:
    if document.some(Holder.WALL):
        return False
    if document.refused or document.errand is Errand.WALK_IN:
        return True
    view = scene.view(document)
    if document.some(Holder.BRINGER):
        return view is not None and (view.closed or view.state not in BRINGABLE)
    return not document.some(Holder.OFFICE) or (view is not None and view.state not in LOADABLE)


def _judge(scene: Scene) -> None:
    for document in scene.documents.values():
        if not _is_served(scene, document):
            view = scene.view(document)
            state = "unknown" if view is None else view.state
            where = ", ".join(sorted(scene.places(document.name))) or "before the wall"
            scene.breach(f"{document.name} ({state}, {where}) reached nobody; last word: {document.word or 'none'}")


async def _judge_station(scene: Scene, town: Town) -> None:
    waiting = await town.rounds.attention()
    for call in waiting:
        scene.breach(f"still called for: {call['call']} {call.get('compartment') or ''} {call.get('reason') or ''}")
    status = await scene.admin.status()
    await asyncio.sleep(120.0)
    scene.rules.spent_once()
    _judge_what_was_asked_for(scene, await scene.admin.compartments())
    for words in leaks(scene.station.database):
        scene.breach(words)
    head = status["head"]
    status = await scene.admin.status()
    head = status["head"]
    scene.rules.numbered(scene.station.central.copy, (head["epoch"], head["number"]))


def _judge_what_was_asked_for(scene: Scene, believed: dict[str, dict[str, Any]]) -> None:
    """Doors are back, no code ended too early, and nobody was served twice."""
    for name, row in sorted(believed.items()):
        if row["condition"] not in AT_REST:
            scene.breach(f"{name} is {row['condition']}, and nobody can free it")
        if row["blocked"] or row["out_of_service"]:
            scene.breach(f"{name} is still left out, and everybody has given it back")
    events = [e for e in scene.station.central.copy.in_order() if (e.epoch, e.number) > scene.judged]
    for words in scene.sums.disagree(scene.documents, events):
        scene.breach(words)
    for words in scene.deadlines.judge(events):
        scene.breach(words)
    passed = Counter((e.type, e.order, e.data["part"]) for e in events if e.type in PASSED)
    for (kind, order, part), times in sorted(passed.items()):
        if times > 1:
            scene.breach(f"{kind} is told {times} times of part {part} of {order}")
    for notice in scene.station.central.notices:
        if notice.word == "problem":
            scene.breach(f"central: {notice.detail}")

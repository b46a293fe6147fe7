"""What a show needs to begin: the first thing that waits for it, else central announces one and staff put it in."""

from typing import Final

from lockersim.errors import SimError
from lockersim.people.papers import Document
from lockersim.server.stage import Stage
from lockersim.server.stock import announce, look_into, put_in
from lockersim.wall.demo import HAND_IN_CM

LETTER_S: Final = 10.0
NOT_LOADED: Final = frozenset({"announced", "reserved"})


async def to_put_in(stage: Stage) -> str:
    """A document that staff have on their desk."""
    world = stage.bench.wall.world
    for document in stage.bench.papers.documents.values():
        lies = any(map(world.where, document.put_in))
        if _state(stage, document) in NOT_LOADED and not document.brought and not lies:
            return document.name
    stage.say("prepares")
    return await announce(stage.bench, stage.desk, "identity_card")


async def to_collect(stage: Stage, *, contact: bool = False) -> str:
    """A document that lies ready; with ``contact``, behind a door whose contact tells of the leaf itself."""
    compartments, world = stage.bench.wall.world.compartments, stage.bench.wall.world
    for document in stage.bench.papers.documents.values():
        if document.kind == "collection" and _has_code(stage, document, "ready"):
            where = world.where(document.name)
            if where is not None and (compartments[where].has_contact or not contact):
                return document.name
    stage.say("prepares")
    if contact:
        await look_into(stage.bench, doors=1)  # of two at the same height, the one that is proven free is filled
    shelf_cm = HAND_IN_CM if contact else None
    name = await _put_in(stage, await announce(stage.bench, stage.desk, "identity_card", shelf_cm=shelf_cm))
    if contact and not compartments[world.where(name) or ""].has_contact:
        raise SimError("no door with a contact is free")
    return name


async def to_exchange(stage: Stage, form: str) -> str:
    """A new document that lies ready for whoever brings the old one, and a free door where one of its own is needed."""
    for document in stage.bench.papers.documents.values():
        lies = stage.bench.wall.world.where(document.name) is not None
        if document.form == form and lies and _has_code(stage, document, "ready", "awaited"):
            return document.name
    stage.say("prepares")
    await look_into(stage.bench, doors=2 if form == "old_first" else 1)
    return await _put_in(stage, await announce(stage.bench, stage.desk, "passport", kind="swap", form=form))


async def to_hand_in(stage: Stage) -> str:
    """Something that a person shall bring, and a door proven empty for it."""
    await _free_doors(stage, 1)
    documents = stage.bench.papers.documents.values()
    found = next((d.name for d in documents if d.brought and _has_code(stage, d, "awaited")), None)
    if found is None:
        stage.say("prepares")
        found = await announce(stage.bench, stage.desk, "passport", kind="hand_in")
        await _letter(stage, found)
    return found


async def to_bring(stage: Stage) -> str:
    """Something that nobody expects, in the hand of whoever found it, and more than one door: not the last one."""
    await _free_doors(stage, 3)
    name = stage.desk.next_name("key")
    stage.bench.papers.bring(name, "found_things")
    return name


async def _free_doors(stage: Stage, count: int) -> None:
    beliefs = (await stage.bench.admin.compartments()).values()
    free = sum(row["condition"] == "free" and row["item"] == "absent" for row in beliefs)
    if free < count:
        stage.say("prepares")
        await look_into(stage.bench, doors=count - free)


async def _put_in(stage: Stage, name: str) -> str:
    await put_in(stage.bench, name)
    await _letter(stage, name)
    if stage.bench.wall.world.where(name) is None:
        raise SimError(f"{name} was not put in")
    return name


async def _letter(stage: Stage, name: str) -> None:
    papers = stage.bench.papers

    def has_code() -> bool:
        view = papers.view(name)
        return view is not None and view.code is not None

    await stage.bench.wait(has_code, within_s=LETTER_S, what=f"central opens the code for {name}")


def _state(stage: Stage, document: Document) -> str | None:
    view = stage.bench.papers.view(document.name)
    return None if view is None else view.state


def _has_code(stage: Stage, document: Document, *states: str) -> bool:
    view = stage.bench.papers.view(document.name)
    return view is not None and view.state in states and view.code is not None

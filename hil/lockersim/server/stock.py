"""What lies in the demo's wall at first, and what is announced: put there by staff, one door after the other."""

from dataclasses import dataclass

from lockersim.bench import Bench
from lockersim.errors import SimError
from lockersim.people.inspecting import inspect
from lockersim.people.papers import CLASSES, needs_of
from lockersim.people.person import Person
from lockersim.server.desk import Desk
from lockersim.site.terminal import RefusedError
from lockersim.wall.demo import HAND_IN_DOORS

BROUGHT = ("passport", "key", "driving_licence")
"""What people bring back in the demo."""
EXPECTED = {"passport": ("passport", "form_signed", "photo"), "driving_licence": ("driving_licence", "photo")}
"""Codes of what people shall bring along, by class; of a key there is nothing to say."""
COUNTY = frozenset({"vehicle_papers", "number_plate"})
"""Classes that the county hands over; the town has all others."""


@dataclass(frozen=True, slots=True)
class Stock:
    """So many orders are announced, so many of them put in; so many people bring something; one exchanges."""

    announced: int = 12
    loaded: int = 6
    brought: int = 2


async def fill(bench: Bench, desk: Desk, stock: Stock) -> None:
    """Bring the wall to how the demo begins. Raises ``SimError``."""
    await documents(bench, desk, announced=stock.announced, loaded=stock.loaded)
    await look_into(bench, doors=stock.brought + 2)
    await put_in(bench, await announce(bench, desk, "passport", kind="swap"))
    for number in range(stock.brought):
        await announce(bench, desk, BROUGHT[number % len(BROUGHT)], kind="hand_in")


async def documents(bench: Bench, desk: Desk, *, announced: int, loaded: int) -> None:
    """Announce orders of every class and have staff put some of them in. Raises ``SimError``."""
    names = [await announce(bench, desk, CLASSES[number % len(CLASSES)]) for number in range(announced)]
    for name in names[:loaded]:
        await put_in(bench, name)


async def announce(
    bench: Bench,
    desk: Desk,
    document_class: str,
    *,
    kind: str = "collection",
    form: str = "same_compartment",
    shelf_cm: int | None = None,
) -> str:
    """Have central announce an order, for a shelf at that height if given, and return its document's name.

    Raises ``SimError``, also where lockerd refuses it. ``form``: of a ``swap``.
    """
    height = {} if shelf_cm is None else {"lowest_cm": shelf_cm, "highest_cm": shelf_cm}
    name = desk.next_name(document_class)
    reply = await bench.papers.announce(
        name,
        authority="kreis" if document_class in COUNTY else "stadt",
        document_class=document_class,
        needs=(needs_of(document_class) | height,) * (2 if form == "old_first" else 1),
        kind=kind,
        form=form,
        checklist=EXPECTED.get(document_class, ()) if kind == "hand_in" else (),
    )
    if reply.status != "accepted":
        raise SimError(f"lockerd refused an order of the demo: {reply.reason}")
    return name


async def look_into(bench: Bench, *, doors: int) -> None:
    """Have staff find so many doors for hand-ins empty: of a new wall nothing is proven, and nobody could bring."""
    beliefs = await bench.admin.compartments()
    unproven = [name for name in HAND_IN_DOORS if beliefs[name]["condition"] == "to_check"]
    for compartment in unproven[:doors]:
        await inspect(bench.scene, bench.admin, compartment, found=False, reason="demo")


async def put_in(bench: Bench, name: str) -> None:
    """Staff put in what an order speaks of. Raises ``SimError``."""
    person = Person(bench.scene, name, staff=True)
    try:
        await person.begin_loading()
        ending = await person.finish()
    except RefusedError as refusal:
        raise SimError(f"lockerd refused a loading of the demo: {refusal}") from None
    if ending.word != "loaded":
        raise SimError(f"{name} was to be put in, and that ended {ending}")


async def clear_out(bench: Bench, compartment: str, *, direction: str | None, reason: str) -> None:
    """Staff look behind a door and take out what lies there; ``direction`` is what lockerd says of its part.

    Raises ``SimError`` and ``RefusedError``.
    """
    items = bench.wall.world.compartments[compartment].items
    brought = direction in {"in", "both"} and bool(items)
    which = _which([item.name for item in items]) if direction == "both" else None
    try:
        await inspect(bench.scene, bench.admin, compartment, found=brought, reason=reason, which=which)
    except RefusedError as refusal:
        if refusal.code != "not_now" or not brought:
            raise
        # Of a thing that is nobody's any more it is only said that it is out.
        await bench.admin.clear(compartment, reason)


def _which(names: list[str]) -> str | None:
    """Which of the two documents of an exchange lie there."""
    old, new = (any(name.endswith(".old") is is_old for name in names) for is_old in (True, False))
    return "both" if old and new else "old" if old else "new" if new else None

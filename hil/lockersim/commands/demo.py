"""``lockersim demo``: a whole site to look at and play with, until Ctrl-C."""

import argparse

from lockersim.bench import Bench
from lockersim.commands.hand import keys_folder
from lockersim.errors import SimError
from lockersim.folder import emptied
from lockersim.people.inspecting import inspect
from lockersim.people.papers import CLASSES, needs_of
from lockersim.people.person import Person
from lockersim.server.app import listen, serve
from lockersim.server.desk import Desk
from lockersim.site.terminal import RefusedError
from lockersim.site.walk_ins import OF_THE_DEMO
from lockersim.wall.demo import HAND_IN_DOORS, demo_wall
from lockersim.world.model import ItemSensor

BROUGHT = ("passport", "key", "driving_licence")
EXPECTED = {"passport": ("passport", "form_signed", "photo"), "driving_licence": ("driving_licence", "photo")}
"""Codes of what people shall bring along, by class; of a key there is nothing to say."""
"""What people bring back in the demo."""


async def demo(arguments: argparse.Namespace) -> int:
    """Start everything, stock the wall, print the page's address and stay."""
    fitted = ItemSensor.FITTED if arguments.item_sensors else ItemSensor.NONE
    spec = demo_wall(item_sensor=fitted, hand_ins=True)
    with listen(arguments.port) as page, emptied(arguments.folder):
        print("lockersim: starting broker, wall and lockerd ...", flush=True)
        async with Bench(arguments.folder.resolve(), spec, walk_ins=OF_THE_DEMO, allow_iotcore=True) as bench:
            bench.keys.write(keys_folder(arguments.folder))
            desk = Desk(bench)
            await stock(bench, desk, announced=arguments.stock, loaded=arguments.loaded)
            await look_into(bench, doors=arguments.brought + 2)
            await await_exchange(bench, desk)
            await await_hand_ins(bench, desk, arguments.brought)
            port = page.getsockname()[1]
            print(f"lockersim: the wall is at http://127.0.0.1:{port}/  (Ctrl-C ends everything)", flush=True)
            await serve(desk, page)
    return 0


async def stock(bench: Bench, desk: Desk, *, announced: int, loaded: int) -> None:
    """Announce orders of every class and have staff put some of them in."""
    names = []
    for number in range(announced):
        document_class = CLASSES[number % len(CLASSES)]
        name = desk.next_name(document_class)
        authority = "kreis" if document_class in {"vehicle_papers", "number_plate"} else "stadt"
        reply = await bench.papers.announce(
            name, authority=authority, document_class=document_class, needs=(needs_of(document_class),)
        )
        if reply.status != "accepted":
            raise SimError(f"lockerd refused an order of the demo: {reply.reason}")
        names.append(name)
    for name in names[:loaded]:
        await put_in(bench, name)


async def look_into(bench: Bench, *, doors: int) -> None:
    """Have staff find so many doors for hand-ins empty: of a new wall nothing is proven, and nobody could bring."""
    beliefs = await bench.admin.compartments()
    unproven = [name for name in HAND_IN_DOORS if beliefs[name]["condition"] == "to_check"]
    for compartment in unproven[:doors]:
        await inspect(bench.scene, bench.admin, compartment, found=False, reason="demo")


async def await_exchange(bench: Bench, desk: Desk) -> None:
    """Have staff put in a new document for which somebody shall leave the old one."""
    name = desk.next_name("passport")
    reply = await bench.papers.announce(name, document_class="passport", needs=(needs_of("passport"),), kind="swap")
    if reply.status != "accepted":
        raise SimError(f"lockerd refused the exchange of the demo: {reply.reason}")
    await put_in(bench, name)


async def put_in(bench: Bench, name: str) -> None:
    """Staff put in what an order speaks of."""
    person = Person(bench.scene, name, staff=True)
    try:
        await person.begin_loading()
        await person.finish()
    except RefusedError as refusal:
        raise SimError(f"lockerd refused a loading of the demo: {refusal}") from None


async def await_hand_ins(bench: Bench, desk: Desk, count: int) -> None:
    """Announce so many things that people bring: their letters come at once."""
    for number in range(count):
        document_class = BROUGHT[number % len(BROUGHT)]
        name = desk.next_name(document_class)
        reply = await bench.papers.announce(
            name,
            document_class=document_class,
            needs=(needs_of(document_class),),
            kind="hand_in",
            checklist=EXPECTED.get(document_class, ()),
        )
        if reply.status != "accepted":
            raise SimError(f"lockerd refused a hand-in of the demo: {reply.reason}")

"""``lockersim demo``: a whole site to look at and play with, until Ctrl-C."""

import argparse
import shutil
from pathlib import Path

from lockersim.bench import Bench
from lockersim.broker import free_port
from lockersim.errors import SimError
from lockersim.model import ItemSensor
from lockersim.papers import CLASSES, needs_of
from lockersim.people import Person
from lockersim.server.app import serve
from lockersim.server.desk import Desk
from lockersim.spec import demo_wall
from lockersim.terminal import RefusedError

MARK = ".lockersim"
"""Marks a folder as ours to empty."""


async def demo(arguments: argparse.Namespace) -> int:
    """Start everything, stock the wall, print the page's address and stay."""
    _empty(arguments.folder)
    spec = demo_wall(item_sensor=ItemSensor.FITTED if arguments.item_sensors else ItemSensor.NONE)
    port = arguments.port or free_port()
    print("lockersim: starting broker, wall and lockerd ...", flush=True)
    async with Bench(arguments.folder.resolve(), spec, allow_iotcore=True) as bench:
        desk = Desk(bench)
        await stock(bench, desk, announced=arguments.stock, loaded=arguments.loaded)
        print(f"lockersim: the wall is at http://127.0.0.1:{port}/  (Ctrl-C ends everything)", flush=True)
        await serve(desk, port=port)
    return 0


async def stock(bench: Bench, desk: Desk, *, announced: int, loaded: int) -> None:
    """Announce orders of every class and have staff put some of them in."""
    names = []
    for number in range(announced):
        document_class = CLASSES[number % len(CLASSES)]
        name = desk.next_name(document_class)
        authority = "kreis" if document_class in {"vehicle_papers", "number_plate"} else "stadt"
        reply = await bench.papers.announce(
            name, authority=authority, document_class=document_class, needs=needs_of(document_class)
        )
        if reply.status != "accepted":
            raise SimError(f"lockerd refused an order of the demo: {reply.reason}")
        names.append(name)
    for name in names[:loaded]:
        person = Person(bench, name, staff=True)
        try:
            await person.begin_loading()
            await person.finish()
        except RefusedError as refusal:
            raise SimError(f"lockerd refused a loading of the demo: {refusal}") from None


def _empty(folder: Path) -> None:
    """Make the scratch folder anew; a folder that is not ours is left alone."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise SimError(f"{folder} is not empty and not a folder of the demo")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()

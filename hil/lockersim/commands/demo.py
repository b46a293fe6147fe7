"""``lockersim demo``: a whole site to look at and play with, until Ctrl-C."""

import argparse

from lockersim.bench import Bench
from lockersim.commands.hand import keys_folder
from lockersim.folder import emptied
from lockersim.server.app import listen, serve
from lockersim.server.desk import Desk
from lockersim.server.stock import Stock, fill
from lockersim.site.walk_ins import OF_THE_DEMO
from lockersim.wall.demo import demo_wall
from lockersim.world.model import ItemSensor


async def demo(arguments: argparse.Namespace) -> int:
    """Start everything, stock the wall, print the page's address and stay."""
    fitted = ItemSensor.FITTED if arguments.item_sensors else ItemSensor.NONE
    spec = demo_wall(item_sensor=fitted, hand_ins=True)
    with listen(arguments.port) as page, emptied(arguments.folder):
        print("lockersim: starting broker, wall and lockerd ...", flush=True)
        async with Bench(arguments.folder.resolve(), spec, walk_ins=OF_THE_DEMO, allow_iotcore=True) as bench:
            bench.keys.write(keys_folder(arguments.folder))
            desk = Desk(bench)
            stock = Stock(arguments.stock, arguments.loaded, arguments.brought)
            await fill(bench, desk, stock)
            port = page.getsockname()[1]
            print(f"lockersim: the wall is at http://127.0.0.1:{port}/  (Ctrl-C ends everything)", flush=True)
            await serve(desk, page, stock=stock)
    return 0

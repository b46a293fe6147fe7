"""The command line of ``lockersim``: one subcommand a module of `lockersim.commands`."""

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from lockercentral.errors import CentralError
from lockersim.errors import SimError
from lockersim.site.site import AUTHORITIES, SITE_ID

PORT = 8470
SWITCH_S = 0.0005


def main() -> None:
    """Run one subcommand; the exit code is 0 when all went well, 1 when not, 2 when it could not begin."""
    arguments = _parser().parse_args()
    # The simulated boards answer within milliseconds, whatever other threads of ours draw or scan.
    sys.setswitchinterval(SWITCH_S)
    try:
        sys.exit(asyncio.run(_run(arguments)))
    except (SimError, CentralError) as error:
        print(f"lockersim: {error}", file=sys.stderr)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # who read us has read enough; the rest is for nobody
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="lockersim", description="The simulated wall around lockerd.")
    commands = parser.add_subparsers(dest="command", required=True)

    demo = commands.add_parser("demo", help="broker, wall, lockerd, central and the page, until Ctrl-C")
    demo.add_argument("--port", type=int, default=PORT, help=f"of the page on 127.0.0.1 (default {PORT}, 0: any)")
    demo.add_argument("--folder", type=Path, default=Path("run"), help="scratch folder, emptied at start")
    demo.add_argument("--stock", type=int, default=12, help="orders announced at start (default 12)")
    demo.add_argument("--loaded", type=int, default=6, help="how many of them staff put in at start (default 6)")
    demo.add_argument("--brought", type=int, default=2, help="hand-ins announced at start (default 2)")
    demo.add_argument("--item-sensors", action="store_true", help="fit every compartment with an item sensor")

    badge = commands.add_parser("badge", help="a staff badge for the running demo, as its text")
    badge.add_argument("--folder", type=Path, default=Path("run"), help="the demo's folder (default run)")
    badge.add_argument("--id", default="staff-1", help="a pseudonym (default staff-1)")
    badge.add_argument("--authority", choices=AUTHORITIES, default=AUTHORITIES[0])
    badge.add_argument(
        "--role",
        action="append",
        choices=["loading", "retrieval", "supervisor", "technician"],
        help="once for each (default: loading and retrieval)",
    )
    badge.add_argument(
        "--hours", type=_at_least_one, default=24, help="good from a minute ago for so long (default 24)"
    )

    letter = commands.add_parser("letter", help="what a person gets by post from the running demo, as JSON")
    letter.add_argument("order", nargs="?", help="the order's id (default: the code issued last)")
    letter.add_argument("--folder", type=Path, default=Path("run"), help="the demo's folder (default run)")
    letter.add_argument("--sealed", help="open this sealed code instead of asking the demo")
    letter.add_argument("--png", type=Path, metavar="FILE", help="draw the QR code into this file, too")

    scenario = commands.add_parser("scenario", help="play scenario files and judge them")
    scenario.add_argument("files", type=Path, nargs="+", metavar="FILE")
    scenario.add_argument("--rig", type=Path, help="what is real and what is simulated (default: all simulated here)")
    scenario.add_argument("--jobs", type=_at_least_one, default=1, help="how many are played at a time (default 1)")
    scenario.add_argument("--report", choices=["text", "json"], default="text")
    scenario.add_argument("--keep", type=Path, help="keep keys, database, logs and the film in this folder")

    review = commands.add_parser("review", help="a translation on a page, for a native speaker to read and sign")
    review.add_argument("language", metavar="LANG", help="such as tr")
    review.add_argument("--port", type=int, default=PORT, help=f"of the page on 127.0.0.1 (default {PORT}, 0: any)")

    wall = commands.add_parser("wall", help="only the simulated boards, for a lockerd of your own")
    wall.add_argument("--folder", type=Path, default=Path("run"), help="where the serial devices appear")
    wall.add_argument("--rig", type=Path, help="play the boards on this rig's lines")

    replay = commands.add_parser("replay", help="a recorded line as a board, or a support bundle as a film")
    replay.add_argument("recording", type=Path, metavar="FILE", help="by `lockerctl bus record` or `support bundle`")
    replay.add_argument("--port", type=int, default=PORT, help=f"of a film's page (default {PORT}, 0: any)")
    replay.add_argument("--folder", type=Path, default=Path("run"), help="where the serial device appears")
    replay.add_argument("--as-scenario", type=Path, metavar="FILE", help="write the story that repeats a film")

    central = commands.add_parser("central", help="only central's ears: every event of a site as one line of JSON")
    central.add_argument("--broker-port", type=int, default=1883)
    central.add_argument("--site", default=SITE_ID)
    return parser


async def _run(arguments: argparse.Namespace) -> int:
    task = asyncio.current_task()
    assert task is not None
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, task.cancel)
    try:
        match arguments.command:
            case "demo":
                from lockersim.commands.demo import demo

                return await demo(arguments)
            case "badge":
                from lockersim.commands.hand import badge

                return badge(arguments)
            case "letter":
                from lockersim.commands.hand import letter

                return await letter(arguments)
            case "scenario":
                from lockersim.commands.stories import stories

                return await stories(arguments)
            case "review":
                from lockersim.commands.review import review

                return await review(arguments)
            case "wall":
                from lockersim.commands.wall import wall
                from lockersim.site.rig import read_rig

                return await wall(arguments.folder, read_rig(arguments.rig))
            case "replay":
                from lockersim.commands.replay import as_scenario, replay

                if arguments.as_scenario is not None:
                    return as_scenario(arguments.recording, arguments.as_scenario)
                return await replay(arguments.recording, arguments.folder, arguments.port)
            case _:
                from lockercentral.ears import listen

                await listen(arguments.broker_port, arguments.site)
                return 0
    except asyncio.CancelledError:
        return 130 if arguments.command == "scenario" else 0


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


if __name__ == "__main__":
    main()

"""What the screen reader Orca says at the terminal page, written down: ``python hil/reader/heard.py PAPER.md``.

A display without a screen, a session bus, AT-SPI, a speech dispatcher whose voice is silent, Orca, Chromium and a whole
station. The keys come from the X server, as from a keyboard; hands act on the simulated wall. Needs what `make heard`
installs.
"""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

from session import Session, running
from walk import STEPS, Visitor

from lockersim.bench import Bench
from lockersim.server.app import listen, serve
from lockersim.server.desk import Desk
from lockersim.server.stock import announce, documents, look_into
from lockersim.wall.demo import demo_wall

HEAD = """# What a screen reader says

The terminal page of the demo, read by Orca {orca} over AT-SPI in Chromium
{chromium}, by keyboard alone. `make heard` plays it and writes this paper:
Orca writes down what it gives to its voice. What the page says is German, what
Orca adds is English. Bold is a key, or what is typed; in italics, what happens
without one. In this session without a desktop Orca says what has the focus a
moment late, at times with the next key.

No person has listened to this: whether it is good to hear, only people who work
with a screen reader can say.
"""


async def hear(session: Session, root: Path) -> str:
    """Play every step and return the paper."""
    async with Bench(root, demo_wall(hand_ins=True)) as bench:
        desk = Desk(bench)
        await documents(bench, desk, announced=2, loaded=2)
        await look_into(bench, doors=2)
        await announce(bench, desk, "passport", kind="hand_in")
        with listen(0) as page:
            serving = asyncio.create_task(serve(desk, page))
            try:
                async with session.browser(f"http://127.0.0.1:{page.getsockname()[1]}/terminal?embedded=1") as versions:
                    visitor, paper = Visitor(bench, session), [HEAD.format(**versions)]
                    for title, step in STEPS:
                        paper.append(f"\n## {title}\n\n")
                        paper += await visitor.live(step)
            finally:
                serving.cancel()
                await asyncio.wait({serving})
    return "".join(paper)


async def played() -> str:
    """Start the session and play; return the paper."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        async with running(root) as session:
            return await hear(session, root / "site")


def main(target: Path) -> None:
    """Write the paper."""
    paper = asyncio.run(played())
    target.write_text(paper)
    print(f"{target}: {paper.count(chr(10))} lines")


if __name__ == "__main__":
    if "IN_OWN_SESSION" not in os.environ:
        os.environ["IN_OWN_SESSION"] = "1"
        os.execvp("dbus-run-session", ["dbus-run-session", "--", sys.executable, *sys.argv])
    main(Path(sys.argv[1]))

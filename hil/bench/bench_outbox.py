"""How fast a full outbox drains to a broker. Prints a table and writes ``hil/bench/out/outbox.json``.

Run: ``python hil/bench/bench_outbox.py`` (needs mosquitto); takes a minute or two. Three ways in turn, medians of three
rounds: ours (database, events, window, acknowledgements, deletion), a floor (the same bytes from memory through the
same link), and the obvious way (read a row, publish with aiomqtt, wait, delete). A last round, not timed, has a
subscriber that checks that every event came once and in order.
"""

import asyncio
import contextlib
import json
import platform
import shutil
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import aiomqtt

from lockerd.central import events
from lockerd.central.adapter import WINDOW, connect
from lockerd.central.link import Broker, Link, OversizedPostError, Post
from lockerd.central.pump import Pump
from lockerd.central.topics import Topics
from lockerd.domain.model.facts import Fact, FactType
from lockerd.domain.model.ids import CompartmentId
from lockerd.store import Commit, Stamp, Store

OUT = Path(__file__).parent / "out" / "outbox.json"
EVENTS = 60_000
NAIVE_EVENTS = 1_000
ROUNDS = 3
TOPICS = Topics("bench")
WILL = Post(TOPICS.state, "{}", retain=True)
STAMP = Stamp(boot="bench", mono_ms=1, powered_ms=1, lo_s=1_800_000_000, hi_s=1_800_000_001)


@contextmanager
def mosquitto(folder: Path) -> Iterator[int]:
    path = shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if path is None:
        raise SystemExit("mosquitto is not installed")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    config = folder / "mosquitto.conf"
    config.write_text(f"user root\nlistener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n")
    process = subprocess.Popen([path, "-c", str(config)], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        for line in process.stderr:
            if "running" in line:
                break
        yield port
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


async def fill(store: Store, count: int) -> None:
    """Openings and closings, as a wall would report them."""
    fact = Fact(
        FactType.DOOR_OPENED,
        CompartmentId("A07"),
        None,
        {"observed": "opened", "input": "bus0/0/7", "attempt": 4711, "after_ms": 180},
    )
    for _ in range(count // 500):
        await store.commit(Commit(STAMP, facts=(fact,) * 500))


@asynccontextmanager
async def full_store(folder: Path, count: int) -> AsyncIterator[Store]:
    with tempfile.TemporaryDirectory(dir=folder) as place:
        store = Store.open(Path(place) / "lockerd.db", new_salt=lambda: bytes(16))
        try:
            await fill(store, count)
            yield store
        finally:
            store.close()


async def emptied(store: Store) -> None:
    while await store.unsent(0, 1):  # noqa: ASYNC110 - the database tells nobody that it changed
        await asyncio.sleep(0.02)


async def drain(store: Store, link: Link) -> None:
    """Ours, until the last row is gone from the database."""

    def oversized(post: OversizedPostError) -> None:
        raise post

    pump = Pump(store=store, topics=TOPICS, complain=lambda _: None, oversized=oversized)
    running = asyncio.create_task(pump.run(link))
    await emptied(store)
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def ours(folder: Path, port: int) -> float:
    async with full_store(folder, EVENTS) as store, connect(Broker("127.0.0.1", port, "bench"), WILL) as link:
        begun = time.perf_counter()
        await drain(store, link)
        return EVENTS / (time.perf_counter() - begun)


async def floor(folder: Path, port: int) -> float:
    async with full_store(folder, 500) as store:
        posts = [events.post(TOPICS, row) for row in await store.unsent(0, 500)]
    async with connect(Broker("127.0.0.1", port, "bench"), WILL) as link:
        room = asyncio.Semaphore(WINDOW)
        begun = time.perf_counter()
        for number in range(EVENTS):
            await room.acquire()
            last = link.post(posts[number % 500])
            last.add_done_callback(lambda _: room.release())
        await last
        return EVENTS / (time.perf_counter() - begun)


async def naive(folder: Path, port: int) -> float:
    async with full_store(folder, NAIVE_EVENTS) as store, aiomqtt.Client("127.0.0.1", port) as client:
        begun = time.perf_counter()
        for _ in range(NAIVE_EVENTS):
            (row,) = await store.unsent(0, 1)
            post = events.post(TOPICS, row)
            await client.publish(post.topic, post.payload, qos=1)
            await store.acknowledged([row.id])
        return NAIVE_EVENTS / (time.perf_counter() - begun)


async def arrived_once_and_in_order(folder: Path, port: int) -> bool:
    numbers: list[int] = []

    async def listen(client: aiomqtt.Client) -> None:
        async for message in client.messages:
            numbers.append(int(json.loads(bytes(message.payload))["data"]["number"]))
            if len(numbers) == EVENTS:
                return

    async with aiomqtt.Client("127.0.0.1", port, identifier="check") as client:
        await client.subscribe(f"{TOPICS.source}/event/#", qos=1)
        listening = asyncio.create_task(listen(client))
        async with full_store(folder, EVENTS) as store, connect(Broker("127.0.0.1", port, "bench"), WILL) as link:
            await drain(store, link)
            async with asyncio.timeout(60):
                await listening
    return numbers == list(range(1, EVENTS + 1))


WAYS: dict[str, Callable[[Path, int], Awaitable[float]]] = {"ours": ours, "floor": floor, "one by one": naive}


async def measure(folder: Path, port: int) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in WAYS}
    for _ in range(ROUNDS):
        for name, way in WAYS.items():
            rates[name].append(await way(folder, port))
    return rates


def main() -> None:
    """Measure, print and write."""
    with tempfile.TemporaryDirectory() as place, mosquitto(Path(place)) as port:
        rates = asyncio.run(measure(Path(place), port))
        in_order = asyncio.run(arrived_once_and_in_order(Path(place), port))
    medians = {name: statistics.median(values) for name, values in rates.items()}
    print(f"{'way':<12} {'events/s':>10} {'ratio to floor':>15}")
    for name, rate in medians.items():
        print(f"{name:<12} {rate:>10.0f} {rate / medians['floor']:>15.2f}")
    print(f"{EVENTS} events in {EVENTS / medians['ours']:.2f} s; once and in order: {'yes' if in_order else 'NO'}")
    OUT.parent.mkdir(exist_ok=True)
    result = {
        "events": EVENTS,
        "window": WINDOW,
        "events_per_s": {name: [round(rate) for rate in values] for name, values in rates.items()},
        "median_per_s": {name: round(rate) for name, rate in medians.items()},
        "once_and_in_order": in_order,
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    OUT.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()

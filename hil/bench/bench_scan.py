"""Scan period over wire time, processor time per exchange, and unlock latency, of lockerd and of others in one run.

Run: python hil/bench/bench_scan.py [--seconds 4] [--rounds 3] [--unlocks 30]. Prints tables and writes
out/bench_scan.json. The rounds of all that are compared take turns; what is shown are medians over the rounds.

The boards are a process of their own that answers at once and sends one byte per byte time; each client is one too, and
only its own processor time counts. ``bare`` is a blocking loop that does nothing else: what it has above 1.0 is the
machine's and the device's, and nobody can be better. ``loop`` is the same on an event loop, where nobody can block.
"""

import argparse
import json
import os
import platform
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import scan_lockerd
import scan_queue
from scan_case import Case
from scan_device import FORK, Line, line
from scan_peers import PEERS, Meter

OUT = Path(__file__).parent / "out" / "bench_scan.json"
Row = dict[str, Any]

CU48, BCC, WAVESHARE = Case("cu48", 19_200, 10), Case("bcc", 9_600, 31), Case("waveshare", 9_600, 8)
SCANS: tuple[tuple[Case, tuple[str, ...]], ...] = (
    (CU48, ("bare", "loop", "lockerd", "streams", "careful", "hobby")),
    (Case("cu16", 19_200, 15), ("bare", "loop", "lockerd")),
    (BCC, ("bare", "loop", "lockerd", "hobby")),
    (Case("cu48", 9_600, 10), ("bare", "loop", "lockerd")),
    (Case("cu48", 115_200, 10), ("bare", "loop", "lockerd", "streams")),
    (WAVESHARE, ("bare", "loop", "lockerd", "pymodbus")),
)
UNLOCKS: tuple[tuple[Case, tuple[str, ...]], ...] = (
    (Case("cu48", 19_200, 1), ("lockerd",)),
    (CU48, ("lockerd", "queue")),
    (Case("bcc", 9_600, 1), ("lockerd",)),
    (BCC, ("lockerd", "queue")),
)
WAITS: dict[str, Callable[[Line, Case, int], list[float]]] = {
    "lockerd": scan_lockerd.unlock_waits,
    "queue": scan_queue.unlock_waits,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=4.0, help="of scanning, for each client and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--unlocks", type=int, default=30, help="for each client and round")
    options = parser.parse_args()
    load_before = os.getloadavg()[0]
    for case, _ in (*SCANS, *UNLOCKS):
        assert case.answers  # made once, before anything is measured
    scans: dict[tuple[Case, str], list[Row]] = {(case, peer): [] for case, peers in SCANS for peer in peers}
    waits: dict[tuple[Case, str], list[float]] = {(case, peer): [] for case, peers in UNLOCKS for peer in peers}
    for _ in range(options.rounds):
        for (case, peer), rows in scans.items():
            rows.append(_apart(_scan, case, peer, options.seconds))
        for (case, peer), found in waits.items():
            found.extend(_apart(_wait, case, peer, options.unlocks))
    result = {
        "machine": {"processor": _processor(), "cores": os.cpu_count(), "python": platform.python_version()},
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "scans": [_scan_row(case, peer, rows) for (case, peer), rows in scans.items()],
        "unlocks": [_wait_row(case, peer, found) for (case, peer), found in waits.items()],
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(result, indent=2) + "\n")
    _show(result)


def _apart(job: Callable[..., Any], *arguments: Any) -> Any:
    """Do a job in a process of its own, so that its processor time is nobody else's."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=lambda: theirs.send(job(*arguments)))
    process.start()
    theirs.close()
    try:
        return ours.recv()
    except EOFError:
        raise SystemExit(f"{arguments[:2]} failed") from None
    finally:
        process.join()
        ours.close()


def _scan(case: Case, peer: str, seconds: float) -> Row:
    meter = Meter(seconds)
    with line(case) as far:
        (scan_lockerd.scan if peer == "lockerd" else PEERS[peer])(far.path, case, meter)
    return {
        "ratio": meter.took_s / meter.exchanges / case.exchange_s,
        "cpu_ms_per_1000": meter.cpu_s * 1_000_000 / meter.exchanges,
        "cpu_share": meter.cpu_s / meter.took_s,
        "faults": meter.faults,
    }


def _wait(case: Case, peer: str, count: int) -> list[float]:
    with line(case) as far:
        return WAITS[peer](far, case, count)


def _scan_row(case: Case, peer: str, rows: Sequence[Row]) -> Row:
    medians = {key: statistics.median(row[key] for row in rows) for key in rows[0]}
    return {"case": case.name, "scan_wire_ms": case.scan_s * 1000, "client": peer} | medians | {"rounds": list(rows)}


def _wait_row(case: Case, peer: str, waits: Sequence[float]) -> Row:
    waits_ms = sorted(wait * 1000 for wait in waits)
    # On average half an exchange is in flight, at worst a whole one; then the door is read, and the frame goes out.
    rest_ms = (case.look_s + case.unlock_s) * 1000
    exchange_ms = case.exchange_s * 1000
    return {
        "case": case.name,
        "client": peer,
        "p50_ms": statistics.median(waits_ms),
        "max_ms": waits_ms[-1],
        "ideal_p50_ms": rest_ms + exchange_ms / 2,
        "ideal_max_ms": rest_ms + exchange_ms,
        "all_ms": waits_ms,
    }


def _processor() -> str:
    for each in Path("/proc/cpuinfo").read_text().splitlines():
        name, _, value = each.partition(":")
        if name.strip() in {"model name", "Model"}:
            return value.strip()
    return platform.machine()


def _show(result: Row) -> None:
    """Print the tables as docs/performance.md has them."""
    print(f"{result['machine']}, load {result['load_before']:.1f} before, {result['load_after']:.1f} after\n")
    print("| Scan | Wire, ms | Client | Period / wire | CPU, ms per 1,000 exchanges | Of a core |")
    print("|---|---|---|---|---|---|")
    for row in result["scans"]:
        costs = f"{row['cpu_ms_per_1000']:.0f} | {row['cpu_share'] * 100:.1f} %"
        print(f"| {row['case']} | {row['scan_wire_ms']:.0f} | {row['client']} | {row['ratio']:.3f} | {costs} |")
    print("\n| Unlock while scanning | Client | Median, ms | Ideal | Worst, ms | Ideal |\n|---|---|---|---|---|---|")
    for row in result["unlocks"]:
        times = " | ".join(f"{row[key]:.1f}" for key in ("p50_ms", "ideal_p50_ms", "max_ms", "ideal_max_ms"))
        print(f"| {row['case']} | {row['client']} | {times} |")


if __name__ == "__main__":
    main()

"""How long a full collection of garbage stops the daemon: with all that it has loaded, and with that taken out of it.

Run: python hil/bench/bench_garbage.py [--rounds 9]. Loads what the daemon loads and nothing else; prints medians and
writes out/bench_garbage.json.
"""

import argparse
import gc
import importlib
import statistics
import time

import figures

LOADED = ("lockerd.daemon.run", "lockerd.api.admin.admin", "lockerd.api.terminal.terminal", "lockerd.central.session")


def collection_ms(rounds: int) -> float:
    """Median of a full collection that finds nothing."""
    took = []
    gc.collect()
    for _ in range(rounds):
        began = time.perf_counter()
        gc.collect()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    for name in LOADED:
        importlib.import_module(name)
    found: dict[str, float] = {"objects": len(gc.get_objects()), "whole_ms": round(collection_ms(rounds), 2)}
    gc.freeze()
    found["frozen_ms"] = round(collection_ms(rounds), 3)
    figures.keep("bench_garbage", found)


if __name__ == "__main__":
    main()

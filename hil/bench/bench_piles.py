"""How long staff need for a pile of envelopes, and what the machine adds to the time of their hands.

Run: ``python hil/bench/bench_piles.py [--envelopes 40]``. The whole daemon in virtual time, at the demo's wall with an
item sensor behind each door: what the processor needs is not in it, what lines, locks and sensors need is. Hands take
always the same: `virtual.piles` says how long. Prints the figures and writes ``hil/bench/out/bench_piles.json``.
"""

import argparse
import logging
import statistics

from figures import keep

from virtual.piles import PUTS_IN_S, READS_S, WALKS_S, play


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--envelopes", type=int, default=40)
    logging.getLogger("lockerd").setLevel(logging.CRITICAL + 1)
    pace = play(parser.parse_args().envelopes)
    hands_s = READS_S + WALKS_S + PUTS_IN_S
    keep(
        "bench_piles",
        {
            "envelopes": len(pace.opens_ms),
            "codes": pace.codes,
            "hands_s": hands_s,
            "total_s": round(pace.total_s, 1),
            "each_s": round(pace.total_s / len(pace.opens_ms), 2),
            "opens_ms": round(statistics.median(pace.opens_ms)),
            "knows_ms": round(statistics.median(pace.knows_ms)),
            "added_ms": round(statistics.median(pace.added_ms)),
            "added_ms_worst": round(max(pace.added_ms)),
            "confirmed_ms": round(pace.confirmed_ms),
            "breaches": list(pace.breaches),
        },
    )


if __name__ == "__main__":
    main()

"""How long codes take: sign, verify, find, draw. Prints a table and writes ``hil/bench/out/codes.json``.

Run: ``python hil/bench/bench_codes.py``; takes about five seconds.
"""

import json
import platform
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from lockerd.codes import jws, qr, seal, token, typed
from lockerd.codes.jws import JwsType
from lockerd.codes.keys import key_id, key_id_hex

OUT = Path(__file__).parent / "out" / "codes.json"
SITE = "bench"
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
CENTRAL = X25519PrivateKey.from_private_bytes(bytes(range(32)))
RECORDS = 1000


def timed_us(work: Callable[[], object], *, rounds: int) -> list[float]:
    """Microseconds of each round, sorted, after a warm-up."""
    work()
    samples = []
    for _ in range(rounds):
        begun = time.perf_counter_ns()
        work()
        samples.append((time.perf_counter_ns() - begun) / 1000)
    return sorted(samples)


def records() -> list[tuple[int, bytes, bytes]]:
    salts = [number.to_bytes(16) for number in range(RECORDS)]
    codes = [typed.typed_code(f"{number:08d}") for number in range(RECORDS)]
    hashes = [typed.keyed_hash(code, key=bytes(32), salt=salt) for code, salt in zip(codes, salts, strict=True)]
    return list(zip(range(RECORDS), salts, hashes, strict=True))


def main() -> None:
    keys = {key_id(KEY.public_key()): KEY.public_key()}
    named = {key_id_hex(KEY.public_key()): KEY.public_key()}
    kid = key_id_hex(KEY.public_key())
    text = token.sign(bytes(16), site_id=SITE, exp_s=1_800_000_000, key=KEY)
    command = jws.sign({"order": "x" * 500}, key=KEY, kid=kid, typ=JwsType.COMMAND)
    stored = records()
    first, last, none = (typed.typed_code(digits) for digits in ("00000000", f"{RECORDS - 1:08d}", "99999999"))
    work: dict[str, tuple[Callable[[], object], int]] = {
        "token sign": (lambda: token.sign(bytes(16), site_id=SITE, exp_s=1_800_000_000, key=KEY), 2000),
        "token verify": (lambda: token.verify(text, site_id=SITE, keys=keys), 2000),
        "JWS sign, 500 bytes": (lambda: jws.sign({"order": "x" * 500}, key=KEY, kid=kid, typ=JwsType.COMMAND), 1000),
        "JWS verify, 500 bytes": (lambda: jws.verify(command, keys=named, typ=JwsType.COMMAND), 1000),
        "seal a token": (lambda: seal.seal(text.encode(), CENTRAL.public_key(), info=b"bench"), 1000),
        f"find in {RECORDS}, first": (lambda: typed.find(first, stored, key=bytes(32)), 200),
        f"find in {RECORDS}, last": (lambda: typed.find(last, stored, key=bytes(32)), 200),
        f"find in {RECORDS}, none": (lambda: typed.find(none, stored, key=bytes(32)), 200),
        "QR as SVG": (lambda: qr.svg(text), 20),
        "QR as PNG": (lambda: qr.png(text), 20),
        "QR as terminal text": (lambda: qr.terminal(text), 20),
    }
    results = {name: timed_us(call, rounds=rounds) for name, (call, rounds) in work.items()}
    median = {name: round(statistics.median(samples), 1) for name, samples in results.items()}
    p99 = {name: round(samples[int(len(samples) * 0.99)], 1) for name, samples in results.items()}
    report = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "qr_version": qr.version(text),
        "qr_level": "M",
        "token_chars": len(text),
        "median_us": median,
        "p99_us": p99,
    }
    OUT.parent.mkdir(exist_ok=True)
    OUT.write_text(json.dumps(report, indent=2) + "\n")
    print(f"{'':24}{'median':>12}{'99 of 100':>12}")
    for name in results:
        print(f"{name:24}{median[name]:>9.1f} us{p99[name]:>9.1f} us")
    print(f"QR version {report['qr_version']}-M for {report['token_chars']} characters")


if __name__ == "__main__":
    main()

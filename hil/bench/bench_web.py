"""What a web framework costs the daemon: memory and processor time to be there, and the time of an ordinary request.

Run: python hil/bench/bench_web.py [--rounds 3] [--requests 2000]. Prints a table and writes out/bench_web.json.

Each contender of hil/bench/web serves 38 routes with a body, a path, a query and a header that are checked, one
connection at a time over a unix socket. Contenders that are no requirement of ours are installed into a temporary
folder; what cannot be fetched is left out. Rounds are interleaved; figures are medians. ``made`` is import and set-up
beyond what the daemon has anyway (pydantic, uvicorn); ``served`` the same after the requests.
"""

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import figures

HERE = Path(__file__).parent
INSTALLED: dict[str, list[str]] = {
    "fastapi": [],
    "starlette": [],
    "litestar": ["litestar"],
    "blacksheep": ["blacksheep", "essentials-openapi"],
    "aiohttp": ["aiohttp-pydantic"],
}
"""What each contender needs that is not here already."""
BODY = json.dumps({"order": "0193a2f4-7c1e-7b1a-9c55-3d2f10aa0b42", "badge": "b" * 300}).encode()
REQUEST = (
    b"POST /v1/37/somebody?limit=7 HTTP/1.1\r\nHost: lockerd\r\nContent-Type: application/json\r\n"
    b"Accept-Language: de\r\nIdempotency-Key: 6f1c2a9e-1d5b-4c7e\r\nContent-Length: " + str(len(BODY)).encode()
) + b"\r\n\r\n"
UNFIT = REQUEST.replace(b"6f1c2a9e-1d5b-4c7e", b"short             ")
WITHIN_S = 30.0


def is_here(name: str, folder: Path) -> bool:
    """Whether a contender is here, or could be fetched."""
    if not INSTALLED[name]:
        return True
    pip = [sys.executable, "-m", "pip", "-q", "--disable-pip-version-check", "install", "--target", str(folder / name)]
    done = subprocess.run([*pip, *INSTALLED[name], "uvicorn", "pydantic"], check=False, stderr=subprocess.DEVNULL)
    if done.returncode != 0:
        print(f"{name}: left out, it could not be fetched")
    return done.returncode == 0


@contextmanager
def running(command: list[str], extra: Path | None, path: Path) -> Iterator[tuple[int, dict[str, float]]]:
    """A contender that serves: its process, and what it says of itself."""
    environment = os.environ | ({} if extra is None else {"PYTHONPATH": str(extra)})
    process = subprocess.Popen(
        [*command, str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    )
    assert process.stdout is not None
    try:
        said = json.loads(process.stdout.readline())
        until_s = time.monotonic() + WITHIN_S
        while not path.exists() and time.monotonic() < until_s:
            time.sleep(0.01)
        yield process.pid, said
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
        path.unlink(missing_ok=True)


def answer(connection: socket.socket, request: bytes) -> bytes:
    """Send a request; all of its answer."""
    connection.sendall(request + BODY)
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def requests_ms(path: Path, count: int) -> list[float]:
    """How long each of so many requests took; the first hundred do not count."""
    took = []
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(WITHIN_S)
        for _ in range(1500):
            try:
                connection.connect(str(path))
                break
            except ConnectionRefusedError:
                time.sleep(0.02)
        for _ in range(count + 100):
            began = time.perf_counter()
            said = answer(connection, REQUEST)
            took.append((time.perf_counter() - began) * 1000)
        assert b" 20" in said[:13], said
        assert b'"number":7' in said.replace(b": ", b":"), said
        refused = answer(connection, UNFIT)
        assert b" 4" in refused[:12], refused
    return took[100:]


def rss_mib(pid: int) -> float:
    """Resident memory of a process."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--requests", type=int, default=2_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name_of_folder:
        folder = Path(name_of_folder)
        rows: dict[str, list[dict[str, float]]] = {name: [] for name in INSTALLED if is_here(name, folder)}
        for _ in range(arguments.rounds):
            for name, found_of in rows.items():
                command = [sys.executable, str(HERE / "web" / f"with_{name}.py")]
                extra = folder / name if INSTALLED[name] else None
                with running(command, extra, folder / "web.sock") as (pid, said):
                    took = requests_ms(folder / "web.sock", arguments.requests)
                    served = {
                        "served_mib": rss_mib(pid) - said.pop("before_mib"),
                        "p50_ms": statistics.median(took),
                        "p99_ms": statistics.quantiles(took, n=100)[98],
                    }
                    found_of.append(said | served)
    found = {
        name: {what: round(statistics.median(row[what] for row in each), 2) for what in each[0]}
        for name, each in rows.items()
    }
    figures.keep("bench_web", found)


if __name__ == "__main__":
    main()

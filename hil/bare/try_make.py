"""Run ``make demo`` or ``make test`` as a newcomer does, and tell when each line was said: ``try_make.py COMMAND``."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

TEST_TOOLS = ("pytest", "hypothesis", "mypy", "playwright")


def lines_of(making: "subprocess.Popen[str]", began_s: float) -> Iterator[str]:
    """What it says, shown with the time."""
    assert making.stdout is not None
    for line in making.stdout:
        print(f"{time.monotonic() - began_s:7.1f} s  {line}", end="", flush=True)
        yield line


def page_of(address: str, *, patience: int = 1) -> str:
    """The page at that address; empty where nobody answers. The address is told a moment before it is served."""
    for _ in range(patience):
        try:
            with urllib.request.urlopen(address, timeout=20) as answer:
                return str(answer.read().decode())
        except urllib.error.URLError:
            time.sleep(0.1)
    return ""


def demo_fault(making: "subprocess.Popen[str]", began_s: float) -> str:
    """Look at the page once it is there, then press Ctrl-C; why it was no good, if so."""
    address, seen = "", ""
    for line in lines_of(making, began_s):
        if found := re.search(r"the wall is at (http://\S+)", line):
            address, seen = found[1], page_of(found[1], patience=100)
            os.killpg(making.pid, signal.SIGINT)
    making.wait()
    if "<html" not in seen:
        return f"no page at {address or 'any address'}"
    if page_of(address):
        return "Ctrl-C has ended nothing"
    tools = [tool for tool in TEST_TOOLS if list(Path(".venv/lib").glob(f"*/site-packages/{tool}"))]
    return f"it has installed tools of the tests: {', '.join(tools)}" if tools else ""


def main(command: str) -> int:
    """0 when it did what it should."""
    began_s = time.monotonic()
    making = subprocess.Popen(
        ["make", command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True
    )
    if command == "demo":
        fault = demo_fault(making, began_s)
    else:
        list(lines_of(making, began_s))
        fault = f"exit status {making.returncode}" if making.wait() else ""
    print(f"{time.monotonic() - began_s:7.1f} s  make {command}: {fault or 'good'}")
    return 1 if fault else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

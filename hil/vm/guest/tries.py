"""Tries what a broken-into lockerd might try, and what lockerd itself does; prints as JSON which error each gave.

Runs with the settings of lockerd.service. An empty string: it was done.
"""

import ctypes
import errno
import fcntl
import json
import mmap
import os
import socket
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path

GPIO_GET_CHIPINFO = 0x8044B401
CLONE_NEWUSER = 0x10000000
LIBC = ctypes.CDLL(None, use_errno=True)


def libc(name: str, *arguments: object) -> None:
    """Call a function of the C library; raises `OSError`."""
    if getattr(LIBC, name)(*arguments) == -1:
        raise OSError(ctypes.get_errno(), name)


def write(path: str, text: str = "1") -> None:
    Path(path).write_text(text)


def open_device(path: str) -> int:
    return os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)


def ask_chip() -> None:
    fcntl.ioctl(open_device("/dev/gpiochip0"), GPIO_GET_CHIPINFO, bytearray(68))


def clock_may_be_asked() -> None:
    libc("adjtimex", ctypes.create_string_buffer(256))


def executable_memory() -> None:
    mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)


def realtime() -> None:
    os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(1))


def others_processes() -> None:
    Path("/proc/1/status").read_text()


def set_clock() -> None:
    time.clock_settime(time.CLOCK_REALTIME, time.time() + 1)


def load_program() -> None:
    """bpf(2), BPF_PROG_LOAD with nonsense: it is refused before anybody looks at it."""
    libc("syscall", 321, 5, struct.pack("128x"), 128)


def reach(address: str) -> None:
    host, _, port = address.rpartition(":")
    socket.create_connection((host, int(port)), timeout=5).close()


def listen() -> None:
    socket.create_server(("127.0.0.1", 0)).close()


TRIES: dict[str, Callable[[], object]] = {
    "serial": lambda: open_device("/dev/lockerd/bus0"),
    "pins": ask_chip,
    "led": lambda: write("/sys/class/leds/lock-a03/delay_on", "500"),
    "state": lambda: write("/var/lib/lockerd/try"),
    "clock": clock_may_be_asked,
    "disk": lambda: open_device("/dev/anybodys-disk"),
    "files": lambda: write("/srv/anybodys/try"),
    "usr": lambda: write("/usr/try"),
    "sysctl": lambda: write("/proc/sys/kernel/panic"),
    "home": lambda: list(Path("/home").iterdir()),
    "packets": lambda: socket.socket(socket.AF_PACKET, socket.SOCK_RAW),
    "mount": lambda: libc("mount", b"none", b"/mnt", b"tmpfs", 0, None),
    "namespace": lambda: libc("unshare", CLONE_NEWUSER),
    "set_clock": set_clock,
    "realtime": realtime,
    "executable_memory": executable_memory,
    "others_processes": others_processes,
    "root": lambda: os.setuid(0),
    "bpf": load_program,
    "secret": lambda: Path("/etc/shadow").read_bytes(),
    "credentials": lambda: list(Path("/etc/credstore").iterdir()),
    "keys": lambda: write("/etc/lockerd/keys/try"),
    "listen": listen,
}
BROKER, ELSEWHERE = "broker", "elsewhere"
"""Addresses that the command line names: one that lockerd.toml names, and one that it does not."""


def tried(what: Callable[[], object]) -> str:
    """The name of the error it gave."""
    try:
        what()
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, "ETIMEDOUT" if isinstance(error, TimeoutError) else "?")
    return ""


if __name__ == "__main__":
    for name, address in zip((BROKER, ELSEWHERE), sys.argv[1:], strict=False):
        TRIES[name] = lambda address=address: reach(address)
    print(json.dumps({name: tried(what) for name, what in TRIES.items()}))

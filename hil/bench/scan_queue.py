"""The usual way to open a door in a program that scans: a queue that is looked at when the scan is through."""

import threading
import time
from contextlib import closing
from queue import Empty, SimpleQueue
from random import Random

import serial
from scan_case import CHANNELS, Case
from scan_device import Line
from scan_lockerd import REST_S
from scan_peers import PATIENCE_S, WARM_S


def unlock_waits(line: Line, case: Case, count: int) -> list[float]:
    """How long each of ``count`` unlocks took from being asked for to its last byte at the board, in seconds."""
    wishes: SimpleQueue[bytes] = SimpleQueue()
    over = threading.Event()
    scanning = threading.Thread(target=_scan, args=(line.path, case, wishes, over))
    scanning.start()
    moment = Random()
    frames = list(case.unlocks())
    waits = []
    time.sleep(WARM_S)
    for n in range(count):
        asked_s = time.monotonic()
        wishes.put(frames[(n % case.boards) * CHANNELS + n % CHANNELS])
        waits.append(line.unlocks.recv() - asked_s)
        time.sleep(REST_S + moment.uniform(0, case.scan_s))
    over.set()
    scanning.join()
    return waits


def _scan(path: str, case: Case, wishes: "SimpleQueue[bytes]", over: threading.Event) -> None:
    answers = {frame: len(answer) for frame, answer in case.answers.items()}
    with closing(serial.Serial(path, case.speed_baud, timeout=PATIENCE_S)) as port:
        while not over.is_set():
            for ask in case.asks:
                port.write(ask.request)
                port.read(ask.reply_bytes)
            try:
                frame = wishes.get_nowait()
            except Empty:
                continue
            port.write(frame)
            port.read(answers[frame])

"""Processes the simulator starts: each in a session of its own, so that Ctrl-C reaches only the simulator."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from lockersim.errors import SimError

STOP_S = 10.0
COMMAND_S = 120.0


async def start_process(command: Sequence[str], log: Path) -> asyncio.subprocess.Process:
    """Start a program whose words go to the end of ``log``; raises ``SimError`` when there is no such program."""
    with log.open("ab") as words:
        try:
            return await asyncio.create_subprocess_exec(
                *command, stdin=asyncio.subprocess.DEVNULL, stdout=words, stderr=words, start_new_session=True
            )
        except OSError as error:
            raise SimError(f"{command[0]} cannot be started: {error.strerror}") from None


async def run_command(command: Sequence[str], log: Path) -> None:
    """Run a program to its end; raises ``SimError`` when it fails or does not end. Nothing to run is fine."""
    if not command:
        return
    process = await start_process(command, log)
    try:
        async with asyncio.timeout(COMMAND_S):
            status = await process.wait()
    except TimeoutError:
        raise SimError(f"{' '.join(command)} did not end within {COMMAND_S:g} s") from None
    finally:
        await kill_process(process)
    if status:
        raise SimError(f"{' '.join(command)} ended with {status}: {last_words(log)}")


async def stop_process(process: asyncio.subprocess.Process) -> None:
    """Ask a process to end, and end it when it does not."""
    if process.returncode is None:
        process.terminate()
    await end_process(process)


async def end_process(process: asyncio.subprocess.Process) -> None:
    """Give a process that was asked to end its time, then end it."""
    try:
        async with asyncio.timeout(STOP_S):
            await process.wait()
    except TimeoutError:
        await kill_process(process)


async def kill_process(process: asyncio.subprocess.Process) -> None:
    """End a process at once."""
    if process.returncode is None:
        process.kill()
        await process.wait()


def last_words(log: Path) -> str:
    """Return the end of a log."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return text[-800:].strip() or "(it said nothing)"

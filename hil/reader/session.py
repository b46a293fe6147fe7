"""A desktop session without a screen, in which Orca reads what Chromium shows."""

import asyncio
import os
import re
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Page, async_playwright

SILENT_VOICE = 'AudioOutputMethod "libao"\nAddModule "dummy" "sd_dummy" ""\nDefaultModule dummy\nDefaultLanguage de\n'
SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?:\{.*\})?$", re.MULTILINE)
QUIET_S = 2.5
"""Orca has said all that it says of a key."""
BEGINS_S = 7.0
"""So late it may begin on a busy machine."""
LONGEST_S = 40.0
LOOK_S = 0.2


@dataclass
class Session:
    """``page`` is set while a browser is open."""

    log: Path
    page: Page | None = None
    _heard: int = field(default=0)

    async def key(self, name: str) -> None:
        """Press a key, as X calls it."""
        await _run("xdotool", "key", name)

    async def type(self, digits: str) -> None:
        """Type digits, slowly enough for whoever listens."""
        await _run("xdotool", "type", "--delay", "150", digits)

    async def focused(self) -> str:
        """What has the focus on the page: what is said of it may come late."""
        assert self.page is not None
        text: str = await self.page.evaluate("document.activeElement.textContent")
        return text

    async def said(self) -> list[str]:
        """What Orca has said since it was asked last, once it has begun and been quiet for a while."""
        size, quiet_s, waited_s, found = self._heard, 0.0, 0.0, list[str]()
        while waited_s < LONGEST_S and quiet_s < (QUIET_S if size > self._heard else BEGINS_S):
            await asyncio.sleep(LOOK_S)
            found = SAID.findall(self.log.read_text(errors="replace"))
            quiet_s, waited_s = quiet_s + LOOK_S if len(found) == size else 0.0, waited_s + LOOK_S
            size = len(found)
        heard, self._heard = found[self._heard :], size
        return [text for text in heard if text.strip()]

    @asynccontextmanager
    async def browser(self, address: str) -> AsyncIterator[dict[str, str]]:
        """Chromium in the whole window, with the focus on its page; gives the versions that play."""
        path = shutil.which("chromium")
        assert path is not None, "chromium is not installed"
        arguments = ["--no-sandbox", "--force-renderer-accessibility", "--kiosk", "--lang=de", f"--app={address}"]
        async with async_playwright() as playwright:
            folder = self.log.parent / "profile" / "Default"
            folder.mkdir(parents=True)
            (folder / "Preferences").write_text('{"translate": {"enabled": false}}')
            profile = await playwright.chromium.launch_persistent_context(
                folder.parent, executable_path=path, headless=False, args=arguments, no_viewport=True
            )
            self.page = profile.pages[0]
            await self.page.locator(".choices button").first.wait_for()
            for window in (await _run("xdotool", "search", "--onlyvisible", "--class", "chrom")).split():
                await _run("xdotool", "windowfocus", window)
            chromium = (await _run(path, "--version")).split()
            yield {"orca": (await _run("orca", "--version")).strip(), "chromium": chromium[1]}
            await profile.close()


@asynccontextmanager
async def running(root: Path) -> AsyncIterator[Session]:
    """Everything but the browser; ends all of it, the newest first."""
    home, log = root / "home", root / "orca.log"
    for folder in (home, root / "runtime", root / "speech"):
        folder.mkdir(mode=0o700)
    (root / "runtime" / "speech-dispatcher" / "pid").mkdir(parents=True)
    (root / "speech" / "speechd.conf").write_text(f'LogDir "{root}"\n{SILENT_VOICE}')
    os.environ |= {"HOME": str(home), "XDG_RUNTIME_DIR": str(root / "runtime"), "LC_ALL": "C.UTF-8"}
    async with AsyncExitStack() as stack:
        os.environ["DISPLAY"] = await stack.enter_async_context(_display())
        await stack.enter_async_context(_program("/usr/libexec/at-spi-bus-launcher", "--launch-immediately"))
        speech = ("speech-dispatcher", "-s", "-t", "0", "-C", str(root / "speech"))
        await stack.enter_async_context(_program(*speech))
        await stack.enter_async_context(_program("orca", "--replace", f"--debug-file={log}", settle_s=4.0))
        yield Session(log)


@asynccontextmanager
async def _display() -> AsyncIterator[str]:
    """A screen that nobody sees, under the first number that is free."""
    read, write = os.pipe()
    command = ("Xvfb", "-displayfd", str(write), "-screen", "0", "1080x1920x24")
    async with _program(*command, pass_fds=(write,)):
        os.close(write)
        with os.fdopen(read) as told:
            yield f":{told.readline().strip()}"


@asynccontextmanager
async def _program(*command: str, settle_s: float = 1.0, pass_fds: tuple[int, ...] = ()) -> AsyncIterator[None]:
    quiet = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*command, stdout=quiet, stderr=quiet, pass_fds=pass_fds)
    await asyncio.sleep(settle_s)
    assert process.returncode is None, f"{command[0]} has ended"
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
            try:
                async with asyncio.timeout(3):
                    await process.wait()
            except TimeoutError:
                process.kill()
                await process.wait()


async def _run(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()
    return out.decode()

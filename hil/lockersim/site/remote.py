"""Terminals of a site that are other machines: on this one all the same, but over TLS, as across a network."""

import asyncio
import ssl
import sys
from pathlib import Path

from lockersim.errors import SimError
from lockersim.site.broker import free_port
from lockersim.site.terminal import Terminal

ADDRESS = "127.0.0.1"


class Remote:
    """Those of one site; they are enrolled as a technician would do it, by ``lockerctl``."""

    def __init__(self, config: Path) -> None:
        self.port = free_port()
        self._config = config

    @property
    def toml(self) -> str:
        """The section of lockerd's configuration."""
        return f'[api.remote]\naddress = "{ADDRESS}"\nport = {self.port}\nnames = ["{ADDRESS}"]\nfolder = "terminals"\n'

    async def enroll(self, name: str) -> None:
        """Make the files of a terminal; raises ``SimError``."""
        await self._lockerctl("enroll", name, "--out", str(self._files(name)))

    async def revoke(self, name: str) -> None:
        """Let a terminal in no more; raises ``SimError``."""
        await self._lockerctl("revoke", name)

    def context(self, name: str) -> ssl.SSLContext:
        """What the terminal checks and shows."""
        files = self._files(name)
        context = ssl.create_default_context(cafile=files / "ca.pem")
        context.load_cert_chain(files / "terminal.pem", files / "terminal.key")
        return context

    def terminal(self, name: str) -> Terminal:
        """The terminal, once it is enrolled."""
        return Terminal.on_port(f"https://{ADDRESS}:{self.port}", self.context(name))

    def _files(self, name: str) -> Path:
        return self._config.parent / "enrolled" / name

    async def _lockerctl(self, *words: str) -> None:
        process = await asyncio.create_subprocess_exec(
            Path(sys.executable).with_name("lockerctl"),
            "terminal",
            *words,
            "--config",
            str(self._config),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await process.communicate()
        if process.returncode != 0:
            raise SimError(f"lockerctl terminal {' '.join(words)}: {said.decode(errors='replace')}")

"""The MQTT broker of a run: mosquitto where it is installed, for the demo alone the ``iotcore`` package instead."""

import asyncio
import contextlib
import os
import shutil
import socket
import sys
from pathlib import Path

from lockersim.errors import SimError
from lockersim.site.process import kill_process, start_process, stop_process

START_S = 10.0
_IOTCORE = "import sys; from iotcore import Broker; Broker(config_path=sys.argv[1]).run_forever()"


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody uses at the moment."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def find_mosquitto() -> str | None:
    """Return the path of mosquitto, also where it hides in sbin."""
    return shutil.which("mosquitto", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Broker:
    """A broker on 127.0.0.1, without TLS, that can be killed and started again."""

    def __init__(self, folder: Path, *, port: int, allow_iotcore: bool = False) -> None:
        self.port, self._folder = port, folder
        self._process: asyncio.subprocess.Process | None = None
        self._command = self._choose(allow_iotcore=allow_iotcore)

    @property
    def running(self) -> bool:
        """Whether its process is there."""
        return self._process is not None and self._process.returncode is None

    async def start(self) -> None:
        """Start it and wait until it listens; raises ``SimError``."""
        if self.running:
            return
        self._process = await start_process(self._command, self._folder / "broker.log")
        try:
            async with asyncio.timeout(START_S):
                while not await self._listens():
                    if self._process.returncode is not None:
                        raise SimError(f"the broker ended at once, see {self._folder / 'broker.log'}")
                    await asyncio.sleep(0.05)
        except TimeoutError:
            raise SimError(f"the broker does not listen on port {self.port}") from None

    async def kill(self) -> None:
        """Take it away without warning: what it only had in memory is lost."""
        if self._process is not None:
            await kill_process(self._process)

    async def stop(self) -> None:
        """Let it end in order."""
        if self._process is not None:
            await stop_process(self._process)

    async def _listens(self) -> bool:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.close()
            return True
        return False

    def _choose(self, *, allow_iotcore: bool) -> list[str]:
        mosquitto = find_mosquitto()
        if mosquitto is not None:
            config = self._folder / "mosquitto.conf"
            config.write_text(_mosquitto_conf(self.port))
            return [mosquitto, "-c", str(config)]
        if not allow_iotcore:
            raise SimError("mosquitto is not installed (apt-get install mosquitto)")
        config = self._folder / "iotcore.toml"
        config.write_text(_iotcore_toml(self.port))
        return [sys.executable, "-c", _IOTCORE, str(config)]


def _mosquitto_conf(port: int) -> str:
    # Started as root it would become a user who may not read the folder.
    user = "user root\n" if os.geteuid() == 0 else ""
    return f"{user}listener {port} 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\npersistence false\n"


def _iotcore_toml(port: int) -> str:
    return f"""id = 0

[router]
id = 0
max_connections = 100
max_outgoing_packet_count = 200
max_segment_size = 104857600
max_segment_count = 10

[v5.1]
name = "demo"
listen = "127.0.0.1:{port}"
next_connection_delay_ms = 1

[v5.1.connections]
connection_timeout_ms = 60000
max_payload_size = 262144
max_inflight_count = 200
dynamic_filters = true
"""

"""A running fake daemon, and commands run as from a shell."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from admin_fake import Done, Handler, Lockerctl, Server, Wall, compartment, order

from lockerd.cli import main
from lockerd.cli.language import VARIABLES


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is spoken where the tests run."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def wall() -> Wall:
    occupied = compartment("A02", 2, condition="occupied", door="closed", order=order()["id"], part=1, parts=1)
    return Wall({"A01": compartment("A01", 1), "A02": occupied})


@pytest.fixture
def socket(wall: Wall, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The socket of a running fake daemon; commands find it by the environment."""
    path = tmp_path / "admin.sock"
    handler = type("Handler", (Handler,), {"wall": wall})
    with Server(str(path), handler) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        serving.start()
        monkeypatch.setenv("LOCKERD_ADMIN_SOCKET", str(path))
        yield path
        server.shutdown()
        serving.join()


@pytest.fixture
def lockerctl(capsys: pytest.CaptureFixture[str]) -> Lockerctl:
    """Run one command as from a shell."""

    def run(*arguments: str) -> Done:
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        said = capsys.readouterr()
        return Done(int(ended.value.code or 0), said.out, said.err)

    return run

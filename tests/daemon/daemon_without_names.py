"""A real lockerd on a machine whose name servers keep silent: a look-up takes a minute and cannot be broken off."""

import socket
import time

from lockerd.daemon import main

SILENT_S = 60


def getaddrinfo(*_: object, **__: object) -> list[object]:
    time.sleep(SILENT_S)
    raise socket.gaierror(-3, "Temporary failure in name resolution")


socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]

if __name__ == "__main__":
    main()

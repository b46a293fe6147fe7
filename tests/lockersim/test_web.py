"""A server of pages that is cancelled leaves nothing that the next connection stumbles over."""

import asyncio
import socket

import pytest
from fastapi import FastAPI

from lockersim.web import serve_until_cancelled


@pytest.mark.asyncio
async def test_it_lets_go_of_its_socket_before_it_has_ended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        serving = asyncio.create_task(serve_until_cancelled(FastAPI(), listening))
        reader, writer = await asyncio.open_connection(*listening.getsockname())
        writer.write(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert await reader.readline() == b"HTTP/1.1 404 Not Found\r\n"
        serving.cancel()
        await asyncio.wait({serving})
        assert serving.cancelled()
        assert listening.fileno() == -1, "the loop has closed it, and watches its number no more"
        writer.close()

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from fastapi import Response

from reasoning.errors import EngineError, SettingsError
from ui.server import Server
from ui.services import Services


@asynccontextmanager
async def no_engine() -> AsyncIterator[Services]:
    raise EngineError("there is no model in /nowhere")
    yield


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def test_an_engine_that_cannot_be_opened_ends_the_server_with_its_line() -> None:
    with pytest.raises(EngineError, match="there is no model in /nowhere"):
        Server("127.0.0.1", free_port(), no_engine).run()


def test_a_port_that_is_taken_is_one_line_that_names_the_setting() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port} .*set DELIBERATE_PORT"):
            Server("127.0.0.1", port, no_engine).run()


def test_health_is_503_until_the_engine_can_answer() -> None:
    server, response = Server("127.0.0.1", 1, no_engine), Response()
    assert server._health(response) == {"status": "starting", "model": None}
    assert response.status_code == 503
    server.model = "tiny"
    assert server._health(response) == {"status": "ok", "model": "tiny"}
    assert response.status_code == 200

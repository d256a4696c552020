"""Listening on an address."""

from __future__ import annotations

import pytest

from assistant import AssistantError
from assistant.web import PortInUse
from assistant.web.server import listen


def test_a_port_in_use_is_an_error_that_says_what_to_do() -> None:
    with listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortInUse, match=f"port {port} on 127.0.0.1 is in use: .*--port {port + 1}") as caught:
            listen("127.0.0.1", port)
    assert caught.value.port == port
    assert isinstance(caught.value, AssistantError)


def test_a_port_is_free_again_when_its_listener_is_closed() -> None:
    with listen("127.0.0.1", 0) as first:
        port = first.getsockname()[1]
    with listen("127.0.0.1", port) as second:
        assert second.getsockname()[1] == port

"""Who may ask now."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from assistant.web.admission import ASKING, Admission
from assistant.web.guard import Limits
from assistant.web.visitors import Visitor, with_visitor

Visit = Callable[..., Any]


class Queue:
    """Takes questions until it is full, and counts them."""

    def __init__(self, room: int = 1_000) -> None:
        self.room = room
        self.taken = 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as any ASGI application
        self.taken += 1
        status = 200 if self.taken <= self.room else 503
        await send({"type": "http.response.start", "status": status, "headers": []})
        await send({"type": "http.response.body", "body": b"inner", "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def test_a_visitor_who_asks_too_often_is_told_when_to_come_again_and_others_are_not(visit: Visit) -> None:
    queue = Queue()
    app = Admission(queue, Limits(often=3))
    eager, other = visit(app, address="10.0.0.9"), visit(app, address="10.0.0.10")
    assert [eager("POST", ASKING).status for _ in range(4)] == [200, 200, 200, 429]
    reply = eager("POST", ASKING, Accept_Language="ru")
    wait = int(reply.headers["retry-after"])
    assert 0 < wait <= 60
    assert json.loads(reply.text) == {"detail": f"Занято, повторите через {wait} с."}
    assert other("POST", ASKING).status == 200
    assert eager("GET", "/page/words").status == 200
    assert queue.taken == 5


def test_who_signed_in_is_counted_by_name_wherever_from(visit: Visit) -> None:
    inner = Admission(Queue(), Limits(often=1))

    async def app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as any ASGI application
        await inner(with_visitor(scope, Visitor("anna")), receive, send)

    assert visit(app, address="10.0.0.9")("POST", ASKING).status == 200
    assert visit(app, address="10.0.0.10")("POST", ASKING).status == 429


def test_a_full_queue_is_told_with_the_time_to_come_again(visit: Visit) -> None:
    reply = visit(Admission(Queue(room=0), Limits()))("POST", ASKING)
    assert (reply.status, reply.headers["retry-after"]) == (429, "5")
    assert json.loads(reply.text) == {"detail": "Busy, try again in 5 seconds."}


def test_without_a_limit_any_number_may_be_asked(visit: Visit) -> None:
    visitor = visit(Admission(Queue(), Limits(often=0)))
    assert {visitor("POST", ASKING).status for _ in range(200)} == {200}

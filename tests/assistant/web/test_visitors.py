"""Who asks, and from where."""

from __future__ import annotations

from typing import Any

import pytest

from assistant.web.visitors import SESSION, Visitor, is_local, is_our_own, session_of, visitor_of, with_visitor


def scope(client: str = "127.0.0.1", **headers: str) -> dict[str, Any]:
    """Return a request from an address with these headers, named with underscores."""
    given = {"host": "127.0.0.1:7860"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return {
        "client": (client, 1),
        "headers": [(name.encode(), value.encode()) for name, value in given.items() if value],
    }


@pytest.mark.parametrize("host", ["127.0.0.1:7860", "localhost", "LOCALHOST:80", "[::1]:7860"])
def test_who_sits_at_this_machine_is_local(host: str) -> None:
    assert is_local(scope(host=host))
    assert is_local(scope("::1", host=host))


@pytest.mark.parametrize(
    "request_",
    [
        scope("10.0.0.9"),
        scope(host="conference.example"),
        scope(host=""),
        scope(x_forwarded_for="10.0.0.9"),
        scope(forwarded="for=10.0.0.9"),
        scope(x_real_ip="10.0.0.9"),
        scope(via="1.1 proxy"),
        scope() | {"client": None},
    ],
)
def test_who_comes_from_elsewhere_or_through_a_proxy_is_not(request_: dict[str, Any]) -> None:
    assert not is_local(request_)


@pytest.mark.parametrize(
    ("headers", "ours"),
    [
        ({}, True),
        ({"origin": "http://127.0.0.1:7860"}, True),
        ({"origin": "http://127.0.0.1:7861"}, False),
        ({"origin": "https://evil.example"}, False),
        ({"origin": "null"}, False),
        ({"sec_fetch_site": "same-origin"}, True),
        ({"sec_fetch_site": "cross-site", "origin": "http://127.0.0.1:7860"}, False),
        ({"sec_fetch_site": "same-site"}, False),
    ],
)
def test_a_page_of_another_site_is_not_ours(headers: dict[str, str], ours: bool) -> None:
    assert is_our_own(scope(**headers)) == ours


def test_a_session_is_taken_from_its_cookie_alone() -> None:
    assert session_of(scope(cookie=f"a=b; {SESSION}=x.y; c=d")) == "x.y"
    assert session_of(scope(cookie="a=b")) == ""
    assert session_of(scope(cookie="\x00=;;=,")) == ""


def test_nobody_is_noted_until_somebody_is() -> None:
    assert visitor_of({}) == Visitor()
    anna = Visitor("anna", operator=True)
    assert visitor_of(with_visitor({}, anna)) == anna

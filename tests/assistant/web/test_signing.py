"""Signing in and out, and that nothing is to be had without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI, Response

from assistant.accounts import Accounts, add_account
from assistant.web.guard import OPEN_FOLDERS, OPEN_PATHS, ASGIApp, Guard, Limits
from assistant.web.signing import _FREE, Gate, add_signing
from assistant.web.visitors import SESSION, visitor_of
from assistant.web.wording import words_for

PASSWORD = " ".join(["correct", "horse", "battery"])
Visit = Callable[..., Any]


def application(accounts: Accounts | None, *, local: bool = False) -> ASGIApp:
    """Return an application that says who asks, behind the gate."""
    app = FastAPI()
    if accounts:
        add_signing(
            app, accounts, lambda r: words_for(r.cookies, r.headers.get("accept-language", "")), "page/page.css"
        )

    def who(request: Any) -> Response:  # noqa: ANN401 - a request
        visitor = visitor_of(request.scope)
        return Response(f"{visitor.name or 'somebody'}{' operates' if visitor.operator else ''}")

    app.add_route("/{path:path}", who, methods=["GET", "POST"])
    return Guard(Gate(app, accounts, local=local), Limits())


@pytest.fixture
def accounts(tmp_path: Path) -> Accounts:
    """An operator and a reader."""
    add_account(tmp_path / "accounts.json", "anna", PASSWORD, operator=True)
    add_account(tmp_path / "accounts.json", "bolat", PASSWORD)
    return Accounts(tmp_path / "accounts.json")


def form(name: str, password: str) -> bytes:
    return urlencode({"name": name, "password": password}).encode()


def test_without_a_session_nothing_is_to_be_had(accounts: Accounts, visit: Visit) -> None:
    visitor = visit(application(accounts))
    inside = [*OPEN_PATHS, *(f"{folder}x" for folder in OPEN_FOLDERS)]
    for path in inside:
        if path in _FREE:
            continue
        for method in OPEN_PATHS.get(path, {"GET"}):
            reply = visitor(method, path, cookie=f"{SESSION}=e30.00")
            assert (reply.status, reply.text) == (303 if path == "/" else 401, "Sign in first"), path
    assert visitor("GET", "/").headers["location"] == "sign-in"


def test_who_signs_in_gets_in_until_signing_out(accounts: Accounts, visit: Visit) -> None:
    visitor = visit(application(accounts))
    reply = visitor("POST", "/sign-in", form("anna", PASSWORD), Origin="http://127.0.0.1:7860")
    assert (reply.status, reply.headers["location"]) == (303, "./")
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "secure" not in cookie
    session = visitor.cookies
    assert visitor("GET", "/").text == "anna operates"
    assert visitor("POST", "/sign-out").headers["location"] == "sign-in"
    assert visitor("GET", "/passages/x").status == 401
    assert visitor("GET", "/passages/x", cookie=session).status == 401
    reader = visit(application(accounts))
    reader("POST", "/sign-in", form("bolat", PASSWORD))
    assert reader("GET", "/").text == "bolat"


def test_over_https_the_session_is_sent_over_https_alone(accounts: Accounts, visit: Visit) -> None:
    app = application(accounts)

    async def secured(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - as any ASGI application
        await app({**scope, "scheme": "https"}, receive, send)

    assert "secure" in visit(secured)("POST", "/sign-in", form("anna", PASSWORD)).headers["set-cookie"].lower()


def test_a_wrong_password_and_an_unknown_name_are_told_alike(accounts: Accounts, visit: Visit) -> None:
    visitor = visit(application(accounts))
    replies = [visitor("POST", "/sign-in", form(name, "wrong password")) for name in ("anna", "nobody", "<b>")]
    assert {reply.status for reply in replies} == {401}
    assert len({reply.text for reply in replies}) == 1
    assert "The name or the password is not right." in replies[0].text
    assert "set-cookie" not in replies[0].headers
    assert "form-action 'self'" in replies[0].headers["content-security-policy"]


def test_after_ten_wrong_tries_one_has_to_wait_and_others_have_not(accounts: Accounts, visit: Visit) -> None:
    app = application(accounts)
    guessing, other = visit(app, address="10.0.0.9"), visit(app, address="10.0.0.10")
    for _ in range(10):
        assert guessing("POST", "/sign-in", form("anna", "wrong password")).status == 401
    reply = guessing("POST", "/sign-in", form("anna", PASSWORD))
    assert reply.status == 429
    assert 0 < int(reply.headers["retry-after"]) <= 300
    assert "Too many tries" in reply.text
    assert other("POST", "/sign-in", form("anna", PASSWORD)).status == 303


def test_a_page_of_another_site_cannot_sign_anybody_in_or_out(accounts: Accounts, visit: Visit) -> None:
    visitor = visit(application(accounts))
    foreign = {"Origin": "https://evil.example"}
    assert visitor("POST", "/sign-in", form("anna", PASSWORD), **foreign).status == 403
    visitor("POST", "/sign-in", form("anna", PASSWORD))
    session = visitor.cookies
    visitor("POST", "/sign-out", **foreign)
    assert visitor("GET", "/", cookie=session).text == "anna operates"


@pytest.mark.parametrize(
    "body", [b"", b"name=anna", b"\xff\xfe=%", b"&".join([b"name=a"] * 11), b"password=" + b"x" * 60_000]
)
def test_a_form_that_is_none_is_no_way_in(accounts: Accounts, visit: Visit, body: bytes) -> None:
    assert visit(application(accounts))("POST", "/sign-in", body).status in {400, 401}


def test_the_sign_in_page_speaks_the_visitors_language(accounts: Accounts, visit: Visit) -> None:
    visitor = visit(application(accounts))
    assert '<html lang="kk">' in visitor("GET", "/sign-in", Accept_Language="kk").text
    assert visitor("GET", "/sign-in?language=ru").status == 303
    assert "Войти" in visitor("GET", "/sign-in", Accept_Language="kk").text


def test_without_accounts_everybody_asks_and_at_this_machine_one_operates(visit: Visit) -> None:
    assert visit(application(None))("GET", "/").text == "somebody"
    assert visit(application(None, local=True))("GET", "/").text == "somebody operates"
    assert visit(application(None, local=True), address="10.0.0.9")("GET", "/").text == "somebody"
    assert visit(application(None, local=True), host="conference.example")("GET", "/").text == "somebody"
    assert visit(application(None, local=True))("GET", "/", X_Forwarded_For="10.0.0.9").text == "somebody"

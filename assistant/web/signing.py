"""Signing in: the gate before everything else, and its page. Without accounts there is none and everybody passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from ..accounts import Accounts
from ..rates import Rate
from ..rendering import html
from .guard import ASGIApp, Receive, Send, refuse
from .visitors import SESSION, Scope, Visitor, address_of, is_local, is_our_own, session_of, with_visitor
from .wording import COOKIE, LANGUAGES, Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request, Response

_FREE = frozenset({"/sign-in", "/page/page.css", "/page/icon.svg", "/page/theme.js", "/robots.txt", "/favicon.ico"})
_UNKEPT = {"Cache-Control": "no-store"}
_TRIES, _WITHIN = 10, 300.0  # of one address; of one name, from wherever, three times as many


class Gate:
    """An ASGI application that lets those who signed in reach another, and notes for it who they are.

    Without accounts everybody does; with `local`, who asks from this machine may then change the materials.
    """

    def __init__(self, app: ASGIApp, accounts: Accounts | None, *, local: bool = False) -> None:
        self.app = app
        self.accounts = accounts
        self.local = local

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or ask for a name and a password."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        visitor = self._visitor(scope)
        if visitor:
            await self.app(with_visitor(scope, visitor), receive, send)
        elif scope["path"] in _FREE:
            await self.app(scope, receive, send)
        elif scope["path"] == "/":
            await refuse(send, 303, b"Sign in first", (b"location", b"sign-in"))
        else:
            await refuse(send, 401, b"Sign in first")

    def _visitor(self, scope: Scope) -> Visitor | None:
        if self.accounts is None:
            return Visitor(operator=self.local and is_local(scope))
        account = self.accounts.account_of(session_of(scope))
        return Visitor(account.name, account.operator) if account else None


def add_signing(app: FastAPI, accounts: Accounts, words_of: Callable[[Request], Words], style: str) -> None:
    """Add `/sign-in` and `/sign-out`; `style` is the address of the page's style sheet."""
    door = _Door(accounts, words_of, style)
    app.add_route("/sign-in", door.ask)
    app.add_route("/sign-in", door.sign_in, methods=["POST"])
    app.add_route("/sign-out", door.sign_out, methods=["POST"])


class _Door:
    """What the addresses do, and how often somebody tried in vain."""

    def __init__(self, accounts: Accounts, words_of: Callable[[Request], Words], style: str) -> None:
        self.accounts = accounts
        self.words_of = words_of
        self.style = style
        self.by_address = Rate(_TRIES, _WITHIN)
        self.by_name = Rate(3 * _TRIES, _WITHIN)

    def ask(self, request: Request) -> Response:
        chosen = request.query_params.get("language", "")
        if chosen not in LANGUAGES:
            return self._page(request)
        back = _to("sign-in")
        back.set_cookie(COOKIE, chosen, max_age=31_536_000, samesite="lax")
        return back

    async def sign_in(self, request: Request) -> Response:
        from fastapi.concurrency import run_in_threadpool

        words, address = self.words_of(request), address_of(request.scope)
        if not is_our_own(request.scope):
            return self._page(request, words("sign_in_failed"), 403)
        name, password = _given(await request.body())
        if wait := max(self.by_address.wait(address), self.by_name.wait(name)):
            return self._page(request, words("sign_in_wait", seconds=wait), 429, **{"Retry-After": str(wait)})
        account = await run_in_threadpool(self.accounts.check, name, password)
        if account is None:
            self.by_address.count(address)
            self.by_name.count(name)
            return self._page(request, words("sign_in_failed"), 401)
        self.by_address.forget(address)
        inside = _to("./")
        secure = request.url.scheme == "https"
        inside.set_cookie(SESSION, self.accounts.session(account), httponly=True, samesite="lax", secure=secure)
        return inside

    def sign_out(self, request: Request) -> Response:
        if is_our_own(request.scope):
            self.accounts.end(session_of(request.scope))
        outside = _to("sign-in")
        outside.delete_cookie(SESSION, httponly=True, samesite="lax")
        return outside

    def _page(self, request: Request, fault: str = "", status: int = 200, **headers: str) -> Response:
        from fastapi.responses import HTMLResponse

        return HTMLResponse(sign_in_page(self.words_of(request), self.style, fault), status, headers=_UNKEPT | headers)


def _to(address: str) -> Response:
    from fastapi.responses import RedirectResponse

    return RedirectResponse(address, 303, headers=_UNKEPT)


def _given(body: bytes) -> tuple[str, str]:
    """Return name and password of a form, empty where there are none."""
    try:
        fields = parse_qs(body.decode("utf-8", "replace"), max_num_fields=10)
    except ValueError:  # more fields than the form has
        fields = {}
    return fields.get("name", [""])[0], fields.get("password", [""])[0]


def sign_in_page(words: Words, style: str, fault: str = "") -> str:
    """Return the page that asks for a name and a password, as HTML."""
    said = f'<p class="fault" role="alert">{html(fault)}</p>' if fault else ""
    others = "".join(
        f'<a href="sign-in?language={code}" lang="{code}" hreflang="{code}">{name}</a>'
        for code, name in LANGUAGES.items()
        if code != words.language
    )
    return (
        f'<!doctype html><html lang="{words.language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="icon" href="page/icon.svg">'
        f'<title>Aide-mémoire</title><link rel="stylesheet" href="{style}"><script src="page/theme.js"></script></head>'
        f'<body class="signing"><main><h1>Aide-mémoire</h1><form method="post" action="sign-in">{said}'
        f'<label>{html(words("account_name"))}<input name="name" autocomplete="username" required autofocus></label>'
        f"<label>{html(words('account_password'))}"
        '<input name="password" type="password" autocomplete="current-password" required></label>'
        f'<button>{html(words("sign_in"))}</button></form><nav aria-label="{html(words("language"))}">{others}</nav>'
        "</main></body></html>"
    )

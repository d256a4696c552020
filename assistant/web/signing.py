"""Signing in: the gate before everything else, and its page. Without accounts there is none and everybody passes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from ..accounts import Accounts
from ..rendering import html
from .guard import ASGIApp, Receive, Send, refuse
from .rates import Rate
from .visitors import SESSION, Scope, Visitor, address_of, is_local, is_our_own, session_of, with_visitor
from .wording import COOKIE, LANGUAGES, Words

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

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
    from fastapi import Request, Response
    from fastapi.concurrency import run_in_threadpool
    from fastapi.responses import HTMLResponse, RedirectResponse

    by_address, by_name = Rate(_TRIES, _WITHIN), Rate(3 * _TRIES, _WITHIN)

    def page(request: Request, fault: str = "", status: int = 200, **headers: str) -> Response:
        markup = sign_in_page(words_of(request), style, fault)
        return HTMLResponse(markup, status, headers=_UNKEPT | {name.replace("_", "-"): v for name, v in headers.items()})

    def ask(request: Request) -> Response:
        chosen = request.query_params.get("language", "")
        if chosen not in LANGUAGES:
            return page(request)
        back = RedirectResponse("sign-in", 303)
        back.set_cookie(COOKIE, chosen, max_age=31_536_000, samesite="lax")
        return back

    async def sign_in(request: Request) -> Response:
        words, address = words_of(request), address_of(request.scope)
        if not is_our_own(request.scope):
            return page(request, words("sign_in_failed"), 403)
        given = parse_qs((await request.body()).decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=10)
        name, password = (given.get(field, [""])[0] for field in ("name", "password"))
        if wait := max(by_address.wait(address), by_name.wait(name)):
            return page(request, words("sign_in_wait", seconds=wait), 429, Retry_After=str(wait))
        account = await run_in_threadpool(accounts.check, name, password)
        if account is None:
            by_address.count(address)
            by_name.count(name)
            return page(request, words("sign_in_failed"), 401)
        by_address.forget(address)
        inside = RedirectResponse("./", 303)
        secure = request.url.scheme == "https"
        inside.set_cookie(SESSION, accounts.session(account), httponly=True, samesite="lax", secure=secure)
        return inside

    def sign_out(request: Request) -> Response:
        if is_our_own(request.scope):
            accounts.end(session_of(request.scope))
        outside = RedirectResponse("sign-in", 303)
        outside.delete_cookie(SESSION, httponly=True, samesite="lax")
        return outside

    app.add_route("/sign-in", ask)
    app.add_route("/sign-in", sign_in, methods=["POST"])
    app.add_route("/sign-out", sign_out, methods=["POST"])


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
        f'<label>{html(words("account_password"))}'
        '<input name="password" type="password" autocomplete="current-password" required></label>'
        f'<button>{html(words("sign_in"))}</button></form><nav aria-label="{html(words("language"))}">{others}</nav>'
        "</main></body></html>"
    )

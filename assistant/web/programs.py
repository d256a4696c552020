"""The interface for programs beside the page: the same server, the same accounts, a door of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from ..accounts import Accounts
from .chat import Answering
from .guard import ASGIApp, Limits, Receive, Send, is_api
from .visitors import Scope, address_of, is_our_own, session_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from ..api import ApiKeys, Observer
    from ..api.door import CallerOf


class Beside:
    """An ASGI application that hands the interface's requests to one application and all others to another."""

    def __init__(self, programs: ASGIApp, page: ASGIApp) -> None:
        self.programs = programs
        self.page = page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        ours = scope["type"] == "http" and is_api(scope["path"])
        await (self.programs if ours else self.page)(scope, receive, send)


def interface(
    assistant: Answering, limits: Limits, keys: ApiKeys | None, accounts: Accounts | None, observer: Observer
) -> FastAPI:
    """Return the interface over an assistant, within the limits of the page."""
    from ..api import ApiLimits, create_api

    allowed = ApiLimits(body=limits.body, together=limits.together, waiting=limits.waiting, often=limits.often)
    return create_api(assistant, keys=keys, limits=allowed, caller_of=caller_of(accounts), observer=observer)


def observed(assistant: Answering, observer: Observer) -> Answering:
    """Return an assistant whose questions are noted as the page's."""
    from ..api import Observed

    return cast("Answering", Observed(assistant, observer, "page"))


def caller_of(accounts: Accounts | None) -> CallerOf:
    """Return who says whose a request without a key is: with accounts only of those who signed in on the page.

    A request that another web page makes in a visitor's browser is refused.
    """
    from ..api.faults import Fault

    def caller(scope: Mapping[str, Any]) -> str:
        if not is_our_own(scope):
            raise Fault(403, "forbidden", "Another web page may not ask here.")
        if accounts is None:
            return address_of(scope)
        account = accounts.account_of(session_of(scope))
        if account is None:
            raise Fault(401, "unauthorized", "Sign in on the page, or ask the operator for a key.")
        return account.name

    return caller

"""Who asks: a request's visitor, and whether it may have come from another web page."""

from __future__ import annotations

import re
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import Any
from urllib.parse import urlsplit

Scope = MutableMapping[str, Any]

SESSION = "aide_memoire_session"
_LOCAL = frozenset({"127.0.0.1", "::1", "localhost", "[::1]"})
_FORWARDING = frozenset({"forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"})
_KEY = "aide_memoire.visitor"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: the name of an account, "" for somebody who need not sign in, and whether it may change the materials."""

    name: str = ""
    operator: bool = False


def visitor_of(scope: Mapping[str, Any]) -> Visitor:
    """Return the visitor that the gate found for a request."""
    found = scope.get(_KEY)
    return found if isinstance(found, Visitor) else Visitor()


def with_visitor(scope: Scope, visitor: Visitor) -> Scope:
    """Return the request with its visitor noted."""
    return {**scope, _KEY: visitor}


def headers_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return the headers of a request by name in lower case."""
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}


def cookies_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Return the cookies of a request by name, none when they cannot be read."""
    try:
        cookies = SimpleCookie(headers_of(scope).get("cookie", ""))
    except CookieError:
        return {}
    return {name: cookie.value for name, cookie in cookies.items()}


def session_of(scope: Mapping[str, Any]) -> str:
    """Return the session that a request names, "" when it names none."""
    return cookies_of(scope).get(SESSION, "")


def address_of(scope: Mapping[str, Any]) -> str:
    """Return the address that a request comes from."""
    client = scope.get("client")
    return str(client[0]) if client else ""


def is_local(scope: Mapping[str, Any]) -> bool:
    """Tell whether a request comes from this machine and was not passed on by a proxy."""
    headers = headers_of(scope)
    named = re.sub(r":\d+$", "", headers.get("host", "").lower())
    return address_of(scope) in _LOCAL and named in _LOCAL and not _FORWARDING & headers.keys()


def is_our_own(scope: Mapping[str, Any]) -> bool:
    """Tell whether our own page makes a request, as far as the browser says: never another site's page.

    Browsers say so in Sec-Fetch-Site where the connection is private, and in Origin with every POST.
    """
    headers = headers_of(scope)
    if "sec-fetch-site" in headers:
        return headers["sec-fetch-site"] in {"same-origin", "none"}
    return "origin" not in headers or urlsplit(headers["origin"]).netloc == headers.get("host", "")

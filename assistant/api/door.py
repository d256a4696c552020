"""Who may ask over HTTP: by a key, or on the terms of the application around, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..rates import Rate
from .desk import ApiLimits
from .faults import Fault
from .keys import ApiKeys

# Who makes a request without a key, "" for somebody who need not say; raises a Fault for one who may not.
CallerOf = Callable[[Mapping[str, Any]], str]
_BEARER = HTTPBearer(auto_error=False, description="A key made by `aide-memoire key NAME`.")
_Given = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


@dataclass(frozen=True, slots=True)
class Door:
    """What a request passes, as FastAPI's dependencies: `enter` any that is for the materials, `ask` one with a question.

    Both return who asks, and raise a Fault for somebody who may not, or not yet.
    """

    enter: Callable[..., str]
    ask: Callable[..., str]


def door(keys: ApiKeys | None, caller_of: CallerOf | None, limits: ApiLimits) -> Door:
    """Return a door that counts each caller's questions.

    With `keys` a request needs one of them; without, `caller_of` decides, by default nobody is asked.
    """
    rate = Rate(limits.often, 60.0) if limits.often else None
    enter = _keyed(keys) if keys else _unkeyed(caller_of or _by_address)

    def ask(caller: str = Depends(enter)) -> str:
        if rate and (wait := rate.take(caller)):
            raise Fault(429, "too_often", f"Too many questions: ask again in {wait} s.", {"Retry-After": str(wait)})
        return caller

    return Door(enter, ask)


def _keyed(keys: ApiKeys) -> Callable[..., str]:
    def enter(given: _Given) -> str:
        name = keys.name_of(given.credentials) if given else None
        if name is None:
            said = "This key is not known." if given else "A key is needed: Authorization: Bearer KEY."
            raise Fault(401, "unauthorized", said, {"WWW-Authenticate": "Bearer"})
        return name

    return enter


def _unkeyed(caller_of: CallerOf) -> Callable[..., str]:
    def enter(request: Request) -> str:
        return caller_of(request.scope)

    return enter


def _by_address(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""

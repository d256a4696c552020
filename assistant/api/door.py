"""Who may ask over HTTP: by a key, or on the terms of the application around, and how often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Request, Security
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from ..rates import Rate
from .desk import ApiLimits
from .faults import Fault
from .keys import ApiKeys

# Who makes a request without a key, "" for somebody who need not say; raises a Fault for one who may not.
CallerOf = Callable[[Mapping[str, Any]], str]
_BEARER = HTTPBearer(auto_error=False, description="A key made by `aide-memoire key NAME`, where keys are in use.")
Given = Annotated[HTTPAuthorizationCredentials | None, Security(_BEARER)]


class Door:
    """Lets requests in and counts the questions of each caller.

    With `keys` a request needs one of them; without, `caller_of` decides, by default nobody is asked.
    """

    def __init__(self, keys: ApiKeys | None, caller_of: CallerOf | None, limits: ApiLimits) -> None:
        self._keys = keys
        self._caller_of = caller_of or _by_address
        self._rate = Rate(limits.often, 60.0) if limits.often else None

    def enter(self, request: Request, given: Given) -> str:
        """Return who asks. Raises a Fault for somebody who may not."""
        if self._keys is None:
            return self._caller_of(request.scope)
        name = self._keys.name_of(given.credentials) if given else None
        if name is None:
            said = "This key is not known." if given else "A key is needed: Authorization: Bearer KEY."
            raise Fault(401, "unauthorized", said, {"WWW-Authenticate": "Bearer"})
        return name

    def ask(self, request: Request, given: Given) -> str:
        """Return who asks a question, which is counted. Raises a Fault for somebody who may not, or not yet."""
        caller = self.enter(request, given)
        if self._rate and (wait := self._rate.take(caller)):
            raise Fault(429, "too_often", f"Too many questions: ask again in {wait} s.", {"Retry-After": str(wait)})
        return caller


def _by_address(scope: Mapping[str, Any]) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""

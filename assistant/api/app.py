"""The interface as an application: beside the page, or mounted in another."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from .asking import Service, add_asking
from .bodies import Bodies
from .completions import add_completions
from .desk import ApiLimits, Desk
from .door import CallerOf, door
from .faults import add_faults
from .health import add_health
from .keys import ApiKeys
from .looking import add_looking
from .observing import Askable, Observer, observer_of

_DISTRIBUTION = "aide-memoire"


def create_api(
    assistant: Askable,
    *,
    keys: ApiKeys | None = None,
    limits: ApiLimits | None = None,
    caller_of: CallerOf | None = None,
    observer: Observer | None = None,
) -> FastAPI:
    """Return the interface over an assistant, as an ASGI application for a server or for `mount` of another.

    With `keys` every request for the materials needs one. Without, `caller_of` says who asks, or raises; without both
    everybody may: the application around it decides who comes so far. An `observer` is given where several applications
    count together.
    """
    limits = limits or ApiLimits()
    observer = observer or observer_of(assistant)
    desk = Desk(limits)
    observer.metrics.watch(lambda: desk.held)
    app = FastAPI(
        title="Aide-mémoire",
        version=version(_DISTRIBUTION),
        description="Answers from a conference's own materials, each sentence with the passage it rests on.",
        docs_url=None,
        redoc_url=None,
        openapi_url="/v1/openapi.json",
        redirect_slashes=False,
    )
    add_faults(app, observer.metrics.turned_away)
    app.add_middleware(Bodies, limits=limits)
    service = Service(assistant, desk, door(keys, caller_of, limits), observer)
    add_asking(app, service)
    add_looking(app, service)
    add_completions(app, service)
    add_health(app, service)
    return app

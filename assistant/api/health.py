"""`/healthz`, `/readyz` and `/metrics`: whether the server runs, whether it can answer, and how it has done."""

from __future__ import annotations

from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from .asking import Service
from .faults import UNKEPT, documented
from .metrics import CONTENT_TYPE
from .shapes import ReadyShape, StateShape


def add_health(app: FastAPI, service: Service) -> None:
    """Add what a machine asks; none of it needs a key, and none tells a question or a path."""

    @app.get(
        "/healthz",
        summary="Tell that the server runs",
        response_model=None,
        responses={200: {"model": StateShape}, **documented(500)},
    )
    async def healthz() -> Response:
        return JSONResponse({"status": "ok"}, headers=UNKEPT)

    @app.get(
        "/readyz",
        summary="Tell whether there is an index to ask, and which",
        response_model=None,
        responses={200: {"model": ReadyShape}, **documented(500, 503)},
    )
    def readyz() -> Response:
        return JSONResponse({"status": "ready", "generation": service.assistant.generation}, headers=UNKEPT)

    @app.get(
        "/metrics",
        summary="Tell counts and times, as Prometheus reads them",
        response_model=None,
        responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}, **documented(500)},
    )
    def metrics() -> Response:
        return Response(service.observer.metrics.text(), media_type=CONTENT_TYPE, headers=UNKEPT)

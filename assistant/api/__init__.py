"""The HTTP interface: questions, search and passages as JSON, beside the page or in another application."""

from __future__ import annotations

from .app import create_api
from .desk import ApiLimits, at_once
from .keys import ApiKeys
from .observing import Observed, Observer, observer_of

__all__ = ["ApiKeys", "ApiLimits", "Observed", "Observer", "at_once", "create_api", "observer_of"]

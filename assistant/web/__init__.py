"""The chat page: `create_app` for any ASGI server, `serve` to run it here.

Gradio takes seconds to import, so nothing of it is loaded before one of the two is called.
"""

from .app import create_app
from .chat import Answering
from .guard import Limits
from .server import PortInUse, serve

__all__ = ["Answering", "Limits", "PortInUse", "create_app", "serve"]

"""The conference as a server of the Model Context Protocol, for assistants and editors that speak it.

The SDK is installed on wish; nothing of it is loaded before the server is asked for.
"""

from .serving import serve

__all__ = ["serve"]

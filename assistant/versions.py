"""Which version of the program runs."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Return the version, "" where the program runs from a copy of its source that is not installed."""
    try:
        return version("aide-memoire")
    except PackageNotFoundError:
        return ""

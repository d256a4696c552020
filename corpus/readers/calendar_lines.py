"""The lines of a calendar file (RFC 5545) made whole, so that one fault costs no more than its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_FOLD = re.compile(r"\n[ \t]")
_PROPERTY = re.compile(r"^(?P<name>[A-Za-z0-9-]+)(?:;[^\n]*?)?:(?P<value>.*)$", re.DOTALL)
_OF_CALENDAR = re.compile(r"^(?:VERSION|PRODID|NAME|X-WR-[A-Z]+)$", re.IGNORECASE)
_YEARLY = re.compile(r"FREQ=YEARLY(?!.*BY(?:SECOND|MINUTE|HOUR))", re.IGNORECASE | re.DOTALL)


def mended(text: str) -> tuple[str, bool]:
    """Return a calendar with every component closed and every line in one, and whether its end was there.

    A line that is no property goes on from the one before, as some programs write long descriptions. Rules of time zones
    that repeat more often than every year are left out: no zone has them, and following one takes for ever.
    """
    open_names: list[str] = []
    lines: list[str] = []
    for line in _joined(_FOLD.sub("", text).split("\n")):
        name, value = _split(line)
        if name == "BEGIN":
            open_names.append(value)
            lines.append(line)
        elif name == "END":
            lines += _closed(open_names, value)
        elif _is_kept(open_names, name, value):
            lines.append(line)
    whole = not open_names
    lines += [f"END:{name}" for name in reversed(open_names)]
    return "\r\n".join([*lines, ""]), whole


def without_zones(text: str) -> str:
    """Return a mended calendar without its own time zones."""
    return re.sub(r"BEGIN:VTIMEZONE\r\n.*?END:VTIMEZONE\r\n", "", text, flags=re.DOTALL)


def _split(line: str) -> tuple[str, str]:
    match = _PROPERTY.match(line)
    if match is None:
        return "", ""
    name, value = match["name"].upper(), match["value"]
    return name, value.strip().upper() if name in ("BEGIN", "END") else value


def _joined(lines: Iterable[str]) -> Iterator[str]:
    """Yield the properties; what stands between them without a name belongs to the one before."""
    run: list[str] = []
    for line in lines:
        if _PROPERTY.match(line) and run:
            yield "\\n".join(run).removesuffix("\\n")
            run = []
        if run or line.strip():
            run.append(line.strip() if not run else line.strip().replace(";", "\\;").replace(",", "\\,"))
    if run:
        yield "\\n".join(run).removesuffix("\\n")


def _closed(open_names: list[str], name: str) -> list[str]:
    """Close a component and those left open inside it; an end without a beginning is none."""
    if name not in open_names:
        return []
    lines: list[str] = []
    while not lines or lines[-1] != f"END:{name}":
        lines.append(f"END:{open_names.pop()}")
    return lines


def _is_kept(open_names: list[str], name: str, value: str) -> bool:
    if not name or not open_names:
        return False
    if "VTIMEZONE" in open_names and name in ("RRULE", "RDATE", "EXDATE"):
        return name == "RRULE" and bool(_YEARLY.search(value))
    return len(open_names) > 1 or bool(_OF_CALENDAR.match(name))

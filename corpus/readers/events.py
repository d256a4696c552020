"""Calendars (.ics): every event under its name, with start and end in their zone, place, people, state and recurrence."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from icalendar import Calendar, Component
from icalendar.prop import vBroken
from icalendar.timezone import tzp

from ..documents import Block, BlockKind, Reading
from ..errors import Reason, Unreadable
from .calendar_lines import mended, without_zones
from .encoding import decode
from .html import whole
from .plain import running_text
from .recurrence import in_words

_NAMES = frozenset({"VEVENT", "VTODO", "VJOURNAL", "VAVAILABILITY"})
_STATES = {"CANCELLED": "This event is cancelled.", "TENTATIVE": "This event is not certain yet."}
_ANSWERS = {"DECLINED": "declined", "TENTATIVE": "tentative"}
_ROLES = {"CHAIR": "chair", "OPT-PARTICIPANT": "optional"}
_TAG = re.compile(r"<(?:br|p|b|i|a|div|span|ul|ol|li|html|h\d)\b[^<>]*>", re.IGNORECASE)
_BROKEN = (ValueError, LookupError, TypeError, AttributeError, OverflowError, ArithmeticError, RecursionError)


@dataclass(frozen=True, slots=True)
class _Moment:
    """A date, or a time of day on it as its own place writes it: `zone` is that place's name, "" where none is said."""

    value: date | datetime
    zone: str = ""

    @property
    def day(self) -> str:
        return self.value.isoformat()[:10]

    @property
    def clock(self) -> str:
        return f"{self.value:%H:%M}" if isinstance(self.value, datetime) else ""

    def at(self, zone: tzinfo, name: str) -> _Moment:
        """Return the same moment elsewhere; a whole day and a time of no zone are the same everywhere."""
        if isinstance(self.value, datetime) and self.value.tzinfo is not None:
            return _Moment(self.value.astimezone(zone), name)
        return self

    def order(self) -> datetime:
        """Return what sorts moments; those of no zone are taken for universal time."""
        if not isinstance(self.value, datetime):
            return datetime(self.value.year, self.value.month, self.value.day, tzinfo=UTC)
        return self.value.astimezone(UTC) if self.value.tzinfo else self.value.replace(tzinfo=UTC)


def read(path: Path) -> Reading:
    """Return a calendar's events in the order of their start, each a heading and the paragraphs about it.

    Properties are title (the calendar's name, or that of its only event) and date (the first start). Tasks and notes are
    read as events are. Raises Unreadable for a damaged file.
    """
    text, complete = mended(decode(path.read_bytes()))
    calendars = _calendars(text)
    events = sorted(
        ((calendar, event) for calendar in calendars for event in _events(calendar)), key=lambda pair: _order(pair[1])
    )
    if not events:
        raise Unreadable(Reason.NO_TEXT, "The calendar holds no event: export it again.")
    about = [block for calendar in calendars for block in _described(calendar, "X-WR-CALDESC")]
    found = [block for calendar, event in events for block in _blocks(event, _text(calendar, "X-WR-TIMEZONE"))]
    unread = () if complete else ("The calendar breaks off before its end: export it again.",)
    return Reading((*about, *found), _properties(calendars, [event for _, event in events]), unread=unread)


def _calendars(text: str) -> list[Component]:
    for source in (text, without_zones(text)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what the library guesses of names of zones is shown as it stands
                tzp.use_default()  # forgets the zones of the calendar read before
                return list(Calendar.from_ical(source, multiple=True))
        except _BROKEN:
            continue
    raise Unreadable(Reason.DAMAGED, "The calendar is damaged and does not open: export it again.")


def _events(component: Component) -> Iterator[Component]:
    for part in component.subcomponents:
        if part.name in _NAMES:
            yield part
        elif part.name == "VCALENDAR":
            yield from _events(part)


def _properties(calendars: list[Component], events: list[Component]) -> dict[str, str]:
    names = [name for calendar in calendars for key in ("X-WR-CALNAME", "NAME") if (name := _text(calendar, key))]
    names += [_text(events[0], "SUMMARY")] if len(events) == 1 else []
    starts = [start.day for event in events if (start := _moment(event, "DTSTART"))]
    found = {"title": names[0] if names else "", "date": starts[0] if starts else ""}
    return {key: value for key, value in found.items() if value}


def _order(event: Component) -> tuple[bool, datetime]:
    start = _moment(event, "DTSTART") or _moment(event, "DUE")
    try:
        return start is None, start.order() if start else datetime.max.replace(tzinfo=UTC)
    except OverflowError:
        return True, datetime.max.replace(tzinfo=UTC)


def _blocks(event: Component, own_zone: str) -> Iterator[Block]:
    when = _when(event, own_zone)
    yield Block(BlockKind.HEADING, _text(event, "SUMMARY") or when or "An event without a name", level=1)
    lines = [_STATES.get(_text(event, "STATUS").upper(), ""), *_labelled(event, when)]
    if facts := "\n".join(line for line in lines if line):
        yield Block(BlockKind.PARAGRAPH, facts)
    yield from _described(event, "DESCRIPTION")


def _described(component: Component, name: str) -> list[Block]:
    text = _text(component, name, lines=True)
    return whole(text) if _TAG.search(text) else running_text(text)


def _labelled(event: Component, when: str) -> Iterator[str]:
    """Yield the facts of an event, one a line, those that it states."""
    facts = {
        "When": when,
        "Due": _said(_moment(event, "DUE"), ""),
        "Repeats": "; ".join(in_words(rule) for rule in _rules(event)),
        "Except": _moments(event, "EXDATE"),
        "Also": _moments(event, "RDATE"),
        "Instead of": _said(_moment(event, "RECURRENCE-ID"), ""),
        "Place": _text(event, "LOCATION"),
        "Organiser": "; ".join(_people(event, "ORGANIZER")),
        "Attendees": "; ".join(_people(event, "ATTENDEE")),
        "Contact": _text(event, "CONTACT"),
        "Topics": ", ".join(_topics(event)),
        "Link": _text(event, "URL"),
    }
    yield from (f"{label}: {fact}" for label, fact in facts.items() if fact)


def _when(event: Component, own_zone: str) -> str:
    """Return start and end; a time in UTC also as the clocks of the calendar's own zone show it, and these first."""
    start = _moment(event, "DTSTART")
    if start is None:
        return _text(event, "DTSTART")
    end = _end(event, start)
    span = _span(start, end)
    if start.zone != "UTC" or own_zone in ("", "UTC") or own_zone not in available_timezones():
        return span
    there = ZoneInfo(own_zone)
    return f"{_span(start.at(there, own_zone), end.at(there, own_zone) if end else None)} ({span})"


def _end(event: Component, start: _Moment) -> _Moment | None:
    """Return the end; that of whole days is the last of them, where the file names the day after it."""
    end, length = _moment(event, "DTEND"), getattr(_property(event, "DURATION"), "dt", None)
    try:
        if end is None and isinstance(length, timedelta):
            end = _Moment(start.value + length, start.zone)
        if end and not isinstance(end.value, datetime):
            return _Moment(max(end.value - timedelta(days=1), start.value))
    except (OverflowError, TypeError):
        return None
    return end


def _span(start: _Moment, end: _Moment | None) -> str:
    if end is None or end == start:
        return _said(start, "")
    if end.zone != start.zone:
        return f"{_said(start, '')} – {_said(end, '')}"
    if end.day == start.day:
        return _said(start, f"–{end.clock}" if end.clock else "")
    return _said(start, f" – {end.day} {end.clock}".rstrip())


def _said(moment: _Moment | None, to: str) -> str:
    """Return a moment, and the end that follows it, before their zone."""
    if moment is None:
        return ""
    return " ".join(part for part in (moment.day, f"{moment.clock}{to}".strip(), _zone(moment)) if part)


def _zone(moment: _Moment) -> str:
    """Return a zone's name, with its distance from UTC where the name is the file's own."""
    offset = moment.value.utcoffset() if isinstance(moment.value, datetime) else None
    if offset is None or moment.zone == "UTC" or moment.zone in available_timezones():
        return moment.zone
    minutes = int(offset.total_seconds()) // 60
    distance = f"UTC{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return f"{moment.zone} ({distance})" if moment.zone else distance


def _property(event: Component, name: str) -> object | None:
    """Return a property, the first of several; None where it is missing or cannot be understood."""
    found = event.get(name)
    first = found[0] if isinstance(found, list) and found else found
    return None if isinstance(first, vBroken) else first


def _moment(event: Component, name: str) -> _Moment | None:
    stated = _property(event, name)
    value = getattr(stated, "dt", None)
    return _Moment(value, _zone_name(stated, value)) if isinstance(value, date) else None


def _zone_name(stated: object, value: date) -> str:
    if not isinstance(value, datetime):
        return ""
    named = str(getattr(stated, "params", {}).get("TZID", "")).strip("/ ")
    return named or ("UTC" if value.tzinfo is not None else "")


def _moments(event: Component, name: str) -> str:
    """Return the dates that a rule leaves out or adds."""
    lists = event.get(name) or []
    values = [one for many in (lists if isinstance(lists, list) else [lists]) for one in getattr(many, "dts", [])]
    moments = (_Moment(one.dt, _zone_name(one, one.dt)) for one in values if isinstance(one.dt, date))
    return ", ".join(_said(moment, "") for moment in moments)


def _rules(event: Component) -> Iterator[str]:
    found = event.get("RRULE") or []
    for rule in found if isinstance(found, list) else [found]:
        yield str(rule) if isinstance(rule, vBroken) else rule.to_ical().decode("utf-8", "replace")


def _people(event: Component, name: str) -> Iterator[str]:
    """Yield people by name, else by address, with what part they take where it is not the usual one."""
    found = event.get(name) or []
    for person in found if isinstance(found, list) else [found]:
        stated = getattr(person, "params", {})
        address = re.sub(r"(?i)^mailto:", "", str(person)).strip()
        part = [_ROLES.get(str(stated.get("ROLE", "")), ""), _ANSWERS.get(str(stated.get("PARTSTAT", "")), "")]
        said = ", ".join(filter(None, part))
        who = " ".join(str(stated.get("CN", "")).split()) or address
        if who:
            yield f"{who} ({said})" if said else who


def _topics(event: Component) -> Iterator[str]:
    found = event.get("CATEGORIES") or []
    for topics in found if isinstance(found, list) else [found]:
        yield from (str(topic) for topic in getattr(topics, "cats", []))


def _text(component: Component, name: str, *, lines: bool = False) -> str:
    """Return a property's text, in one line unless asked otherwise; also of one that cannot be understood."""
    found = component.get(name)
    texts = [str(one) for one in (found if isinstance(found, list) else [found]) if one is not None]
    return "\n".join(texts) if lines else " ".join(" ".join(texts).split())

"""Calendars, written here as their programs write them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from corpus.documents import Location, Reading
from corpus.errors import Reason, Unreadable
from corpus.readers.events import read
from corpus.readers.recurrence import in_words

ZONE = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:STANDARD
DTSTART:16010101T000000
TZOFFSETFROM:{offset}
TZOFFSETTO:{offset}
{more}END:STANDARD
END:VTIMEZONE
"""


def reading(folder: Path, text: str | bytes) -> Reading:
    path = folder / "days.ics"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read(path)


def calendar(*events: str, head: str = "") -> str:
    body = "".join(f"BEGIN:VEVENT\n{event}\nEND:VEVENT\n" for event in events)
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{body}END:VCALENDAR\n"


def shown(found: Reading) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in found.blocks]


def when(folder: Path, event: str, head: str = "") -> str:
    """Return what is said of an event's time."""
    block = reading(folder, calendar(f"SUMMARY:S\n{event}", head=head)).blocks[1]
    return block.text.split("\n")[0].removeprefix("When: ")


def test_an_event_is_a_heading_and_its_facts(tmp_path: Path) -> None:
    event = (
        "SUMMARY:Ашылу сессиясы\nDTSTART;TZID=Asia/Almaty:20250514T150000\nDTEND;TZID=Asia/Almaty:20250514T163000\n"
        "LOCATION:Зал 110\\, 2 этаж\nORGANIZER;CN=Мария Иванова:mailto:maria@example.org\n"
        'ATTENDEE;CN="Серік, Әсел";ROLE=CHAIR:mailto:a@example.kz\nATTENDEE;PARTSTAT=DECLINED:MAILTO:b@example.org\n'
        "STATUS:CANCELLED\nRRULE:FREQ=WEEKLY;BYDAY=WE;COUNT=3\nEXDATE;TZID=Asia/Almaty:20250521T150000\n"
        "CATEGORIES:Plenary,Opening\nURL:https://example.org/1\nDESCRIPTION:First line.\\n\\nБарлығын шақырамыз.\\, келі\n ңіздер"
    )
    found = reading(tmp_path, calendar(event, head="X-WR-CALNAME:Форум по правам человека\nX-WR-CALDESC:Three days.\n"))
    assert shown(found) == [
        ("paragraph", "Three days."),
        ("heading", "Ашылу сессиясы"),
        (
            "paragraph",
            "This event is cancelled.\nWhen: 2025-05-14 15:00–16:30 Asia/Almaty\n"
            "Repeats: every week on Wednesday, 3 times\nExcept: 2025-05-21 15:00 Asia/Almaty\nPlace: Зал 110, 2 этаж\n"
            "Organiser: Мария Иванова\nAttendees: Серік, Әсел (chair); b@example.org (declined)\n"
            "Topics: Plenary, Opening\nLink: https://example.org/1",
        ),
        ("paragraph", "First line."),
        ("paragraph", "Барлығын шақырамыз., келіңіздер"),
    ]
    assert [block.level for block in found.blocks] == [0, 1, 0, 0, 0]
    assert {block.location for block in found.blocks} == {Location()}
    assert found.properties == {"title": "Форум по правам человека", "date": "2025-05-14"}
    assert found.unread == ()


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("DTSTART:20250514T100000Z\nDTEND:20250514T113000Z", "2025-05-14 10:00–11:30 UTC"),
        ("DTSTART:20250514T100000", "2025-05-14 10:00"),
        ("DTSTART:20250514T100000\nDURATION:PT45M", "2025-05-14 10:00–10:45"),
        ("DTSTART;VALUE=DATE:20250514\nDTEND;VALUE=DATE:20250515", "2025-05-14"),
        ("DTSTART;VALUE=DATE:20250514\nDTEND;VALUE=DATE:20250517", "2025-05-14 – 2025-05-16"),
        ("DTSTART:20250514\nDTEND:20250514", "2025-05-14"),
        (
            "DTSTART;TZID=Europe/Paris:20250514T230000\nDTEND;TZID=Europe/Paris:20250515T010000",
            "2025-05-14 23:00 – 2025-05-15 01:00 Europe/Paris",
        ),
        (
            "DTSTART;TZID=Asia/Almaty:20250514T150000\nDTEND;TZID=Europe/Paris:20250514T130000",
            "2025-05-14 15:00 Asia/Almaty – 2025-05-14 13:00 Europe/Paris",
        ),
        ("DTSTART;TZID=Nowhere:20250514T150000\nDTEND;TZID=Nowhere:20250514T160000", "2025-05-14 15:00–16:00 Nowhere"),
        ("DTSTART:99991231T000000Z\nDURATION:P400000D", "9999-12-31 00:00 UTC"),
        ("DTSTART:some day", "some day"),
    ],
)
def test_start_and_end_stand_in_their_zone(tmp_path: Path, times: str, said: str) -> None:
    assert when(tmp_path, times) == said


def test_universal_time_is_shown_on_the_clocks_of_the_calendar_first(tmp_path: Path) -> None:
    times = "DTSTART:20250514T200000Z\nDTEND:20250514T213000Z"
    said = "2025-05-15 01:00–02:30 Asia/Almaty (2025-05-14 20:00–21:30 UTC)"
    assert when(tmp_path, times, "X-WR-TIMEZONE:Asia/Almaty\n") == said
    assert when(tmp_path, times, "X-WR-TIMEZONE:Mars/Base\n") == "2025-05-14 20:00–21:30 UTC"


def test_a_zone_of_the_files_own_is_the_files_own(tmp_path: Path) -> None:
    times = "DTSTART;TZID=Our Zone:20250514T150000\nDTEND;TZID=Our Zone:20250514T160000"
    for offset, said in (("+0530", "UTC+05:30"), ("-0330", "UTC-03:30")):
        zone = ZONE.format(name="Our Zone", offset=offset, more="")
        assert when(tmp_path, times, zone) == f"2025-05-14 15:00–16:00 Our Zone ({said})"


def test_a_zone_that_changes_every_second_costs_nothing(tmp_path: Path) -> None:
    zone = ZONE.format(name="Our Zone", offset="+0500", more="RRULE:FREQ=SECONDLY\n")
    began = time.process_time()
    assert when(tmp_path, "DTSTART;TZID=Our Zone:20250514T150000", zone) == "2025-05-14 15:00 Our Zone (UTC+05:00)"
    assert time.process_time() - began < 5


def test_a_broken_zone_costs_only_its_distance(tmp_path: Path) -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Our Zone\nBEGIN:STANDARD\nTZOFFSETTO:soon\nEND:STANDARD\nEND:VTIMEZONE\n"
    assert when(tmp_path, "DTSTART;TZID=Our Zone:20250514T150000", zone) == "2025-05-14 15:00 Our Zone"


def test_events_come_in_the_order_of_their_start_in_all_zones(tmp_path: Path) -> None:
    found = reading(
        tmp_path,
        calendar(
            "SUMMARY:Undated",
            "SUMMARY:Third\nDTSTART;TZID=America/New_York:20250514T090000",
            "SUMMARY:Second\nDTSTART:20250514T120000Z",
            "SUMMARY:First\nDTSTART;TZID=Asia/Almaty:20250514T150000",
            "SUMMARY:Day\nDTSTART;VALUE=DATE:20250514",
        ),
    )
    assert [block.text for block in found.blocks if block.level] == ["Day", "First", "Second", "Third", "Undated"]
    assert found.properties == {"date": "2025-05-14"}


def test_a_changed_occurrence_names_the_one_it_replaces(tmp_path: Path) -> None:
    event = "SUMMARY:S\nDTSTART:20250521T110000Z\nRECURRENCE-ID:20250521T100000Z\nSTATUS:TENTATIVE"
    assert shown(reading(tmp_path, calendar(event)))[1][1] == (
        "This event is not certain yet.\nWhen: 2025-05-21 11:00 UTC\nInstead of: 2025-05-21 10:00 UTC"
    )


def test_an_event_without_a_name_is_headed_by_its_time_and_a_lone_event_names_the_calendar(tmp_path: Path) -> None:
    found = reading(tmp_path, calendar("DTSTART:20250514T100000Z\nDESCRIPTION:Кездесу"))
    assert shown(found)[0] == ("heading", "2025-05-14 10:00 UTC")
    assert reading(tmp_path, calendar("SUMMARY:Семинар")).properties == {"title": "Семинар"}


def test_tasks_and_notes_are_read_and_alarms_are_not(tmp_path: Path) -> None:
    text = calendar("SUMMARY:E\nBEGIN:VALARM\nDESCRIPTION:Reminder\nEND:VALARM").replace(
        "END:VCALENDAR", "BEGIN:VTODO\nSUMMARY:T\nDUE:20250514T100000Z\nEND:VTODO\nEND:VCALENDAR"
    )
    assert shown(reading(tmp_path, text)) == [
        ("heading", "T"),
        ("paragraph", "Due: 2025-05-14 10:00 UTC"),
        ("heading", "E"),
    ]


def test_a_description_in_html_is_read_as_html(tmp_path: Path) -> None:
    found = reading(tmp_path, calendar("SUMMARY:S\nDESCRIPTION:<p>Зал <b>110</b></p><ul><li>Кофе</li></ul>"))
    assert shown(found)[1:] == [("paragraph", "Зал 110"), ("list_item", "Кофе")]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1251", "utf-16"])
def test_calendars_in_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    text = calendar("SUMMARY:Открытие конференции\nLOCATION:Большой зал заседаний")
    found = reading(tmp_path, text.replace("\n", "\r\n").encode(encoding))
    assert shown(found) == [("heading", "Открытие конференции"), ("paragraph", "Place: Большой зал заседаний")]


def test_a_calendar_that_breaks_off_gives_what_there_is(tmp_path: Path) -> None:
    text = calendar(
        "SUMMARY:First\nDTSTART:20250514T100000Z", "SUMMARY:Second\nDTSTART:20250515T100000Z\nLOCATION:Hall"
    )
    found = reading(tmp_path, text[: text.index("Hall") + 2])
    assert shown(found)[-1] == ("paragraph", "When: 2025-05-15 10:00 UTC\nPlace: Ha")
    assert found.unread == ("The calendar breaks off before its end: export it again.",)


def test_broken_lines_cost_only_themselves(tmp_path: Path) -> None:
    event = "SUMMARY:S\nDTSTART;;=:x\nDESCRIPTION:One\nline, more; all\n;\n=bad\nEND:VALARM\nATTENDEE:\nORGANIZER;CN=:x"
    found = reading(tmp_path, calendar(event, head="nonsense\nBAD NAME:1\nX-WR-CALNAME:Күнтізбе\n"))
    assert found.properties["title"] == "Күнтізбе"
    assert any(block.text.startswith("One") and "line, more; all" in block.text for block in found.blocks)


def test_ten_thousand_attendees_are_all_read(tmp_path: Path) -> None:
    people = "\n".join(f"ATTENDEE;CN=Person {number}:mailto:p{number}@example.org" for number in range(10_000))
    found = reading(tmp_path, calendar(f"SUMMARY:S\n{people}"))
    assert found.blocks[1].text.count("; ") == 9_999
    assert found.blocks[1].text.endswith("Person 9999")


@pytest.mark.parametrize("text", ["", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "BEGIN:VCARD\nFN:A\nEND:VCARD\n"])
def test_a_calendar_without_events_holds_no_text(tmp_path: Path, text: str) -> None:
    with pytest.raises(Unreadable) as raised:
        reading(tmp_path, text)
    assert raised.value.reason is Reason.NO_TEXT


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "every 2 weeks on Monday and Wednesday"),
        (
            "FREQ=WEEKLY;BYDAY=MO,WE,FR;UNTIL=20250630T000000Z",
            "every week on Monday, Wednesday and Friday until 2025-06-30",
        ),
        ("FREQ=MONTHLY;BYDAY=-1FR;COUNT=4", "every month on the last Friday, 4 times"),
        ("FREQ=YEARLY;WKST=MO", "every year"),
        ("FREQ=YEARLY;BYMONTH=3", "FREQ=YEARLY;BYMONTH=3"),
        ("FREQ=SECONDLY", "FREQ=SECONDLY"),
        ("FREQ=DAILY;COUNT=x", "FREQ=DAILY;COUNT=x"),
        ("nonsense", "nonsense"),
    ],
)
def test_rules_are_said_in_words_where_words_say_them(rule: str, words: str) -> None:
    assert in_words(rule) == words

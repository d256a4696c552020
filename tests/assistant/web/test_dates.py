"""Days, months and years."""

from __future__ import annotations

import pytest

from assistant.web.dates import date
from assistant.web.wording import Words


@pytest.mark.parametrize(
    ("language", "iso", "shown"),
    [
        ("en", "2025-05-07", "7 May 2025"),
        ("ru", "2025-05-07", "7 мая 2025"),
        ("kk", "2025-05-07", "2025 жылғы 7 мамыр"),
        ("en", "2025-05", "May 2025"),
        ("ru", "2025-05", "май 2025"),
        ("en", "2025", "2025"),
        ("en", "", ""),
        ("en", "2025-13", "2025-13"),
        ("en", "2025-00-01", "2025-00-01"),
        ("en", "in May", "in May"),
    ],
)
def test_a_date_is_written_as_the_language_does(language: str, iso: str, shown: str) -> None:
    assert date(iso, Words(language)) == shown

"""A session that was signed out of at one chat has ended at all that have the same accounts."""

from __future__ import annotations

import logging
import stat
from pathlib import Path

import pytest

from assistant import ended
from assistant.accounts import Accounts, add_account
from assistant.ended import EndedSessions

PASSWORD = " ".join(["correct", "horse", "battery"])


def test_a_session_signed_out_of_at_one_replica_is_none_at_the_other(tmp_path: Path) -> None:
    path = tmp_path / "accounts.json"
    add_account(path, "anna", PASSWORD)
    one, other = Accounts(path), Accounts(path)
    account = one.check("anna", PASSWORD)
    assert account is not None
    sessions = [one.session(account), one.session(account)]
    assert [other.account_of(session) for session in sessions] == [account, account]
    one.end(sessions[0])
    assert [other.account_of(session) for session in sessions] == [None, account]
    assert Accounts(path).account_of(sessions[0]) is None
    other.end(sessions[1])
    assert one.account_of(sessions[1]) is None
    kept = tmp_path / "accounts.json.ended"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert all(session not in kept.read_text(encoding="ascii") for session in sessions)  # nobody can sign in with it


def test_what_would_have_ended_anyway_is_left_out_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now = 1_000.0
    sessions = EndedSessions(tmp_path / "ended", lambda: now)
    other = EndedSessions(tmp_path / "ended", lambda: now)
    sessions.add("early", 1_500)
    sessions.add("late", 3_000)
    assert other.all() == sessions.all() == {"early": 1_500, "late": 3_000}
    now = 2_000.0
    monkeypatch.setattr(ended, "_LARGEST", 10)
    sessions.add("later", 4_000)
    assert (tmp_path / "ended").read_text(encoding="ascii") == "3000 late\n4000 later\n"
    assert EndedSessions(tmp_path / "ended", lambda: now).all() == {"late": 3_000, "later": 4_000}
    assert {"late", "later"} <= other.all().keys()
    assert [path.name for path in tmp_path.iterdir()] == ["ended"]


def test_lines_that_say_nothing_and_half_ones_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "ended").write_bytes(b"\xff\xfe\n\nnever one\n3000 two\n30")
    sessions = EndedSessions(tmp_path / "ended", lambda: 1_000.0)
    assert sessions.all() == {"two": 3_000}
    with (tmp_path / "ended").open("ab") as file:
        file.write(b"00 three\n")
    assert sessions.all() == {"two": 3_000, "three": 3_000}


def test_where_the_file_cannot_be_written_a_session_ends_here_and_that_is_said(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "ended").mkdir()
    sessions = EndedSessions(tmp_path / "ended", lambda: 1_000.0)
    with caplog.at_level(logging.WARNING):
        sessions.add("one", 3_000)
    assert sessions.all() == {"one": 3_000}
    assert "signed out of here alone" in caplog.text

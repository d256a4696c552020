"""Accounts, their passwords and sessions."""

from __future__ import annotations

import base64
import json
import stat
import time
from pathlib import Path

import pytest

from assistant.accounts import Account, Accounts, add_account, hash_password, password_matches, remove_account
from assistant.errors import BadSetting

PASSWORD = " ".join(["correct", "horse", "battery"])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with an operator and a reader."""
    path = tmp_path / "accounts.json"
    add_account(path, "anna", PASSWORD, operator=True)
    add_account(path, "Болат", PASSWORD + "2")
    return path


def test_only_the_right_password_of_the_right_name_opens_an_account(path: Path) -> None:
    accounts = Accounts(path)
    assert accounts.check("anna", PASSWORD) == accounts.check("anna", PASSWORD)
    anna, bolat = accounts.check("anna", PASSWORD), accounts.check("Болат", PASSWORD + "2")
    assert anna is not None
    assert bolat is not None
    assert (anna.operator, bolat.operator) == (True, False)
    for name, password in (
        ("anna", PASSWORD + "2"),
        ("Anna", PASSWORD),
        ("nobody", PASSWORD),
        ("", ""),
        ("anna", "x" * 10**6),
    ):
        assert accounts.check(name, password) is None


def test_passwords_are_kept_hashed_and_the_file_is_the_owners_alone(path: Path) -> None:
    assert PASSWORD not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert hash_password(PASSWORD) != hash_password(PASSWORD)
    assert password_matches(PASSWORD, hash_password(PASSWORD))
    assert "scrypt" not in repr(Account("anna", hash_password(PASSWORD)))


def test_an_unknown_name_costs_as_much_time_as_a_wrong_password(path: Path) -> None:
    accounts = Accounts(path)

    def seconds(name: str) -> float:
        began = time.process_time()
        accounts.check(name, "wrong password")
        return time.process_time() - began

    known, unknown = (min(seconds(name) for _ in range(3)) for name in ("anna", "nobody"))
    assert 0.5 < unknown / known < 2


def test_a_session_belongs_to_its_account_until_it_ends(path: Path) -> None:
    clock = [1_000_000.0]
    accounts = Accounts(path, now=lambda: clock[0])
    anna = accounts.check("anna", PASSWORD)
    assert anna is not None
    session, other = accounts.session(anna), accounts.session(anna)
    assert session != other
    assert accounts.account_of(session) == anna
    assert Accounts(path, now=lambda: clock[0]).account_of(session) == anna  # after a restart
    accounts.end(session)
    assert accounts.account_of(session) is None
    assert accounts.account_of(other) == anna
    clock[0] += 12 * 3_600 + 1
    assert accounts.account_of(other) is None


def test_a_session_of_another_making_is_none(path: Path, tmp_path: Path) -> None:
    accounts = Accounts(path)
    bolat = accounts.check("Болат", PASSWORD + "2")
    assert bolat is not None
    session = accounts.session(bolat)
    body, signature = session.split(".")
    content = json.loads(base64.urlsafe_b64decode(body + "=="))
    forged = base64.urlsafe_b64encode(json.dumps(["anna", *content[1:]]).encode()).decode().rstrip("=")
    add_account(tmp_path / "other.json", "Болат", PASSWORD + "2")
    elsewhere = Accounts(tmp_path / "other.json")
    foreign = elsewhere.check("Болат", PASSWORD + "2")
    assert foreign is not None
    deep = base64.urlsafe_b64encode(b"[" * 1_500).decode()
    for invented in (
        f"{forged}.{signature}",
        f"{body}.",
        f"{body}.é",
        body,
        "",
        ".",
        "é.é",
        elsewhere.session(foreign),
        f"{deep}.x",
    ):
        assert accounts.account_of(invented) is None
        accounts.end(invented)
    assert accounts.account_of(session) == bolat


def test_a_new_password_or_a_removed_account_ends_its_sessions_at_once(path: Path) -> None:
    accounts = Accounts(path)
    anna, bolat = accounts.check("anna", PASSWORD), accounts.check("Болат", PASSWORD + "2")
    assert anna is not None
    assert bolat is not None
    sessions = accounts.session(anna), accounts.session(bolat)
    add_account(path, "anna", "another password")
    assert accounts.account_of(sessions[0]) is None
    assert accounts.account_of(sessions[1]) == bolat
    remove_account(path, "Болат")
    assert accounts.account_of(sessions[1]) is None
    assert accounts.check("Болат", PASSWORD + "2") is None


@pytest.mark.parametrize(
    ("name", "password"),
    [("", PASSWORD), (" anna", PASSWORD), ("a\nb", PASSWORD), ("a" * 201, PASSWORD), ("anna", "short")],
)
def test_what_is_no_name_or_no_password_is_refused(path: Path, name: str, password: str) -> None:
    before = path.read_bytes()
    with pytest.raises(BadSetting):
        add_account(path, name, password)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        '{"key": "00", "accounts": {}}',
        '{"key": "zz", "accounts": {}}',
        json.dumps({"key": "00" * 32, "accounts": {"a": {"password": "plain"}}}),
        json.dumps({"key": "00" * 32, "accounts": {"a": {"password": "scrypt$30$8$1$00$00"}}}),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_to_do(tmp_path: Path, content: str) -> None:
    path = tmp_path / "accounts.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadSetting, match="aide-memoire account NAME"):
        Accounts(path)


def test_without_its_file_nobody_gets_in(path: Path, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="aide-memoire account NAME"):
        Accounts(tmp_path / "none.json")
    accounts = Accounts(path)
    path.unlink()
    with pytest.raises(BadSetting):
        accounts.check("anna", PASSWORD)
    add_account(path, "anna", PASSWORD)
    with pytest.raises(BadSetting, match="no account"):
        remove_account(path, "nobody")

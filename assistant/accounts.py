"""Accounts for the web chat: a file of names and hashed passwords, and the sessions that are signed with its key.

The file is JSON, readable by its owner alone:
`{"key": …, "accounts": {"anna": {"password": "scrypt$15$8$1$<salt>$<hash>", "operator": true}}}`.
Beside it stands a file `….ended` with the sessions that were signed out of, so that they have ended for every chat that has
the same accounts.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import os
import secrets
import stat
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .ended import EndedSessions
from .errors import BadSetting

SHORTEST_PASSWORD = 10
_LONGEST = 200  # characters of a name or a password: more would only cost time
_COST, _BLOCK, _PARALLEL = 15, 8, 1  # scrypt with n = 2**15: 32 MB and about a tenth of a second (RFC 7914)
_MEMORY = 64 * 1024 * 1024
_SESSION_SECONDS = 12 * 3_600


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in; an operator may also change the materials."""

    name: str
    password: str
    operator: bool = False

    def __repr__(self) -> str:
        return f"Account(name={self.name!r}, password=***, operator={self.operator})"


class Accounts:
    """The accounts of one file, read anew when it changes; safe to use from several threads."""

    def __init__(self, path: Path, *, now: Callable[[], float] = time.time) -> None:
        self._path = path
        self._now = now
        self._lock = threading.Lock()
        self._hashing = threading.BoundedSemaphore(2)  # each takes 32 MB
        self._read_at: tuple[int, int] | None = None
        self._key = b""
        self._accounts: dict[str, Account] = {}
        self._ended = EndedSessions(path.with_name(path.name + ".ended"), now)
        self._nobody = hash_password(secrets.token_hex(8))
        self._refresh()

    def check(self, name: str, password: str) -> Account | None:
        """Return the account of that name and password, None when there is none; both take the same time."""
        self._refresh()
        account = self._accounts.get(name)
        with self._hashing:
            matches = password_matches(password, account.password if account else self._nobody)
        return account if account and matches else None

    def session(self, account: Account) -> str:
        """Return a signed session for an account, good for twelve hours."""
        content = [account.name, int(self._now()) + _SESSION_SECONDS, secrets.token_hex(8)]
        body = base64.urlsafe_b64encode(json.dumps(content, ensure_ascii=False).encode()).decode().rstrip("=")
        return f"{body}.{self._signature(body, account)}"

    def account_of(self, session: str) -> Account | None:
        """Return the account that a session belongs to; None when it is not ours, has ended, or the password has changed."""
        self._refresh()
        body, _, signature = session.partition(".")
        name, until, _ = _opened(body)
        account = self._accounts.get(name)
        # As bytes, since letters beyond ASCII cannot be compared otherwise.
        if account is None or not hmac.compare_digest(signature.encode(), self._signature(body, account).encode()):
            return None
        with self._lock:
            return account if until > self._now() and body not in self._ended.all() else None

    def end(self, session: str) -> None:
        """End a session before its time."""
        body = session.partition(".")[0]
        if self.account_of(session) is None:
            return
        with self._lock:
            self._ended.add(body, _opened(body)[1])

    def _signature(self, body: str, account: Account) -> str:
        signed = f"{body}\0{account.password}".encode()
        return hmac.new(self._key, signed, hashlib.sha256).hexdigest()

    def _refresh(self) -> None:
        """Read the file when it is another than before. Raises BadSetting."""
        with self._lock:
            state = self._path.stat() if self._path.is_file() else None
            stamp = (state.st_mtime_ns, state.st_size) if state else None
            if stamp is None or stamp != self._read_at:
                self._key, self._accounts = _read(self._path)
                self._read_at = stamp


def add_account(path: Path, name: str, password: str, *, operator: bool = False) -> None:
    """Write an account into the file, in the place of one of that name. Raises BadSetting."""
    if not name.strip() or name != name.strip() or len(name) > _LONGEST or not name.isprintable():
        raise BadSetting("The name of an account is 1 to 200 letters, digits or signs, without spaces around them.")
    if not SHORTEST_PASSWORD <= len(password) <= _LONGEST:
        raise BadSetting(f"A password has {SHORTEST_PASSWORD} to {_LONGEST} characters: choose another.")
    key, accounts = _read(path) if path.exists() else (secrets.token_bytes(32), {})
    _write(path, key, accounts | {name: Account(name, hash_password(password), operator)})


def remove_account(path: Path, name: str) -> None:
    """Take an account out of the file. Raises BadSetting when there is none of that name."""
    key, accounts = _read(path)
    if accounts.pop(name, None) is None:
        raise BadSetting(f"There is no account {name} in {path}.")
    _write(path, key, accounts)


def hash_password(password: str, *, salt: bytes | None = None) -> str:
    """Return a password as it is kept: "scrypt$15$8$1$<salt>$<hash>"."""
    salt = salt or secrets.token_bytes(16)
    return (
        f"scrypt${_COST}${_BLOCK}${_PARALLEL}${salt.hex()}${_scrypt(password, salt, (_COST, _BLOCK, _PARALLEL)).hex()}"
    )


def password_matches(password: str, kept: str) -> bool:
    """Tell whether this is the password that is kept so, in a time that does not say where they differ."""
    _, cost, block, parallel, salt, digest = kept.split("$")
    if len(password) > _LONGEST:
        password = ""
    found = _scrypt(password, bytes.fromhex(salt), (int(cost), int(block), int(parallel)))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def _scrypt(password: str, salt: bytes, parameters: tuple[int, int, int]) -> bytes:
    cost, block, parallel = parameters
    return hashlib.scrypt(
        password.encode("utf-8", "replace"), salt=salt, n=2**cost, r=block, p=parallel, maxmem=_MEMORY, dklen=32
    )


def _opened(body: str) -> tuple[str, float, str]:
    """Return name, end and number of a session, which may be anybody's invention."""
    try:
        content = json.loads(base64.urlsafe_b64decode(body[:2_000] + "=" * (-len(body) % 4)))
        name, until, number = content
        return str(name), float(until), str(number)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return "", 0.0, ""


def _read(path: Path) -> tuple[bytes, dict[str, Account]]:
    try:
        held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        accounts = {
            name: Account(name, _well_formed(kept["password"]), kept.get("operator", False) is True)
            for name, kept in held["accounts"].items()
        }
        key = bytes.fromhex(held["key"])
    except FileNotFoundError:
        raise BadSetting(f"There is no file of accounts at {path}: make one with aide-memoire account NAME") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(
            f"The accounts in {path} cannot be read: make them anew with aide-memoire account NAME"
        ) from error
    if len(key) < 32:
        raise BadSetting(f"The key in {path} is too short: make the file anew with aide-memoire account NAME")
    return key, accounts


def _well_formed(kept: str) -> str:
    """Return a kept password when it can be compared with; ValueError when it cannot."""
    scheme, cost, block, parallel, salt, digest = kept.split("$")
    if scheme != "scrypt" or not 2 ** int(cost) * int(block) * int(parallel) * 128 <= _MEMORY:
        raise ValueError(scheme)
    if len(bytes.fromhex(salt)) < 8 or len(bytes.fromhex(digest)) != 32:
        raise ValueError(scheme)
    return kept


def _write(path: Path, key: bytes, accounts: dict[str, Account]) -> None:
    kept = {name: {"password": account.password, "operator": account.operator} for name, account in accounts.items()}
    write_for_owner(path, json.dumps({"key": key.hex(), "accounts": kept}, ensure_ascii=False, indent=1))


def write_for_owner(path: Path, content: str) -> None:
    """Write a file whole or not at all, readable by its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)

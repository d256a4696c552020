"""Keys of programs that ask over HTTP: a file of names and hashed keys.

The file is JSON, readable by its owner alone: `{"keys": {"laptop": "sha256$<hash>"}}`. A key has 256 random bits, so that
its plain hash tells nothing about it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import threading
from pathlib import Path

from ..accounts import write_for_owner
from ..errors import BadSetting

PREFIX = "am-"  # by which a key is known for what it is, where it should not lie about
_SCHEME = "sha256$"
_LONGEST_NAME = 200
_REMAKE = "make one with aide-memoire key NAME"


class ApiKeys:
    """The keys of one file, read anew when it changes; safe to use from several threads. Raises BadSetting."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._read_at: tuple[int, int] | None = None
        self._keys: dict[str, str] = {}
        self._refresh()

    def __repr__(self) -> str:
        return f"ApiKeys({', '.join(f'{name}=***' for name in sorted(self._keys))})"

    def name_of(self, key: str) -> str | None:
        """Return the name that a key has, None for one that is not known; all are compared, each in constant time."""
        self._refresh()
        given, found = hash_key(key), None
        for name, kept in self._keys.items():
            if hmac.compare_digest(given.encode(), kept.encode()):
                found = name
        return found

    def _refresh(self) -> None:
        with self._lock:
            state = self._path.stat() if self._path.is_file() else None
            stamp = (state.st_mtime_ns, state.st_size) if state else None
            if stamp is None or stamp != self._read_at:
                self._keys = _read(self._path)
                self._read_at = stamp


def add_key(path: Path, name: str) -> str:
    """Write a new key into the file, in the place of one of that name, and return it: it is shown once. Raises BadSetting."""
    if not name.strip() or name != name.strip() or len(name) > _LONGEST_NAME or not name.isprintable():
        raise BadSetting("The name of a key is 1 to 200 letters, digits or signs, without spaces around them.")
    key = PREFIX + secrets.token_urlsafe(32)
    _write(path, (_read(path) if path.exists() else {}) | {name: hash_key(key)})
    return key


def remove_key(path: Path, name: str) -> None:
    """Take a key out of the file. Raises BadSetting when there is none of that name."""
    keys = _read(path)
    if keys.pop(name, None) is None:
        raise BadSetting(f"There is no key {name} in {path}.")
    _write(path, keys)


def hash_key(key: str) -> str:
    """Return a key as it is kept: "sha256$<hash>"."""
    return _SCHEME + hashlib.sha256(key.encode("utf-8", "replace")).hexdigest()


def _read(path: Path) -> dict[str, str]:
    try:
        keys = {str(name): _well_formed(kept) for name, kept in json.loads(path.read_bytes())["keys"].items()}
    except FileNotFoundError:
        raise BadSetting(f"There is no file of keys at {path}: {_REMAKE}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSetting(f"The keys in {path} cannot be read: remove the file and {_REMAKE}") from error
    return keys


def _well_formed(kept: str) -> str:
    """Return a kept key when it can be compared with; ValueError when it cannot."""
    if not kept.startswith(_SCHEME) or len(bytes.fromhex(kept.removeprefix(_SCHEME))) != 32:
        raise ValueError(_SCHEME)
    return kept


def _write(path: Path, keys: dict[str, str]) -> None:
    write_for_owner(path, json.dumps({"keys": keys}, ensure_ascii=False, indent=1))

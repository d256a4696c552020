"""Compound files: what is under a password is told, whatever format it is."""

import struct
from pathlib import Path

import pytest

from corpus.compound import is_encrypted
from corpus.discovery import discover
from corpus.documents import Skipped
from corpus.loading import load
from tests.corpus.readers.compound_files import Folder, compound

PLAIN_WORD = b"\xec\xa5\xc1\x00" + bytes(6) + b"\xf0\x12" + bytes(20)
LOCKED_WORD = b"\xec\xa5\xc1\x00" + bytes(6) + b"\xf0\x13" + bytes(20)
PLAIN_USER = b"\x00\x00\xf6\x0f\x1a\x00\x00\x00\x14\x00\x00\x00\x5f\xc0\x91\xe3" + bytes(16)
LOCKED_USER = PLAIN_USER.replace(b"\x5f\xc0\x91\xe3", b"\xdf\xc4\xd1\xf3")
SHEET_START = struct.pack("<HH", 0x809, 16) + bytes(16)
PASSWORD = struct.pack("<HH", 0x2F, 6) + bytes(6)


@pytest.mark.parametrize(
    ("content", "encrypted"),
    [
        ({"WordDocument": PLAIN_WORD}, False),
        ({"WordDocument": LOCKED_WORD}, True),
        ({"Current User": PLAIN_USER}, False),
        ({"Current User": LOCKED_USER}, True),
        ({"Workbook": SHEET_START + bytes(40)}, False),
        ({"Workbook": SHEET_START + PASSWORD}, True),
        ({"Book": SHEET_START + PASSWORD}, True),
        ({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}, True),
        ({"WordDocument": PLAIN_WORD, "\tDRMContent": b"x"}, True),
        ({"WordDocument": b""}, False),
        ({"Other": b"x"}, False),
    ],
)
def test_an_encrypted_file_is_told_from_a_plain_one(tmp_path: Path, content: Folder, encrypted: bool) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(compound(content))
    assert is_encrypted(path) is encrypted
    (found,) = discover([path])
    outcome = load(found)
    assert isinstance(outcome, Skipped)
    assert outcome.reason == ("encrypted" if encrypted else "unsupported")
    assert ("password protected" in outcome.detail) is encrypted


@pytest.mark.parametrize("length", [8, 100, 512, 600, 1_500])
def test_a_damaged_container_is_not_encrypted(tmp_path: Path, length: int) -> None:
    path = tmp_path / "old.doc"
    path.write_bytes(compound({"WordDocument": LOCKED_WORD})[:length])
    assert not is_encrypted(path)

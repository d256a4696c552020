"""Files at a URL: what is not there is told from what cannot be reached, and no credentials are shown."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from index.errors import Unreachable
from index.remote import Remote, masked


@pytest.fixture(params=["memory", "file"])
def remote(request: pytest.FixtureRequest, tmp_path: Path) -> Remote:
    return Remote(f"memory://{tmp_path}" if request.param == "memory" else (tmp_path / "shared").as_uri())


def test_a_file_comes_back_as_it_was_sent(remote: Remote, tmp_path: Path) -> None:
    content = b"words " * 1_000
    (tmp_path / "sent").write_bytes(content)
    remote.send(tmp_path / "sent", "generations/one/words")
    remote.copy("generations/one/words", "generations/two/words")
    assert (
        remote.receive("generations/two/words", tmp_path / "back", len(content)) == hashlib.sha256(content).hexdigest()
    )
    assert (tmp_path / "back").read_bytes() == content
    assert remote.names("generations") == ["one", "two"]
    remote.remove("generations/one")
    assert remote.names("generations") == ["two"]


def test_a_small_file_takes_the_place_of_the_one_before_and_leaves_nothing_beside_it(
    remote: Remote, tmp_path: Path
) -> None:
    (tmp_path / "sent").write_bytes(b"")
    remote.send(tmp_path / "sent", "place")
    for content in (b"first", b"second"):
        remote.replace("CURRENT", content)
        assert remote.read("CURRENT", 100) == content
    assert remote.names("") == ["CURRENT", "place"]


def test_no_more_is_received_than_tells_that_a_file_is_too_long(remote: Remote, tmp_path: Path) -> None:
    (tmp_path / "sent").write_bytes(b"x" * 5_000)
    remote.send(tmp_path / "sent", "long")
    remote.receive("long", tmp_path / "back", 10)
    assert (tmp_path / "back").stat().st_size == 11
    assert remote.read("long", 7) == b"x" * 7


def test_what_is_not_there_is_missing_and_no_fault_of_the_way(remote: Remote, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        remote.read("CURRENT", 10)
    with pytest.raises(FileNotFoundError):
        remote.receive("CURRENT", tmp_path / "back", 10)
    assert remote.names("generations") == []


def test_a_url_that_no_driver_knows_is_unreachable_and_says_so() -> None:
    with pytest.raises(Unreachable, match=r"nowhere://place cannot be reached: .*nowhere"):
        Remote("nowhere://place")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket/store", "s3://bucket/store"),
        ("sftp://anna:secret@host/store", "sftp://***@host/store"),
        ("https://host/store?token=secret", "https://host/store?***"),
        ("simplecache::ftp://anna:secret@host/store", "simplecache::ftp://***@host/store"),
    ],
)
def test_credentials_in_a_url_are_not_shown(url: str, shown: str) -> None:
    assert masked(url) == shown


def test_an_error_does_not_repeat_the_credentials() -> None:
    with pytest.raises(Unreachable) as fault:
        Remote("nowhere://anna:secret@host/store?key=secret")
    assert "secret" not in str(fault.value)

"""Keeping the materials from the page: for operators alone, and never from another site's page."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from fastapi import FastAPI

from assistant import Settings
from assistant.errors import BadFile
from assistant.library import Library, LibraryLimits, Rebuild
from assistant.web.guard import ASGIApp, Guard, Limits
from assistant.web.managing import add_managing, file_fault, manage_state, told
from assistant.web.signing import Gate
from assistant.web.wording import Words
from index import BuildReport, Progress

WORDS = b"The rivers commission met in Almaty. It agreed on forty new gauging stations."
OURS = {"X_Aide_Memoire": "1", "Sec_Fetch_Site": "same-origin"}
Visit = Callable[..., Any]


@pytest.fixture
def library(one_file: Settings) -> Library:
    """A library over a folder with one file."""
    return Library(one_file, limits=LibraryLimits(file=1_000))


def application(library: Library, *, local: bool = True) -> ASGIApp:
    """Return an application with the addresses below /manage; `local` visitors operate."""
    app = FastAPI()
    add_managing(app, library, lambda _: Words())
    return Guard(Gate(app, None, local=local), Limits(body=100))


def test_a_file_is_added_the_index_rebuilt_and_the_file_removed(library: Library, visit: Visit) -> None:
    visitor = visit(application(library))
    reply = visitor("POST", "/manage/files?name=../new.txt", b"x" * 500, **OURS)
    assert (reply.status, json.loads(reply.text)) == (201, {"name": "new.txt"})
    assert json.loads(visitor("GET", "/manage/state").text)["changed"] == 1
    assert visitor("POST", "/manage/build", **OURS).status == 202
    for _ in range(300):
        state = json.loads(visitor("GET", "/manage/state").text)
        if not state["running"]:
            break
        time.sleep(0.1)
    assert state["told"][:2] == ["The new index is in use.", "1 added · 1 unchanged · 0 skipped · 2 passages"]
    assert state["generation"]
    assert visitor("POST", "/manage/remove?source=new.txt", **OURS).status == 200
    assert visitor("POST", "/manage/remove?source=new.txt", **OURS).status == 404


@pytest.mark.parametrize(
    ("query", "body", "status"),
    [
        ("name=first.txt", WORDS, 409),
        ("name=..", WORDS, 400),
        ("", WORDS, 400),
        ("name=a.txt", b"", 400),
        ("name=a.txt", b"x" * 1_001, 413),
        ("name=a.bin", b"\x7fELF\x02\x01\x01\x00\x00", 415),
    ],
)
def test_what_cannot_be_added_has_its_status_and_a_sentence(
    library: Library, visit: Visit, query: str, body: bytes, status: int
) -> None:
    reply = visit(application(library))("POST", f"/manage/files?{query}", body, **OURS)
    assert reply.status == status
    assert reply.text.endswith(".")
    folder = library.folder()
    assert folder is not None
    assert [path.name for path in folder.iterdir()] == ["first.txt"]


@pytest.mark.parametrize("path", ["state", "files?name=a.txt", "remove?source=first.txt", "build"])
def test_for_others_and_for_pages_of_other_sites_the_addresses_do_not_exist(
    library: Library, visit: Visit, path: str
) -> None:
    method = "GET" if path == "state" else "POST"
    local, remote = application(library), application(library, local=False)
    tries = [
        (remote, OURS),
        (local, OURS | {"X_Forwarded_For": "10.0.0.9"}),
        (local, OURS | {"Sec_Fetch_Site": "cross-site"}),
        (local, {"X_Aide_Memoire": "1", "Origin": "https://evil.example"}),
        *([] if method == "GET" else [(local, {"Sec_Fetch_Site": "same-origin"}), (local, {})]),
    ]
    for app, headers in tries:
        reply = visit(app)(method, f"/manage/{path}", WORDS if method == "POST" else b"", **headers)
        assert (reply.status, reply.text) == (404, "Not found")
    folder = library.folder()
    assert folder is not None
    assert [entry.name for entry in folder.iterdir()] == ["first.txt"]
    assert library.progress() is None


def test_progress_and_ends_are_told_in_the_visitors_language() -> None:
    assert told(Rebuild(running=True), Words()) == ["Looking for what has changed …"]
    half = Rebuild(running=True, progress=Progress(2, 4, 50, 100, 1_200), left=61.6)
    assert told(half, Words()) == ["2 of 4 files · 1,200 passages · about 62 s left"]
    assert told(half, Words("ru")) == ["файлов: 2 из 4 · 1\u00a0200 фрагментов · осталось около 62 с"]
    failed = Rebuild(running=False, fault="There are no files.")
    assert told(failed, Words("kk"))[0] == "Индекс жаңартылмады; бұрынғысы қолданыста."
    done = Rebuild(running=False, report=BuildReport(0, 2, 0, 1, (), 7, 3, 0.5, "g-1"))
    assert told(done, Words()) == ["The new index is in use.", "2 changed · 1 removed · 0 skipped · 7 passages"]


def test_the_share_that_is_done_goes_by_bytes(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    for progress, share in ((None, None), (Progress(1, 4, 25, 100, 0), 0.25), (Progress(0, 0, 0, 0, 0), 1.0)):
        rebuild = Rebuild(running=True, progress=progress)
        monkeypatch.setattr(library, "progress", lambda now=rebuild: now)
        assert manage_state(library, Words())["share"] == share


def test_a_fault_is_told_in_the_visitors_language() -> None:
    fault = BadFile("too_large", "The file is larger than 9 bytes.")
    assert file_fault(fault, Words()) == "The file is larger than 9 bytes."
    assert file_fault(fault, Words("ru")) == "Файл слишком велик."

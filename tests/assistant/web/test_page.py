"""The running page over HTTP: what it serves, and that the rest of Gradio is closed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from assistant.web.app import STATIC

ROOT = Path(__file__).parents[3]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(ROOT)}
CLOSED = """\
GET /docs
GET /redoc
GET /openapi.json
GET /gradio_api/openapi.json
GET /gradio_api/info
GET /gradio_api/runs
GET /gradio_api/user
GET /gradio_api/token
GET /gradio_api/login_check
GET /gradio_api/dev/reload
GET /gradio_api/deep_link
GET /gradio_api/theme.css
GET /gradio_api/custom_component/1/client/component/index.js
GET /gradio_api/proxy=https://example.org/
GET /gradio_api/file=/etc/passwd
GET /gradio_api/file/etc/passwd
GET /file=/etc/passwd
GET /gradio_api/stream/a/b/1/playlist.m3u8
GET /gradio_api/upload_progress
GET /gradio_api/call/ask/1
GET /gradio_api/vibe-code
GET /gradio_api/profiling/traces
GET /gradio_api/mcp/
GET /logout
GET /monitoring
GET /monitoring/summary
GET /pwa_icon
POST /login
POST /gradio_api/upload
POST /gradio_api/component_server
POST /gradio_api/component_server/
POST /gradio_api/run/ask
POST /gradio_api/api/ask
POST /gradio_api/call/ask
POST /gradio_api/process_recording
POST /gradio_api/stream/x
POST /gradio_api/vibe-edit
POST /gradio_api/run-history/connect
PUT /
""".splitlines()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """The port of the page over the scripted assistant."""
    command = [sys.executable, str(ROOT / "tests" / "browser" / "scripted.py")]
    with subprocess.Popen(command, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as program:
        try:
            ready = re.search(r"http://127\.0\.0\.1:(\d+)", program.stdout.readline() if program.stdout else "")
            assert ready, "the page did not start"
            yield int(ready[1])
        finally:
            program.terminate()


def request(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Send one request; returns the response and its body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body or None, {"Content-Type": "application/json"} | given)
    response = connection.getresponse()
    content = response.read()
    connection.close()
    return response, content


@pytest.mark.parametrize("line", CLOSED)
def test_a_route_that_the_page_does_not_need_is_closed(port: int, line: str) -> None:
    method, path = line.split()
    response, content = request(port, method, path, b"{}" if method == "POST" else b"")
    assert (response.status, content) == (404, b"Not found")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_page_has_our_files_and_a_policy_without_unsafe_scripts(port: int) -> None:
    response, page = request(port, "GET", "/")
    assert response.status == 200
    policy = response.headers["Content-Security-Policy"]
    script = next(rule for rule in policy.split("; ") if rule.startswith("script-src"))
    assert "unsafe" not in script
    assert "sha256-" in script
    for name, kind in (("page.css", "text/css"), ("page.js", "text/javascript"), ("icon.svg", "image/svg+xml")):
        address = re.search(rf"page/{name}\?v=[0-9a-f]{{16}}", page.decode())
        assert address, name
        ours, content = request(port, "GET", f"/{address[0]}")
        assert ours.status == 200
        assert ours.headers["Content-Type"].startswith(kind)
        assert "immutable" in ours.headers["Cache-Control"]
        assert content


def test_every_file_of_ours_is_served() -> None:
    parts = {part for parts in STATIC.values() for part in parts}
    assert parts == {path.name for path in (ROOT / "assistant" / "web" / "static").iterdir()}


def test_only_our_own_files_are_served_beside_the_page(port: int) -> None:
    assert request(port, "GET", "/page/page.py")[0].status == 404
    assert request(port, "GET", "/page/%2e%2e%2fapp.py")[0].status == 404


def test_the_page_names_no_feature_that_is_switched_off(port: int) -> None:
    config = json.loads(request(port, "GET", "/config")[1])
    assert config["analytics_enabled"] is False
    assert config["footer_links"] == []
    assert str(ROOT) not in json.dumps(config)


def test_a_passage_is_served_as_a_fragment_and_never_kept(port: int) -> None:
    response, content = request(port, "GET", "/passages/comm-4?start=0&end=10")
    assert response.status == 200
    assert response.headers["Content-Type"].startswith("text/html")
    assert response.headers["Cache-Control"] == "no-store"
    assert b"<mark>Delegation</mark>" in content


def test_a_documents_own_page_and_more_of_its_passages_are_served(port: int) -> None:
    response, content = request(port, "GET", "/document?source=outcome/communique.pdf")
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert content.count(b'<li><a href="#cite-comm-') == 7
    more = request(port, "GET", "/document?source=outcome/communique.pdf&start=5")[1]
    assert more.count(b"<li>") == 2
    for nowhere in ("", "?source=", "?source=../../etc/passwd", "?source=nothing.pdf&start=0"):
        response, content = request(port, "GET", f"/document{nowhere}")
        assert response.status == 404
        assert b"not in the materials" in content
    assert request(port, "GET", "/document?source=outcome/communique.pdf&start=99999999999999")[0].status == 200


def test_words_come_in_the_language_that_was_chosen_or_that_the_browser_prefers(port: int) -> None:
    response, content = request(port, "GET", "/page/words", Accept_Language="ru")
    assert response.headers["Cache-Control"] == "no-store"
    told = json.loads(content)
    assert (told["language"], told["words"]["documents"]) == ("ru", "Документы")
    assert told["counts"] == "4 документа · 40 фрагментов"
    chosen = request(port, "GET", "/page/words", Accept_Language="ru", Cookie="aide_memoire_language=kk")
    assert json.loads(chosen[1])["language"] == "kk"
    assert "Құжат" in request(port, "GET", "/documents", Accept_Language="kk")[1].decode()
    assert "стр. 4" in request(port, "GET", "/passages/comm-4?start=0&end=10", Accept_Language="ru")[1].decode()
    gone = request(port, "GET", "/passages/gone/page?start=0&end=1", Accept_Language="ru")[1].decode()
    assert gone == "Документы изменились после этого ответа. Спросите ещё раз."


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("nothing?start=0&end=1", 404),
        ("comm-4", 400),
        ("comm-4?start=x&end=1", 400),
        ("comm-4?start=-9&end=99999999", 200),
    ],
)
def test_an_address_that_leads_nowhere_has_its_status(port: int, address: str, status: int) -> None:
    assert request(port, "GET", f"/passages/{address}")[0].status == status


def test_the_page_of_a_passage_is_served_as_a_picture_with_its_marks(port: int) -> None:
    response, content = request(port, "GET", "/passages/comm-4/page?start=0&end=10&number=3")
    assert response.status == 200
    assert response.headers["Content-Type"] == "image/webp"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    assert content.startswith(b"RIFF")
    response, content = request(port, "GET", "/passages/comm-4/sheet?start=0&end=10&number=3&more=%22%3E%3Cb%3E")
    assert response.headers["Content-Type"].startswith("text/html")
    assert b'src="passages/comm-4/page?start=0&amp;end=10&amp;number=3"' in content
    assert b"Page 3 of 7" in content
    assert b"left:10.000%;top:25.000%;width:80.000%;height:2.500%" in content


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("nothing/page?start=0&end=1", 404, "ask again"),
        ("comm-4/page", 400, "whole numbers"),
        ("comm-4/page?start=x&end=1", 400, "whole numbers"),
        ("comm-4/page?start=0&end=1&number=two", 400, "whole numbers"),
        ("talk-1/page?start=0&end=1", 404, "Only the pages of PDF files"),
        ("comm-5/page?start=0&end=1", 503, "try again in 2 seconds"),
        ("comm-6/page?start=0&end=1", 422, "is damaged"),
        ("comm-7/page?start=0&end=1", 409, "has changed since it was indexed"),
    ],
)
@pytest.mark.parametrize("view", ["page", "sheet"])
def test_a_page_that_cannot_be_shown_has_its_status_and_a_sentence(
    port: int, view: str, address: str, status: int, words: str
) -> None:
    response, content = request(port, "GET", f"/passages/{address.replace('/page', f'/{view}')}")
    assert response.status == status
    assert response.headers["Content-Type"].startswith("text/plain")
    assert words in content.decode()
    assert (response.headers["Retry-After"] == "2") == (status == 503)


def test_a_message_beyond_the_limit_is_refused(port: int) -> None:
    assert request(port, "POST", "/gradio_api/queue/join", b"x" * 65_537)[0].status == 413


def test_the_package_is_imported_without_gradio() -> None:
    program = "import sys, assistant.web; print(sorted({'gradio', 'fastapi', 'torch'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], env=ENVIRONMENT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

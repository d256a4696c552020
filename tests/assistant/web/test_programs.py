"""The interface for programs beside the page: which addresses are open, to whom, and in what form they refuse."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant import Assistant
from assistant.accounts import Accounts, add_account
from assistant.api import ApiKeys, create_api, observer_of
from assistant.api.keys import add_key
from assistant.web.guard import API_PATHS, OPEN_FOLDERS, OPEN_PATHS, ASGIApp, Guard, Limits, is_api, is_open
from assistant.web.programs import Beside, interface
from assistant.web.visitors import SESSION

PASSWORD = " ".join(["correct", "horse", "battery"])
FREE = ("/healthz", "/readyz", "/metrics", "/v1/openapi.json")
Visit = Callable[..., Any]


def application(assistant: Assistant, *, keys: ApiKeys | None = None, accounts: Accounts | None = None) -> ASGIApp:
    """Return the interface behind the gate, beside a page that is never reached."""

    async def page(*_: object) -> None:
        raise AssertionError("the page was asked")

    limits = Limits(often=3)
    programs = interface(assistant, limits, keys, accounts, observer_of(assistant))
    return Guard(Beside(programs, page), limits, {"127.0.0.1"})


def test_exactly_the_addresses_of_the_interface_are_open(forum: Assistant) -> None:
    app: FastAPI = create_api(forum)
    paths: dict[str, set[str]] = {
        path: {method.upper() for method in methods} for path, methods in app.openapi()["paths"].items()
    }
    paths["/v1/openapi.json"] = {"GET"}
    for path, methods in paths.items():
        for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
            assert is_open(method, path.replace("{passage_id}", "x")) == (method in methods), (method, path)
    opened = {path for path in OPEN_PATHS if is_api(path)}
    assert opened == {path for path in paths if "{" not in path}
    assert [folder for folder in OPEN_FOLDERS if is_api(folder)] == ["/v1/passages/"]
    assert set(paths) >= API_PATHS


def ask(visitor: Any, **headers: str) -> Any:  # noqa: ANN401 - a visitor of the tests, its reply
    return visitor("GET", "/v1/sources", **headers)


def test_without_keys_and_accounts_everybody_asks_but_another_web_page(forum: Assistant, visit: Visit) -> None:
    visitor = visit(application(forum))
    assert ask(visitor).status == 200
    assert ask(visitor, Origin="http://127.0.0.1:7860").status == 200
    refused = ask(visitor, Origin="https://evil.example")
    assert (refused.status, json.loads(refused.text)["error"]["code"]) == (403, "forbidden")
    assert ask(visitor, Sec_Fetch_Site="cross-site").status == 403


def test_with_accounts_only_who_signed_in_asks(forum: Assistant, visit: Visit, tmp_path: Path) -> None:
    add_account(tmp_path / "accounts.json", "anna", PASSWORD)
    accounts = Accounts(tmp_path / "accounts.json")
    visitor = visit(application(forum, accounts=accounts))
    for path in [*OPEN_PATHS, "/v1/passages/x", "/v1/passages/x/page"]:
        if is_api(path) and path not in FREE:
            for method in OPEN_PATHS.get(path, {"GET"}) - {"HEAD"}:
                body = b'{"question": "a"}' if path == "/v1/ask" else b'{"query": "a"}'
                body = b'{"messages": [{"role": "user"}]}' if path == "/v1/chat/completions" else body
                reply = visitor(method, path, body, content_type="application/json")
                assert (reply.status, json.loads(reply.text)["error"]["code"]) == (401, "unauthorized"), path
    account = accounts.check("anna", PASSWORD)
    assert account
    visitor.cookies = f"{SESSION}={accounts.session(account)}"
    assert ask(visitor).status == 200


def test_with_keys_a_program_needs_one_and_a_session_is_none(forum: Assistant, visit: Visit, tmp_path: Path) -> None:
    add_account(tmp_path / "accounts.json", "anna", PASSWORD)
    accounts = Accounts(tmp_path / "accounts.json")
    key = add_key(tmp_path / "keys.json", "laptop")
    visitor = visit(application(forum, keys=ApiKeys(tmp_path / "keys.json"), accounts=accounts))
    assert ask(visitor, Authorization=f"Bearer {key}").status == 200
    assert ask(visitor, Authorization=f"bearer {key}").status == 200
    for wrong in ("", "Bearer", f"Bearer {key}x", f"Basic {key}"):
        refused = ask(visitor, Authorization=wrong)
        assert (refused.status, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert key not in refused.text
    account = accounts.check("anna", PASSWORD)
    assert account
    visitor.cookies = f"{SESSION}={accounts.session(account)}"
    assert ask(visitor).status == 401
    for path in FREE:
        assert visitor("GET", path).status == 200, path


def test_each_caller_may_ask_so_often_and_no_oftener(forum: Assistant, tmp_path: Path) -> None:
    names = ("laptop", "server")
    keys = {name: add_key(tmp_path / "keys.json", name) for name in names}
    client = TestClient(application(forum, keys=ApiKeys(tmp_path / "keys.json")), base_url="http://127.0.0.1")
    sent = {name: {"Authorization": f"Bearer {key}"} for name, key in keys.items()}

    def search(name: str) -> Any:  # noqa: ANN401 - a reply
        return client.post("/v1/search", json={"query": " "}, headers=sent[name])

    assert [search("laptop").status_code for _ in range(3)] == [400] * 3
    refused = search("laptop")
    assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_often")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert search("server").status_code == 400
    assert client.get("/v1/sources", headers=sent["laptop"]).status_code == 200  # what is no question is not counted


@pytest.mark.parametrize(
    ("asked", "host", "status"),
    [
        (("GET", "/v1/other"), "127.0.0.1", 404),
        (("DELETE", "/v1/ask"), "127.0.0.1", 404),
        (("GET", "/readyz"), "evil", 421),
    ],
)
def test_what_the_gate_refuses_has_the_form_of_the_interface(
    forum: Assistant, visit: Visit, asked: tuple[str, str], host: str, status: int
) -> None:
    reply = visit(application(forum), host=host)(*asked)
    assert reply.status == status
    assert set(json.loads(reply.text)["error"]) == {"code", "message"}
    assert reply.headers["content-type"] == "application/json"
    assert "default-src 'none'" in reply.headers["content-security-policy"]


def test_a_body_that_is_too_large_is_refused_in_that_form_too(forum: Assistant, visit: Visit) -> None:
    reply = visit(application(forum))("POST", "/v1/ask", b"x" * 65_537, content_type="application/json")
    assert (reply.status, json.loads(reply.text)["error"]["code"]) == (413, "too_large")

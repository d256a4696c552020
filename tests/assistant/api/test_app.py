"""The interface as an application: what its document promises, against what it does, and how another mounts it."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance
from schemathesis.specs.openapi.schemas import OpenApiSchema

from assistant import Assistant
from assistant.api import ApiKeys, ApiLimits, create_api
from assistant.api.keys import add_key

# So many requests are made up for each address; more behind the variable.
EXAMPLES = int(os.environ.get("AIDE_MEMOIRE_API_EXAMPLES", "5"))
ADDRESSES = (
    *(
        "POST /v1/ask",
        "POST /v1/search",
        "POST /v1/chat/completions",
        "GET /v1/sources",
        "GET /v1/models",
        "GET /healthz",
    ),
    *("GET /v1/passages/{passage_id}", "GET /v1/passages/{passage_id}/page", "GET /readyz", "GET /metrics"),
)
MADE = settings(max_examples=EXAMPLES, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[ApiKeys, str]:
    """The keys of an interface, and the only one."""
    path = tmp_path_factory.mktemp("keys") / "keys.json"
    made = add_key(path, "test")
    return ApiKeys(path), made


@pytest.fixture(scope="module")
def promised(forum: Assistant, key: tuple[ApiKeys, str]) -> OpenApiSchema:
    """What the OpenAPI document of the interface over the forum promises."""
    app = create_api(forum, keys=key[0], limits=ApiLimits(often=0))
    return schemathesis.openapi.from_asgi("/v1/openapi.json", app)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "unfitting"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_the_interface_does_what_its_document_says(
    promised: OpenApiSchema, key: tuple[ApiKeys, str], address: str, mode: GenerationMode
) -> None:
    method, path = address.split()
    operation = promised[path][method]
    if mode is GenerationMode.NEGATIVE and not (operation.body or operation.query):
        pytest.skip("nothing is sent that could be unfitting")

    @MADE
    @given(operation.as_strategy(generation_mode=mode))
    def request(case: Case) -> None:
        # A body may fit the document and be no question all the same: spaces, or a filter by nothing known; that is a 400.
        case.call_and_validate(
            headers={"Authorization": f"Bearer {key[1]}"}, excluded_checks=[positive_data_acceptance]
        )

    request()


def test_every_address_is_tried(promised: OpenApiSchema) -> None:
    found = [operation.ok() for operation in promised.get_all_operations()]
    assert sorted(f"{one.method.upper()} {one.path}" for one in found) == sorted(ADDRESSES)


def test_every_refusal_in_the_document_has_the_one_shape(promised: OpenApiSchema, api: TestClient) -> None:
    document = promised.raw_schema
    assert document["openapi"].startswith("3.")
    for path, methods in document["paths"].items():
        for operation in methods.values():
            assert operation["summary"], path
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    schema: dict[str, Any] = response["content"]["application/json"]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Refusal"}, (path, status)
                    assert ("Retry-After" in response.get("headers", {})) == (status in {"429", "503"})
            asks = operation.get("security") == [{"HTTPBearer": []}]
            assert asks == path.startswith("/v1/"), path
    assert "security" not in json.dumps(api.get("/v1/openapi.json").json()["paths"])  # it needs no keys


def test_another_application_mounts_it_in_a_few_lines(forum: Assistant) -> None:
    app = FastAPI()
    app.mount("/conference", create_api(forum))
    client = TestClient(app)
    assert client.get("/conference/readyz").json()["generation"] == forum.generation
    body = {"messages": [{"role": "user", "content": "Who said that we drink from the same lake?"}]}
    message = client.post("/conference/v1/chat/completions", json=body).json()["choices"][0]["message"]
    address = message["annotations"][0]["url_citation"]["url"]
    assert address.startswith("http://testserver/conference/v1/passages/")
    assert client.get(address).status_code == 200
    assert client.get("/v1/sources").json() == {"detail": "Not Found"}  # the other application's own

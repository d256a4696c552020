"""The standard tests that LangChain has for every retriever and every tool."""

from __future__ import annotations

from typing import Any

import pytest
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool
from langchain_tests.integration_tests import RetrieversIntegrationTests, ToolsIntegrationTests
from langchain_tests.unit_tests import ToolsUnitTests

from assistant import Assistant
from assistant.langchain import AideMemoireRetriever

QUESTION = "How far did the catch of trout fall?"


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(autouse=True)
def over_the_forum(request: pytest.FixtureRequest, forum: Assistant) -> None:
    """Give the test the assistant that its retriever or tool asks."""
    request.instance.assistant = forum


@pytest.mark.anyio
class TestRetriever(RetrieversIntegrationTests):
    assistant: Assistant

    @property
    def retriever_constructor(self) -> type[BaseRetriever]:
        return AideMemoireRetriever

    @property
    def retriever_constructor_params(self) -> dict[str, Any]:
        return {"assistant": self.assistant}

    @property
    def retriever_query_example(self) -> str:
        return QUESTION


class AboutTheTool:
    """What both suites are told of the tool."""

    assistant: Assistant

    @property
    def tool_constructor(self) -> BaseTool:
        return self.assistant.as_tool()

    @property
    def tool_invoke_params_example(self) -> dict[str, Any]:
        return {"question": QUESTION}


class TestToolAlone(AboutTheTool, ToolsUnitTests):
    pass


@pytest.mark.anyio
class TestToolCalled(AboutTheTool, ToolsIntegrationTests):
    pass

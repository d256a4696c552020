"""For other people's chains: a LangChain retriever and a tool (the only file that knows LangChain)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.tools import BaseTool, StructuredTool
from pydantic import ConfigDict

from .answers import Answer
from .assistant import Assistant
from .telling import answer_told


class AideMemoireRetriever(BaseRetriever):
    """Passages as LangChain documents: `page_content` verbatim, `metadata` with source, title, location and id.

    `k` is how many; it may be given for one call too, as may `where`.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    assistant: Assistant
    k: int = 8
    where: Mapping[str, str] | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,
        **options: Any,  # noqa: ANN401 - LangChain passes any option through
    ) -> list[Document]:
        where = options.get("where", self.where)
        hits = self.assistant.search(query, limit=options.get("k", self.k), where=where)
        return [
            Document(
                id=hit.passage.id,
                page_content=hit.passage.text,
                metadata={
                    **hit.passage.metadata,
                    "source": hit.passage.source,
                    "title": hit.passage.title,
                    "location": hit.passage.location.as_dict(),
                    "start": hit.passage.start,
                    "end": hit.passage.end,
                },
            )
            for hit in hits
        ]


def answering_tool(assistant: Assistant, where: Mapping[str, str] | None = None) -> BaseTool:
    """Return a tool that answers a question from what `where` keeps; the artifact of its message is the Answer."""

    def ask(question: str) -> tuple[str, Answer]:
        answer = assistant.ask(question, where=where)
        return answer_told(answer), answer

    return StructuredTool.from_function(
        func=ask,
        name="ask_conference_materials",
        description=(
            "Answers a question from the conference's own materials. Every sentence is a verbatim quote with a number in "
            "brackets; the numbered sources follow. Says so when the materials hold no answer."
        ),
        response_format="content_and_artifact",
    )

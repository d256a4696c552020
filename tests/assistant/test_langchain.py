"""The retriever and the tool in other people's chains."""

from __future__ import annotations

import asyncio

import pytest
from langchain_core.documents import Document
from langchain_core.messages import ToolMessage
from langchain_core.runnables import RunnableLambda, RunnablePassthrough

from assistant import Answer, Assistant


def test_a_retriever_returns_passages_verbatim_with_their_place(forum: Assistant) -> None:
    documents = forum.as_retriever().invoke("How far did the catch of trout fall?")

    best = documents[0]
    context = forum.context(str(best.id))
    assert context is not None
    passage = context.passages[context.position]
    assert best.page_content == passage.text
    assert best.metadata["source"] == "hall/statement.txt"
    assert best.metadata["title"] == passage.title
    assert best.metadata["location"] == passage.location.as_dict()
    assert best.metadata["speaker"] == "Peder Holm"
    assert best.metadata["end"] - best.metadata["start"] == len(best.page_content)


def test_a_retriever_agrees_with_search(forum: Assistant) -> None:
    found = [document.id for document in forum.as_retriever(limit=3).invoke("nitrate in the lake")]

    assert found == [hit.passage.id for hit in forum.search("nitrate in the lake", limit=3)]
    assert len(found) == 3


@pytest.mark.parametrize("k", [1, 2, 4])
def test_an_option_k_says_how_many_for_one_call(forum: Assistant, k: int) -> None:
    retriever = forum.as_retriever(limit=2)

    assert len(retriever.invoke("wells in the valley", k=k)) == k
    assert len(retriever.invoke("wells in the valley")) == 2


def test_a_retriever_serves_batches_and_coroutines_alike(forum: Assistant) -> None:
    retriever = forum.as_retriever(limit=2)
    questions = ["catch of trout", "капельное орошение", "бұлақ"]

    one_by_one = [retriever.invoke(question) for question in questions]

    assert retriever.batch(questions) == one_by_one
    assert asyncio.run(retriever.abatch(questions)) == one_by_one
    assert asyncio.run(retriever.ainvoke(questions[0])) == one_by_one[0]


def test_a_retriever_and_a_tool_keep_to_a_filter(forum: Assistant) -> None:
    retriever = forum.as_retriever(where={"language": "ru"})
    assert {document.metadata["source"] for document in retriever.invoke("water")} == {"hall/заявление.txt"}
    found = retriever.invoke("water", where={"speaker": "diallo"})
    assert {document.metadata["source"] for document in found} == {"panel.vtt"}

    call = {"name": "ask", "args": {"question": "How far did the catch of trout fall?"}, "id": "7", "type": "tool_call"}
    assert not forum.as_tool(where={"speaker": "diallo"}).invoke(call).artifact.answered


def test_a_tool_call_returns_text_with_sources_and_the_answer_as_its_artifact(forum: Assistant) -> None:
    question = "How far did the catch of trout fall?"
    call = {"name": "ask", "args": {"question": question}, "id": "7", "type": "tool_call"}

    message = forum.as_tool().invoke(call)

    assert isinstance(message, ToolMessage)
    assert isinstance(message.artifact, Answer)
    assert message.artifact == forum.ask(question)
    assert str(message.content).startswith(message.artifact.text)
    assert "[1] " in str(message.content)
    assert "hall/statement.txt" in str(message.content)


def test_a_tool_that_finds_nothing_says_so(forum: Assistant) -> None:
    said = forum.as_tool().invoke({"question": "Who won the chess championship?"})

    assert said.startswith("The materials do not answer this.")


def test_a_tool_tells_a_model_its_name_purpose_and_one_argument(forum: Assistant) -> None:
    tool = forum.as_tool()

    assert tool.name.isidentifier()
    assert "materials" in tool.description
    assert set(tool.args) == {"question"}


def test_retriever_and_tool_work_in_a_chain(forum: Assistant) -> None:
    def prompt(given: dict[str, object]) -> str:
        found = given["context"]
        assert isinstance(found, list)
        assert all(isinstance(document, Document) for document in found)
        return f"{given['question']}\n" + "\n".join(document.page_content for document in found)

    def as_arguments(question: str) -> dict[str, str]:
        return {"question": question}

    chain = {"context": forum.as_retriever(limit=1), "question": RunnablePassthrough()} | RunnableLambda(prompt)
    asking = RunnableLambda(as_arguments) | forum.as_tool() | RunnableLambda(str.upper)

    assert "38 tonnes" in chain.invoke("How far did the catch of trout fall?")
    assert "38 TONNES" in asking.invoke("How far did the catch of trout fall?")

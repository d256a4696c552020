"""Answers of a language model end as promised, whatever it does: the model is a scripted server, the client LangChain's own."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Turn
from assistant.answers import Delta
from tests.scripted_server import Act, ScriptedServer

Ask = Callable[..., Assistant]
QUESTION = "What will the repair of the pumping stations cost?"
GOOD = (
    "The repair of the two pumping stations at Greystone will cost 4.2 million crowns [1]. ",
    "It is to be finished by October 2025 [1].",
)


def asked(assistant: Assistant, question: str = QUESTION, history: Sequence[Turn] = ()) -> tuple[Answer, str]:
    """Return the answer and the text that its pieces make up."""
    *pieces, answer = assistant.stream(question, history=history)
    assert isinstance(answer, Answer)
    return answer, "".join(piece.text for piece in pieces if isinstance(piece, Delta))


def kinds(answer: Answer) -> list[str]:
    return [note.kind for note in answer.notes]


def assert_sound(assistant: Assistant, answer: Answer, shown: str) -> None:
    """Check what holds of every answer: its pieces make up its text, and its numbers are those of verbatim quotes."""
    assert shown == answer.text
    numbers = [citation.number for citation in answer.citations]
    assert numbers == list(range(1, len(numbers) + 1))
    assert {int(marker) for marker in re.findall(r"\[(\d+)\]", answer.text)} == set(numbers)
    for citation in answer.citations:
        context = assistant.context(citation.passage_id)
        assert context is not None
        assert context.passages[context.position].text[citation.start : citation.end] == citation.quote != ""


def test_what_the_sources_bear_out_is_shown_with_the_words_it_rests_on(server: ScriptedServer, written: Ask) -> None:
    server.acts["good"] = Act(GOOD)
    answer, shown = asked(assistant := written("good"))
    assert_sound(assistant, answer, shown)
    assert (answer.answered, answer.kind, answer.model) == (True, "generated", "good")
    assert answer.text.startswith(
        "The repair of the two pumping stations at Greystone will cost 4.2 million crowns. [1]"
    )
    assert "October 2025" in answer.text
    assert any("4.2 million crowns" in citation.quote for citation in answer.citations)
    assert kinds(answer) == ["generated"]


@pytest.mark.parametrize(
    "wrong",
    [
        "The repair of the pumping stations will cost 4.8 million crowns [1].",
        "The repair of the pumping stations will cost 4.2 million euros [1].",
        "The repair of the pumping stations will be finished by October 2026 [1].",
        "The repair of the pumping stations will not cost 4.2 million crowns [1].",
        "Bolivia pays for the repair of the pumping stations [1].",
        "The mayor said: “No town will pay for the pumping stations” [1].",
        "The stars are many and the sea is deep tonight [1].",
        "The repair is praised by Halvorsen [17].",
    ],
)
def test_a_sentence_that_no_source_bears_out_is_left_out_and_that_is_said(
    server: ScriptedServer, written: Ask, wrong: str
) -> None:
    server.acts["wrong"] = Act((*GOOD, f" {wrong}"))
    answer, shown = asked(assistant := written("wrong"))
    assert_sound(assistant, answer, shown)
    assert kinds(answer) == ["generated", "dropped"]
    assert re.sub(r" \[\d+\]", "", wrong) not in answer.text
    marked, shown = asked(assistant := written("wrong", unsupported="mark"))
    assert_sound(assistant, marked, shown)
    assert marked.text.endswith("⟨not supported by the sources⟩")
    assert kinds(marked) == ["generated", "marked"]


def test_where_nothing_is_borne_out_the_sources_are_quoted_instead(server: ScriptedServer, written: Ask) -> None:
    server.acts["invents"] = Act(("The repair will cost 9 million euros [1]. ", "Bolivia pays for it [2][3]."))
    answer, shown = asked(assistant := written("invents"))
    assert_sound(assistant, answer, shown)
    assert answer.model == "extractive"
    assert "4.2 million crowns" in answer.text
    assert kinds(answer) == ["unsupported", "dropped"]


def test_numbers_of_no_source_are_never_shown_and_the_right_source_is_found(
    server: ScriptedServer, written: Ask
) -> None:
    server.acts["misnumbers"] = Act(("The repair of the pumping stations will cost 4.2 million crowns [99][0].",))
    answer, shown = asked(assistant := written("misnumbers"))
    assert_sound(assistant, answer, shown)
    assert "4.2 million crowns" in answer.citations[0].quote
    assert "99" not in answer.text


def test_a_document_that_looks_as_if_it_cited_does_not_cite(server: ScriptedServer, written: Ask) -> None:
    server.acts["quotes"] = Act(
        ("The repair of the pumping stations will cost 4.2 million crowns (see note [[7]]) [1].",)
    )
    answer, shown = asked(assistant := written("quotes"))
    assert_sound(assistant, answer, shown)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_half_markers_are_never_shown(server: ScriptedServer, written: Ask, size: int) -> None:
    whole = "".join(GOOD)
    server.acts["halves"] = Act(tuple(whole[at : at + size] for at in range(0, len(whole), size)))
    *pieces, answer = written("halves").stream(QUESTION)
    shown = ""
    for piece in pieces:
        assert isinstance(piece, Delta)
        shown += piece.text
        assert shown.count("[") == shown.count("]")
    assert isinstance(answer, Answer)
    assert shown == answer.text


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (Act(status=500), "unreachable"),
        (Act(status=401), "unreachable"),
        (Act(status=429), "unreachable"),
        (Act(), "silent"),
        (Act(("  \n",)), "silent"),
        (Act(("The repair of the pum",), cut=True), "broken_off"),
        (Act(("The repair of the pum",), finish="length"), "broken_off"),
        (Act(("I'm sorry, but I can't help with that request.",)), "unsupported"),
        (Act(("%&/( ??? [[[[ ]]] 12",)), "unsupported"),
        (Act(("NO ANSWER",)), "no_answer"),
        (Act(("x" * 1_000_000,)), "too_long"),
        (Act(tuple(["lorem ipsum "] * 2_000)), "too_long"),
    ],
)
def test_a_model_that_does_not_answer_costs_no_answer(
    server: ScriptedServer, written: Ask, act: Act, reason: str
) -> None:
    server.acts["fails"] = act
    answer, shown = asked(assistant := written("fails"))
    assert_sound(assistant, answer, shown)
    assert (answer.answered, answer.model) == (True, "extractive")
    assert "4.2 million crowns" in answer.text
    assert kinds(answer)[0] == reason
    assert answer.notes[0].text.endswith("Quoted from the sources instead.")


def test_a_server_that_is_not_there_costs_no_answer(written: Ask) -> None:
    answer, _ = asked(written("gone", model_url="http://127.0.0.1:9/v1"))
    assert (answer.answered, kinds(answer)) == (True, ["unreachable"])


def test_a_model_that_stalls_is_waited_for_so_long_and_no_longer(server: ScriptedServer, written: Ask) -> None:
    server.acts["stalls"] = Act(("The repair of ", "the stations"), stall=60, stall_at=1)
    began = time.monotonic()
    answer, _ = asked(written("stalls", model_seconds=1.0))
    assert time.monotonic() - began < 30
    assert "4.2 million crowns" in answer.text
    assert kinds(answer)[0] in {"slow", "broken_off"}  # whichever notices first, we or the client


def test_what_was_shown_before_a_model_broke_off_stays_and_the_sources_are_quoted_below(
    server: ScriptedServer, written: Ask
) -> None:
    server.acts["breaks"] = Act((*GOOD, " All of it wi"), cut=True)
    answer, shown = asked(assistant := written("breaks"))
    assert_sound(assistant, answer, shown)
    assert answer.text.startswith("The repair of the two pumping stations")
    assert "From the sources themselves:" in answer.text
    assert "All of it wi" not in answer.text
    assert kinds(answer) == ["generated", "broken_off"]


def test_a_question_that_the_materials_do_not_answer_is_refused_by_both(server: ScriptedServer, written: Ask) -> None:
    server.acts["declines"] = Act(("NO ANSWER.",))
    answer, shown = asked(assistant := written("declines"), "How deep is the lake at its deepest point?")
    assert_sound(assistant, answer, shown)
    assert not answer.answered
    assert kinds(answer) == ["no_answer"]


def test_a_name_that_no_passage_holds_is_not_asked_of_a_model(server: ScriptedServer, written: Ask) -> None:
    server.acts["never"] = Act(GOOD)
    before = len(server.asked)
    answer, _ = asked(written("never"), "What did Patagonia say about trawling in 1911?")
    assert not answer.answered
    assert len(server.asked) == before


def test_the_notes_are_in_the_language_of_the_question(server: ScriptedServer, written: Ask) -> None:
    server.acts["down"] = Act(status=503)
    russian, _ = asked(written("down"), "Сколько хозяйств объединяет Союз садоводов?")
    kazakh, _ = asked(written("down"), "Жайлау қауымдастығы қай жылы құрылды?")
    assert russian.notes[0].text.startswith("Языковая модель недоступна.")
    assert kazakh.notes[0].text.startswith("Тілдік модельге қосылу мүмкін болмады.")


def test_a_sentence_in_another_script_is_shown_as_translated_where_its_figures_stand(
    server: ScriptedServer, written: Ask
) -> None:
    server.acts["translates"] = Act(
        ("Ремонт насосных станций обойдётся в 4,2 миллиона крон [1]. ", "Он обойдётся в 5,1 миллиона крон [1].")
    )
    answer, shown = asked(assistant := written("translates"), "Сколько будет стоить ремонт насосных станций Greystone?")
    assert_sound(assistant, answer, shown)
    assert "4,2 миллиона" in answer.text
    assert "5,1" not in answer.text
    assert kinds(answer) == ["generated", "dropped", "translated"]


def test_an_instruction_from_a_source_that_a_model_obeys_leads_nowhere(server: ScriptedServer, written: Ask) -> None:
    obeying = (
        *GOOD,
        " Click [here](http://evil.example/?q=secret) [1].",
        " See http://evil.example/ now [1].",
        " <img src=x> [1]",
    )
    server.acts["obeys"] = Act(obeying)
    for setting in ("drop", "mark"):
        answer, shown = asked(assistant := written("obeys", unsupported=setting))
        assert_sound(assistant, answer, shown)
        assert "evil" not in answer.text
        assert "<img" not in answer.text
        assert "links" in kinds(answer)


def test_the_model_gets_the_rules_and_fenced_sources_and_no_tools(server: ScriptedServer, written: Ask) -> None:
    server.acts["looks"] = Act(GOOD)
    asked(written("looks"))
    request = server.asked[-1]
    assert not {"tools", "functions", "tool_choice"} & set(request)
    assert request["stream"] is True
    assert [message["role"] for message in request["messages"]] == ["system", "user"]
    system, user = (message["content"] for message in request["messages"])
    assert user.endswith(f"Question: {QUESTION}")
    fence = user.split()[0]
    assert fence in system
    assert user.count(f"{fence} SOURCE ") == len(re.findall(r"SOURCE \d+", user))
    assert "a key" not in system + user


def test_a_follow_up_is_put_by_the_model_and_shown_as_it_was_understood(server: ScriptedServer, written: Ask) -> None:
    plan = "QUESTION: What will the repair of the pumping stations cost?\nSEARCH: pumping stations October 2025"
    server.acts.pop("plans", None)
    server.write = lambda system, _: plan if "QUESTION:" in system else "".join(GOOD)
    answer, _ = asked(
        written("plans"), "And what will it cost?", history=[Turn("What is said of the pumping stations?", "x")]
    )
    assert answer.searched.question == "What will the repair of the pumping stations cost?"
    assert answer.kind == "generated"


@pytest.mark.parametrize(
    "plan",
    ["", "I cannot do that.", "QUESTION: Who won the football match in Paris in 1998?", "SEARCH: " + "x" * 5_000],
)
def test_a_plan_that_is_none_leaves_the_question_to_our_own_rules(
    server: ScriptedServer, written: Ask, forum: Assistant, plan: str
) -> None:
    server.write = lambda system, _: plan if "QUESTION:" in system else "".join(GOOD)
    history = [Turn("What will the repair of the pumping stations cost?", "4.2 million crowns.")]
    answer, _ = asked(written("rambles"), "And in 2024?", history=history)
    assert answer.searched.question == forum.ask("And in 2024?", history=history).searched.question


def test_a_saved_answer_of_a_model_is_verified_like_any_other(
    server: ScriptedServer, written: Ask, forum_folder: Path
) -> None:
    from assistant.verifying import State, verify

    server.acts["good"] = Act(GOOD)
    answer, _ = asked(written("good"))
    assert {verdict.state for verdict in verify([answer.as_dict()], [forum_folder])} == {State.VERIFIED}


def test_a_model_that_thinks_aloud_may_be_given_the_room_for_it(server: ScriptedServer, written: Ask) -> None:
    server.acts["thinks"] = Act(("<think>", "well, " * 3_500, "</think>", *GOOD))
    assert kinds(asked(written("thinks"))[0])[0] == "too_long"
    answer, shown = asked(assistant := written("thinks", model_answer=3_000))
    assert_sound(assistant, answer, shown)
    assert kinds(answer) == ["generated"]
    assert "well" not in answer.text

"""A sentence that differs from its source in one fact is faulted for that fact; one that does not is not."""

from __future__ import annotations

import pytest

from assistant.checking import Fault, Kind, faults, held

REPORT = (
    "The Forum of Ardenfels adopted three measures on 12 May 2023. Norland and Georgia did not support the ban on trawling. "
    "The repair of the pumping stations will cost 4.2 million crowns and take 18 months. “We drink from the same lake,” said "
    "Tomas Berg, mayor of Ardenfels."
)
DOKLAD = (
    "Союз садоводов объединяет 640 хозяйств долины. В 2021 году расход воды снизился на 25 процентов. Казахстан не поддержал "
    "предложение Грузии. Первый школьный сад откроется 5 сентября."
)
BAYANDAMA = (
    "Жайлау қауымдастығы 2019 жылы құрылды және оған 52 шаруашылық кіреді. Бұл ұсыныс қабылданған жоқ. "
    "Алғашқы мың көшет наурыз айында отырғызылады."
)


@pytest.mark.parametrize(
    ("sentence", "passage", "language"),
    [
        ("The Forum of Ardenfels adopted three measures on 12 May 2023 [1].", REPORT, "en"),
        ("The Forum of Ardenfels adopted 3 measures in May 2023.", REPORT, "en"),
        ("The repair of the pumping stations will cost 4,200,000 crowns.", REPORT, "en"),
        ("Georgia did not support the ban on trawling.", REPORT, "en"),
        ("Tomas Berg said: “We drink from the same lake”.", REPORT, "en"),
        ("Казахстан не поддержал предложение Грузии.", DOKLAD, "ru"),
        ("Расход воды снизился в 2021 году на 25 %.", DOKLAD, "ru"),
        ("Бұл ұсыныс қабылданған жоқ.", BAYANDAMA, "kk"),
        ("Алғашқы 1000 көшет наурызда отырғызылады.", BAYANDAMA, "kk"),
    ],
)
def test_what_the_passage_says_is_not_faulted(sentence: str, passage: str, language: str) -> None:
    assert faults(sentence, [passage], language) == ()


@pytest.mark.parametrize(
    ("sentence", "passage", "language", "kind"),
    [
        ("The Forum of Ardenfels adopted four measures on 12 May 2023.", REPORT, "en", Kind.NUMBER),
        ("The Forum of Ardenfels adopted three measures on 12 June 2023.", REPORT, "en", Kind.DATE),
        ("The Forum of Ardenfels adopted three measures on 13 May 2023.", REPORT, "en", Kind.DATE),
        ("The repair of the pumping stations will take 18 days.", REPORT, "en", Kind.UNIT),
        ("Malawi did not support the ban on trawling.", REPORT, "en", Kind.STATE),
        ("Norland and Georgia did support the ban on trawling.", REPORT, "en", Kind.NEGATION),
        ("The repair of the pumping stations will not cost 4.2 million crowns.", REPORT, "en", Kind.NEGATION),
        ("Jonas Berg, mayor of Ardenfels, drinks from the same lake.", REPORT, "en", Kind.NAME),
        ("Tomas Berg said: “We fish in the same lake”.", REPORT, "en", Kind.QUOTE),
        ("Ardenfels rejoiced when brass bands played loudly.", REPORT, "en", Kind.WORDS),
        ("Казахстан поддержал предложение Грузии.", DOKLAD, "ru", Kind.NEGATION),
        ("Малави не поддержал предложение Грузии.", DOKLAD, "ru", Kind.STATE),
        ("Расход воды снизился на 35 процентов.", DOKLAD, "ru", Kind.NUMBER),
        ("Первый школьный сад откроется 5 октября.", DOKLAD, "ru", Kind.DATE),
        ("Бұл ұсыныс қабылданған.", BAYANDAMA, "kk", Kind.NEGATION),
        ("Жайлау қауымдастығына 53 шаруашылық кіреді.", BAYANDAMA, "kk", Kind.NUMBER),
    ],
)
def test_a_changed_fact_is_faulted_for_what_it_is(sentence: str, passage: str, language: str, kind: Kind) -> None:
    assert kind in {fault.kind for fault in faults(sentence, [passage], language)}


def test_a_fact_of_another_sentence_does_not_bear_out_this_one() -> None:
    """The number stands in the passage, but about something else."""
    assert Kind.NUMBER in {fault.kind for fault in faults("The Forum adopted 18 measures.", [REPORT])}


def test_in_another_script_numbers_dates_and_states_are_checked_and_the_rest_is_said_to_be_unchecked() -> None:
    right = faults("В 2023 году Грузия была против, 12 мая.", [REPORT], "ru")
    assert [fault.kind for fault in right] == [Kind.LANGUAGE]
    wrong = faults("В 2024 году Малави была против, 12 июня.", [REPORT], "ru")
    assert {fault.kind for fault in wrong} == {Kind.NUMBER, Kind.STATE, Kind.DATE, Kind.LANGUAGE}


def test_nothing_bears_out_a_sentence_that_cites_nothing() -> None:
    assert faults("The Forum took place.", []) == (Fault(Kind.WORDS, "The Forum took place."),)


def test_a_number_in_brackets_in_the_text_is_no_citation_of_ours() -> None:
    assert faults("The Forum of Ardenfels adopted three measures [1] on 12 May 2023 [2].", [REPORT]) == ()


@pytest.mark.parametrize(
    ("sentence", "there", "together"),
    [
        ("The repair of the pumping stations will take 18 months.", 1.0, 1.0),
        ("The repair was praised in Ardenfels.", 0.5, 0.75),
        ("Nobody swam.", 0.0, 0.0),
        ("It is so.", 1.0, 1.0),
    ],
)
def test_how_much_of_a_sentence_stands_in_one_and_in_all_is_told(sentence: str, there: float, together: float) -> None:
    assert held(sentence, [REPORT]) == pytest.approx((there, together))
    assert held(sentence, []) == (0.0, 0.0)

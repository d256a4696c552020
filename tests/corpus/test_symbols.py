"""Document symbols and versions."""

import pytest

from corpus.symbols import find_symbol, find_version, symbol_in_name, version_in_name, version_of_symbol


@pytest.mark.parametrize(
    ("text", "symbol"),
    [
        ("United Nations | A/HRC/14/10", "A/HRC/14/10"),
        ("A/HRC/WG.6/7/L.3/Rev.2.", "A/HRC/WG.6/7/L.3/Rev.2"),
        ("Документ CCPR/C/KAZ/CO/2*", "CCPR/C/KAZ/CO/2"),
        ("Құжат A/C.3/68/L.1", "A/C.3/68/L.1"),
        ("PC.DEC/1234 and more", "PC.DEC/1234"),
        ("HDIM.NGO/0123/12", "HDIM.NGO/0123/12"),
        ("CM/Rec(2019)1", "CM/Rec(2019)1"),
        ("an A/B test over TCP/IP 4", ""),
        ("he/she said 24/7", ""),
        ("https://example.org/A/HRC/14/10", ""),
    ],
)
def test_a_symbol_is_found_and_nothing_else(text: str, symbol: str) -> None:
    assert find_symbol(text) == symbol


@pytest.mark.parametrize(
    ("stem", "symbol"),
    [
        ("A_HRC_14_10", "A/HRC/14/10"),
        ("a-hrc-wg.6-7-l.3", "A/HRC/WG.6/7/L.3"),
        ("CCPR_C_KAZ_CO_2", "CCPR/C/KAZ/CO/2"),
        ("a_new_plan_2", ""),
        ("a-1-2", ""),
        ("minutes", ""),
    ],
)
def test_a_symbol_in_a_name_gets_its_slashes_back(stem: str, symbol: str) -> None:
    assert symbol_in_name(stem) == symbol


def test_a_revision_is_part_of_the_symbol() -> None:
    assert version_of_symbol("A/HRC/14/10/Rev.2") == "Rev.2"
    assert version_of_symbol("A/HRC/14/10/Add.1") == ""


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("DRAFT", "DRAFT"),
        ("[Draft 2]", "Draft 2"),
        ("Draft resolution on water", "Draft"),
        ("draft draft-rivers-water-01 (the gauges)", ""),
        ("Rules of procedure (as adopted)", "as adopted"),
        ("Check against delivery", "Check against delivery"),
        ("Version 2.1", "Version 2.1"),
        ("Advance unedited version", "Advance unedited version"),
        ("Проект", "Проект"),
        ("Проект резолюции о воде", "Проект"),
        ("Программа форума (проект)", "проект"),
        ("ЖОБА", "ЖОБА"),
        ("Су туралы қарар жобасы", "жобасы"),
        ("Проект ПРООН по воде", ""),
        ("Drafting rules", ""),
        ("The draft was read", ""),
    ],
)
def test_a_version_is_found_in_the_words_of_the_document(line: str, version: str) -> None:
    assert find_version(line) == version


@pytest.mark.parametrize(
    ("stem", "version"),
    [
        ("csaf-v1.2-wd01-2017", "v1.2-wd01"),
        ("minutes_draft", "draft"),
        ("Minutes 2019-4-10 final", "final"),
        ("резолюция_проект", "проект"),
        ("қарар_жоба", "жоба"),
        ("finale", ""),
        ("IETF-v6ops", ""),
    ],
)
def test_a_version_is_found_in_a_file_name(stem: str, version: str) -> None:
    assert version_in_name(stem) == version

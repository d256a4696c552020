"""The page in its three languages: the browser's at first, then the visitor's."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator("#question textarea").wait_for()
    return page


@pytest.mark.parametrize(
    ("locale", "language", "shown"),
    [
        ("en-GB", "en", ("Your question", "Documents", "Source 1: ", "4 documents · 40 passages")),
        ("ru-RU", "ru", ("Ваш вопрос", "Документы", "Источник 1: ", "4 документа · 40 фрагментов")),
        ("kk-KZ", "kk", ("Сұрағыңыз", "Құжаттар", "1-дереккөз: ", "4 құжат · 40 үзінді")),
        ("de-DE", "en", ("Your question", "Documents", "Source 1: ", "4 documents · 40 passages")),
    ],
)
def test_the_browser_chooses_the_language_of_everything(
    browser: Browser, scripted: str, locale: str, language: str, shown: tuple[str, str, str, str]
) -> None:
    question, documents, source, counts = shown
    with browser.new_context(locale=locale) as context:
        page = opened(context.new_page(), scripted)
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.locator("#chat .counts")).to_have_text(counts)
        field = page.get_by_label(question, exact=True)
        field.fill("How many gauging stations?")
        field.press("Enter")
        page.get_by_role("link", name=source).click()
        expect(page.locator("#source mark")).to_be_in_viewport(ratio=1)
        page.get_by_role("tab", name=documents).click()
        expect(page.locator("#materials .counts")).to_contain_text(counts)


def test_another_language_can_be_chosen_and_is_remembered(browser: Browser, scripted: str) -> None:
    with browser.new_context(locale="en-GB") as context:
        page = opened(context.new_page(), scripted)
        page.get_by_role("combobox", name="Language").select_option("Қазақша")
        expect(page.get_by_role("tab", name="Құжаттар")).to_be_visible()
        expect(page.get_by_label("Сұрағыңыз", exact=True)).to_be_visible()
        expect(page.get_by_role("combobox", name="Тіл")).to_have_value("kk")
        again = opened(context.new_page(), scripted)
        expect(again.get_by_role("tab", name="Құжаттар")).to_be_visible()
        again.get_by_role("combobox", name="Тіл").select_option("English")
        expect(again.get_by_role("tab", name="Documents")).to_be_visible()


def test_what_the_page_itself_says_to_a_question_is_in_the_visitors_language(browser: Browser, scripted: str) -> None:
    with browser.new_context(locale="ru-RU") as context:
        page = opened(context.new_page(), scripted)
        field = page.get_by_label("Ваш вопрос", exact=True)
        field.fill("long " * 50)
        field.press("Enter")
        expect(page.get_by_text("Знаков в вашем вопросе: 249; нужно не больше 200.")).to_be_visible()
        field.fill("Please fail")
        field.press("Enter")
        expect(page.get_by_test_id("bot")).to_contain_text("Сбой произошёл у нас")
        field.fill("What did Slovakia recommend?")
        field.press("Enter")
        expect(page.locator(".refusal")).to_contain_text("Ближайшие фрагменты, но не ответ")


def test_questions_to_begin_with_are_asked_in_the_visitors_language(browser: Browser, scripted: str) -> None:
    with browser.new_context(locale="ru-RU") as context:
        page = opened(context.new_page(), scripted)
        offered = page.locator("#chat button.example:visible")
        russian = "Сколько станций откроют к 2034 году?"
        expect(offered).to_have_text(
            [russian, "Что говорится в разделе «Stations»?", "Who pays for reading the gauges?"]
        )
        page.get_by_role("combobox", name="Язык").select_option("Қазақша")
        expect(offered).to_have_text(["«Stations» бөлімінде не айтылған?", "Who pays for reading the gauges?"])
        page.get_by_role("combobox", name="Тіл").select_option("Русский")
        page.get_by_role("button", name=russian).press("Enter")
        expect(page.get_by_test_id("user")).to_have_text(russian)
        expect(page.get_by_test_id("bot")).to_be_visible()
        page.get_by_role("button", name="Новый разговор").click()
        expect(offered).to_have_count(3)


def test_the_sample_is_asked_in_russian_and_kazakh(browser: Browser, sample: str) -> None:
    for locale, form in (("ru-RU", r"Кто это – .+\?"), ("kk-KZ", r".+ деген кім\?")):
        with browser.new_context(locale=locale) as context:
            page = opened(context.new_page(), sample)
            first = page.locator("#chat button.example").first
            expect(first).to_have_text(re.compile(form))
            expect(first).to_be_visible()
            question = first.inner_text()
            first.click()
            expect(page.get_by_test_id("user")).to_have_text(question)
            expect(page.get_by_test_id("bot").locator("a.cite").first).to_be_visible(timeout=20_000)

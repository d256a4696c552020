"""What a visitor sees who asks too often."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import serving

pytestmark = pytest.mark.browser


def test_who_asks_too_often_keeps_the_question_and_is_told_when_to_come_again(browser: Browser) -> None:
    program = str(Path(__file__).with_name("scripted.py"))
    with serving(program, "1") as address, browser.new_context(locale="kk-KZ") as context:
        page = context.new_page()
        page.goto(address)
        field = page.get_by_label("Сұрағыңыз", exact=True)
        field.fill("How many gauging stations?")
        field.press("Enter")
        expect(page.get_by_test_id("bot")).to_have_count(1)
        expect(page.get_by_role("button", name="Жіберу")).to_be_visible()
        field.fill("And how many more?")
        field.press("Enter")
        expect(page.get_by_text(re.compile(r"Бос емес, \d+ секундтан кейін қайталаңыз"))).to_be_visible()
        expect(field).to_have_value("And how many more?")
        expect(page.get_by_test_id("user")).to_have_count(1)

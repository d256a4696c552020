"""The views of the chat, each as what a visitor does to see it."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import count
from urllib.parse import quote
from urllib.request import Request, urlopen

from playwright.sync_api import Locator, Page

Show = Callable[[Page], None]
_numbers = count(1)  # of files that are added, so that no two have the same name

# In the language of the page: a question with an answer, one for a list, one that the materials do not answer.
FACT = {
    "en": "What did Professor Harrowgate ask of donors?",
    "ru": "Сколько посещений совершил национальный превентивный механизм?",
    "kk": "Екі автобус қанша адамға кеңес берді?",
}
LIST = {
    "en": "What recommendations did the working groups adopt?",
    "ru": "Какие рекомендации приняли рабочие группы?",
    "kk": "Жұмыс топтары қандай ұсыныстар қабылдады?",
}
REFUSED = {
    "en": "What did Amira Stellbrook say about bail?",
    "ru": "Что сказала Амира Стельбрук о залоге?",
    "kk": "Амира Стельбрук кепіл туралы не айтты?",
}
# Words of a source of each kind, by which its passage is found.
KINDS = {
    "word": ("day-2/statement-ru.docx", "137 посещений"),
    "web": ("press-release.html", "48-hour"),
    "markdown": ("day-1/opening-speech.md", "5,316 complaints"),
    "text": ("practical-information.txt", "interpretation"),
    "transcript": ("day-1/plenary-1.vtt", "cost"),
    "slides": ("day-1/helpline.pptx", "night calls"),
    "table": ("outcomes/costs.xlsx", "Telephone helpline"),
    "scan": ("outcomes/harbour-minutes.pdf", "nine harbour towns"),
}


def ask(page: Page, questions: dict[str, str]) -> Locator:
    """Ask in the language of the page, wait for the end of the reply, and return it."""
    replies = page.locator('[data-testid="bot"]')
    before = replies.count()
    page.locator("#question textarea").fill(questions[page.locator("html").get_attribute("lang") or "en"])
    with page.expect_response("**/follow-ups"):  # of which there may be none
        page.keyboard.press("Enter")
        page.locator('[data-testid="bot"] .actions').nth(before).wait_for()
    page.wait_for_timeout(300)  # until they are drawn
    return replies.nth(before)


def _answer(page: Page) -> None:
    ask(page, FACT)


def _list(page: Page) -> None:
    ask(page, LIST)


def _refusal(page: Page) -> None:
    ask(page, REFUSED)


def _second(page: Page) -> None:
    ask(page, LIST)
    ask(page, FACT)


def _card(page: Page) -> None:
    chip = ask(page, FACT).locator("a.cite").first
    page.wait_for_timeout(700)  # a page that still scrolls takes a card away again
    chip.hover()
    if page.locator("#card").is_hidden():
        page.keyboard.press("Tab")
        chip.focus()
    page.wait_for_timeout(300)


def _source(page: Page) -> None:
    ask(page, FACT).locator("a.cite").first.click()
    page.locator("#source .context").wait_for()
    if page.locator("#source .desk").count():
        page.locator("#source img.loaded").wait_for()


def _kind(name: str) -> Show:
    def show(page: Page) -> None:
        source, words = KINDS[name]
        body = json.dumps({"query": words, "limit": 8, "where": {"document": source}}).encode()
        address = page.url.partition("#")[0]
        request = Request(f"{address}v1/search", body, {"Content-Type": "application/json"})  # noqa: S310 - our own
        with urlopen(request, timeout=60) as reply:  # noqa: S310 - as above
            hits = json.load(reply)
        hit = next((hit for hit in hits if words in hit["text"]), hits[0])
        start = max(hit["text"].find(words), 0)
        end = start + len(words)
        page.goto(f"{address}#cite-{quote(hit['passage_id'], safe='')}-{start}-{end}")
        page.locator("#source .context").wait_for()
        if name == "scan":
            page.locator("#source .word").first.wait_for(timeout=60_000)

    return show


def _filter(page: Page) -> None:
    page.locator("#filters .opener").click()
    page.locator("#choices .values button").nth(1).wait_for()


def _filtered(page: Page) -> None:
    _filter(page)
    page.locator("#choices .values button").nth(2).click()
    page.locator("#choices .fields button").nth(2).click()
    page.locator("#choices .values button").first.click()
    page.locator("#filters .chips li").nth(1).wait_for()
    page.keyboard.press("Escape")


def _history(page: Page) -> None:
    for questions in (FACT, LIST):
        ask(page, questions)
        page.wait_for_timeout(500)
        page.locator("#tools .begin").click()
        page.locator("#chat .example").first.wait_for()
    page.locator("#tools .past").click()
    page.locator("#history .title").nth(1).wait_for()


def _history_empty(page: Page) -> None:
    page.locator("#tools .past").click()
    page.locator("#history .none").wait_for()


def _export(page: Page) -> None:
    ask(page, FACT)
    page.locator("#tools .take").click()


def _opinion(page: Page) -> None:
    ask(page, FACT).locator(".votes .unhelpful").click()


def _editing(page: Page) -> None:
    answer = ask(page, FACT)
    page.locator("#chat .user-row").hover()
    page.locator("#chat button.edit").click()
    answer.wait_for()


def _too_long(page: Page) -> None:
    page.locator("#question textarea").fill("Why is it so? " * 300)
    page.keyboard.press("Enter")
    page.locator(".toast-wrap").wait_for()


def _documents(page: Page) -> None:
    page.locator('[role="tab"][data-tab-id="documents"]').click()
    page.locator("#materials tr").first.wait_for()


def _none_found(page: Page) -> None:
    _documents(page)
    page.locator("#materials .find input").fill("volcano")


def _document(page: Page) -> None:
    _documents(page)
    page.locator("#materials td a", has_text="Opening speech").click()
    page.locator("#materials .one").wait_for()


def _unread(page: Page) -> None:
    _documents(page)
    page.locator("#materials td a", has_text="damaged").click()
    page.locator("#materials .one").wait_for()


def _passages(page: Page) -> None:
    _document(page)
    page.locator("#materials .passages").scroll_into_view_if_needed()
    page.locator("#materials .passages a").nth(2).click()
    page.locator("#source .context").wait_for()


def _rebuilding(page: Page) -> None:
    _documents(page)
    text = "\n\n".join(f"Paragraph {number} tells of canal {number * 7}." for number in range(400)).encode()
    names = [f"canal-{next(_numbers)}.txt" for _ in range(6)]
    files = [{"name": name, "mimeType": "text/plain", "buffer": text} for name in names]
    page.locator('#materials [type="file"]').set_input_files(files)  # type: ignore[arg-type] # as a list of dicts
    page.locator("#materials .files p").nth(5).wait_for()
    page.locator("#materials .changed:not(:empty)").wait_for()
    page.locator("#materials .rebuild").click()
    page.locator("#materials .report p").first.wait_for()


def _rebuilt(page: Page) -> None:
    _documents(page)
    page.locator("#materials .rebuild").click()
    page.locator("#materials .report p").nth(1).wait_for(timeout=60_000)
    page.locator("#materials progress").wait_for(state="hidden", timeout=120_000)


def _sign_in(page: Page) -> None:
    page.locator("form").wait_for()


def _not_signed_in(page: Page) -> None:
    page.locator("[name=name]").fill("anna")
    page.locator("[name=password]").fill("another password")
    page.keyboard.press("Enter")
    page.locator(".fault").wait_for()


VIEWS: dict[str, Show] = {
    "first": lambda _: None,
    "answer": _answer,
    "list": _list,
    "second": _second,
    "refusal": _refusal,
    "card": _card,
    "source": _source,
    **{f"source-{name}": _kind(name) for name in KINDS},
    "filter": _filter,
    "filtered": _filtered,
    "history": _history,
    "history-empty": _history_empty,
    "export": _export,
    "opinion": _opinion,
    "editing": _editing,
    "too-long": _too_long,
    "documents": _documents,
    "none-found": _none_found,
    "document": _document,
    "unread": _unread,
    "passages": _passages,
    "rebuilding": _rebuilding,
    "rebuilt": _rebuilt,
}
# With accounts, before anybody has signed in.
SIGNING: dict[str, Show] = {"sign-in": _sign_in, "not-signed-in": _not_signed_in}

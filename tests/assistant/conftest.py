"""A small forum in three languages that the assistant's tests share, and the proof of an answer's citations."""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Citation, Settings
from assistant.assistant import build_report
from corpus import BlockKind
from index import Index, ModelChoice, build_index

Verify = Callable[[Assistant, Answer, Path], None]
WORDS = b"The rivers commission met in Almaty. It agreed on forty new gauging stations."

FORUM = {
    "report.md": """---
title: Report of the Lakeside Forum
date: 2023-05-12
---

# Report of the Lakeside Forum

## Opening

The Lakeside Forum on Clean Water took place in the town of Ardenfels on 12 May 2023. It was convened by the River
Council together with the Ministry of Water of Norland.

Chairwoman Ingrid Solheim welcomed 214 delegates from nine countries. She thanked the volunteers of the rowing club.

## Results

The Forum adopted three measures:

- Measure every well in the valley twice a year.
- Publish the results of each measurement on a public map.
- Repair the two pumping stations at Greystone before winter.

The repair of the pumping stations will cost 4.2 million crowns and be finished by October 2025.

"We drink from the same lake, and we shall answer for it together. No town can clean it alone," said Tomas Berg, mayor
of Ardenfels.

Photo: River Council
""",
    "hall/statement.txt": """Statement of the Fishermen's Union

Speaker: Peder Holm

The Fishermen's Union has kept records of the catch since 1954. In 2022 the catch of trout fell to 38 tonnes, half of
what it had been ten years before.

We ask for a ban on trawling in the northern bay between March and June. They spawn there in those months.
""",
    "hall/заявление.txt": """Заявление Союза садоводов

Докладчик: Вера Лужина

Союз садоводов объединяет 640 хозяйств долины. В 2021 году мы поставили капельное орошение на 85 участках, и расход
воды снизился на треть.

Мы предлагаем освободить от платы за воду школьные сады. Первый школьный сад откроется в Арденфельсе в сентябре 2024 года.
""",
    "hall/мәлімдеме.txt": """Жайлау қауымдастығының мәлімдемесі

Баяндамашы: Ержан Қоңыратбай

Жайлау қауымдастығы 2019 жылы құрылды және оған 52 шаруашылық кіреді. Былтыр біз таудағы жеті бұлақты қоршап, тазаладық.

Біз көлге құятын өзендердің жағасына ағаш отырғызуды ұсынамыз. Алғашқы мың көшет 2024 жылдың көктемінде отырғызылады.
""",
    "panel.vtt": """WEBVTT

00:00:02.000 --> 00:00:09.000
<v Ingrid Solheim>The floor is yours, Dr Amara Diallo, chief chemist of the lake laboratory.

00:00:10.000 --> 00:00:21.000
<v Amara Diallo>Our laboratory took nine hundred samples last summer, and in thirty-one of them we found too much nitrate.

00:00:22.000 --> 00:00:31.000
<v Amara Diallo>I propose that farmers leave a strip of ten metres unploughed along every stream.

00:00:32.000 --> 00:00:38.000
<v Tomas Berg>The town will pay for the seeds of those strips for five years.
""",
    "empty.txt": "",
    "broken.pdf": "%PDF-1.7 and nothing after it",
}


@pytest.fixture(scope="session")
def forum_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forum's files: five that can be read, an empty one and a broken one."""
    folder = tmp_path_factory.mktemp("forum")
    for source, text in FORUM.items():
        (folder / source).parent.mkdir(exist_ok=True)
        (folder / source).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def forum_store(forum_folder: Path, compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an index of the forum; tests read it and never build into it."""
    store = tmp_path_factory.mktemp("forum-store") / "store"
    build_index([forum_folder], store, choice=ModelChoice(cache=compiled_cache))
    return store


@pytest.fixture(scope="session")
def forum_index(forum_store: Path, compiled_cache: Path) -> Iterator[Index]:
    opened = Index.open(forum_store, choice=ModelChoice(cache=compiled_cache))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def forum(forum_index: Index, forum_store: Path) -> Assistant:
    """An assistant over the forum; it is closed with the index."""
    return Assistant(forum_index, Settings(store=forum_store))


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Path]:
    """Settings of a store whose materials are a folder with one file, and where both are kept as they were built."""
    place = tmp_path_factory.mktemp("one-file") / "used"
    (place / "materials").mkdir(parents=True)
    (place / "materials" / "first.txt").write_bytes(WORDS)
    settings = Settings(store=place / "store")
    build_report(place / "materials", settings=settings)
    return settings, Path(shutil.copytree(place, place.with_name("kept")))


@pytest.fixture
def one_file(built_once: tuple[Settings, Path]) -> Settings:
    """Settings of a store whose materials are a folder with one file; a test may change both."""
    settings, kept = built_once
    shutil.rmtree(settings.store.parent)
    shutil.copytree(kept, settings.store.parent)
    return settings


@pytest.fixture(scope="session")
def verify() -> Verify:
    """Prove an answer against the assistant and the folder it was made from: numbers, quotes, offsets, places, hashes."""

    def prove(assistant: Assistant, answer: Answer, folder: Path) -> None:
        numbers = [citation.number for citation in answer.citations]
        assert numbers == list(range(1, len(numbers) + 1))
        assert {int(marker) for marker in re.findall(r"\[(\d{1,3})\]", answer.text)} == set(numbers)
        assert answer.answered == bool(numbers)
        assert not (answer.answered and answer.closest)
        for citation in (*answer.citations, *answer.closest):
            assert_cited(assistant, citation, folder)
            assert citation.quote in answer.text or not answer.answered
        assert_once_a_passage(assistant, answer.citations)

    return prove


def assert_cited(assistant: Assistant, citation: Citation, folder: Path) -> None:
    context = assistant.context(citation.passage_id)
    assert context is not None
    passage = context.passages[context.position]
    assert passage.id == citation.passage_id
    assert citation.quote == passage.text[citation.start : citation.end]
    assert citation.quote.strip() == citation.quote != ""
    assert (citation.source, citation.title) == (passage.source, passage.title) == (context.source, context.title)
    stated = passage.locate_range(citation.start, citation.end)
    assert citation.location == replace(stated, speaker=stated.speaker or passage.metadata.get("speaker"))
    assert citation.sha256 == hashlib.sha256((folder / citation.source).read_bytes()).hexdigest()
    for span in passage.spans:
        if span.kind in (BlockKind.HEADING, BlockKind.CAPTION):
            assert citation.end <= span.start or span.end <= citation.start


def assert_once_a_passage(assistant: Assistant, citations: tuple[Citation, ...]) -> None:
    """Check that no block of a passage has two numbers, unless they are items of its lists or rows of its tables."""
    by_passage: dict[str, list[Citation]] = {}
    for citation in citations:
        by_passage.setdefault(citation.passage_id, []).append(citation)
    for passage_id, several in by_passage.items():
        if len(several) > 1:
            context = assistant.context(passage_id)
            assert context is not None
            spans = context.passages[context.position].spans
            blocks = [next(span for span in spans if span.start <= one.start < span.end) for one in several]
            prose = [span.start for span in blocks if span.kind not in (BlockKind.LIST_ITEM, BlockKind.TABLE_ROW)]
            assert len(prose) == len(set(prose)), several
            places = sorted((citation.start, citation.end) for citation in several)
            assert all(end <= start for (_, end), (start, _) in pairwise(places))


HARBOUR = {
    "report.md": """---
title: Meeting of the Harbour Users Council
date: 2031-05-02
---

# Meeting of the Harbour Users Council

The Harbour Users Council (HUC) met in Ardsea on 2 May 2031. In all, 212 people from four towns took part.

For the purposes of the rules, a berth permit is a paper that allows a boat to stay in the harbour for one night.

Harbour Commissioner Ilse Varga noted that the pier needs constant repair.

"I wish this meeting to be another step towards cleaner water. I am sure that we shall find the money for it,"
said the Commissioner in her speech.

Peter Dunmore, owner of the ferry, spoke against the fee. "Boats pay far too much for one night," said Mr Dunmore.

The meeting included several workshops, such as "Clean water", "Safe piers" and "Night work".

The harbour rules were adopted by consensus at the end of the day.

The list of ferries was read out by Ilse Varga.

She proposed a new lighthouse on the northern rock.
""",
    "statement-ru.md": """---
title: Выступление председателя
date: 2031-05-02
language: ru
---

# Выступление председателя

Лоцманская служба — это люди, которые проводят суда в гавань.

Председатель Вера Лужина отметила, что северный причал закрыт на зиму.
""",
    "statement-kk.md": """---
title: Төрағаның сөзі
date: 2031-05-02
language: kk
---

# Төрағаның сөзі

Кемежай дегеніміз – кемелер түнде тоқтайтын орын.

Көпір келесі жылы жөнделеді, оған қаражат бөлінді.
""",
}


@pytest.fixture(scope="session")
def harbour_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an invented meeting in three languages: definitions, quoted speech, numbers and pronouns."""
    folder = tmp_path_factory.mktemp("harbour")
    for name, text in HARBOUR.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="session")
def harbour(harbour_files: Path, compiled_cache: Path) -> Iterator[Assistant]:
    """An assistant over the invented meeting of harbour users."""
    settings = Settings(store=harbour_files.parent / "harbour-store", cache=compiled_cache)
    with Assistant.build(harbour_files, settings=settings) as assistant:
        yield assistant

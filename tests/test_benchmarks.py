"""The benchmarks' own arithmetic, and that each of them starts."""

from __future__ import annotations

import importlib
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from corpus import Document, chunk
from corpus.documents import Block, BlockKind
from index import check_index
from tests.corpus.readers.pdf_files import with_glyph_names

ROOT = Path(__file__).parents[1]
EVALUATION = ROOT.parent / "shared" / "eval"
SCRIPTS = sorted(
    path.stem for path in (ROOT / "benchmarks").glob("*.py") if "__main__" in path.read_text(encoding="utf-8")
)
MEASURING = (
    *(
        "answers",
        "checking",
        "cluster_speed",
        "embedding_speed",
        "fit_support",
        "index_speed",
        "question_speed",
        "reading_evidence",
    ),
    *("reading_speed", "reading_yield", "recall"),
)
METRICS = """
import json, re
from pathlib import Path
def fold(s): return re.sub(r"\\W+", " ", s.lower()).strip()
def load(folder, limit=None, kind=None): return [{"question": "Who?", "kind": kind, "limit": limit}]
def score(questions, results): return {"ev@2000": len(results) / len(questions)}
"""

PIECES = """
def load(folder, limit=None, kind=None):
    return [json.loads(line) for line in Path(folder, "questions.jsonl").read_text(encoding="utf-8").splitlines()]
"""

Loading = Callable[[str], ModuleType]


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Loading:
    """Import a module of the benchmarks, which are not installed, from the repository root."""
    monkeypatch.syspath_prepend(str(ROOT))
    return lambda name: importlib.import_module(f"benchmarks.{name}")


def sets(folder: Path, *corpora: str) -> Path:
    for corpus in corpora:
        (folder / corpus).mkdir(parents=True)
        (folder / corpus.partition("/")[0] / "questions.jsonl").write_text("", encoding="utf-8")
    (folder / "metrics.py").write_text(METRICS, encoding="utf-8")
    return folder


@pytest.mark.parametrize("script", SCRIPTS)
def test_every_benchmark_explains_itself(script: str) -> None:
    command = [sys.executable, "-m", f"benchmarks.{script}", "--help"]
    shown = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60)
    assert shown.stdout.startswith("usage:")


def test_every_measurement_is_run_and_described() -> None:
    readme = (ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8")
    assert set(MEASURING) < set(SCRIPTS)
    assert all(f"`benchmarks.{name}`" in readme for name in MEASURING)


@pytest.mark.parametrize("script", [name for name in MEASURING if name != "fit_support"])
def test_a_missing_question_set_is_named_and_no_failure(
    script: str, load: Loading, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nowhere = tmp_path / "nowhere"
    assert load(script).main(["--eval", str(nowhere), "--work", str(tmp_path / "work")]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("skipped:")
    assert str(nowhere) in printed


@pytest.mark.skipif(not EVALUATION.is_dir(), reason=f"the question sets are not there: {EVALUATION}")
def test_a_changed_fact_of_a_cited_sentence_is_faulted_and_an_untouched_sentence_is_not(tmp_path: Path) -> None:
    written = tmp_path / "checking.json"
    asked = [sys.executable, "-m", "benchmarks.checking", "--eval", EVALUATION, "--json", written]
    subprocess.run(asked, cwd=ROOT, check=True, capture_output=True)
    values = json.loads(written.read_text(encoding="utf-8"))["values"]
    rows = {row[0]: row[1:] for row in values["rows"]}
    assert set(rows) == {"untouched", "negation", "digit", "date", "unit", "name", "State", "all changes"}
    assert rows["untouched"][0] >= 500
    assert rows["untouched"][2] <= 0.01
    assert rows["all changes"][2] >= 0.99


def test_a_set_of_one_language_is_its_own_corpus_with_the_files_named_as_in_its_evidence(
    load: Loading, tmp_path: Path
) -> None:
    found = load("sets").find_set(sets(tmp_path, "xquad_en_ru/corpus/ru"), "xquad_en_ru:cross_en_over_ru")
    assert (found.corpus.name, found.prefix, found.kind) == ("ru", "ru/", "cross_en_over_ru")


def test_two_kinds_of_question_over_one_corpus_share_an_index(load: Loading, tmp_path: Path) -> None:
    folder = sets(tmp_path, "xquad_en_ru/corpus/ru", "xquad_en_ru/corpus/en")
    names = [
        load("sets").find_set(folder, f"xquad_en_ru:{kind}").store_name for kind in ("mono_ru", "cross_en_over_ru")
    ]
    other = load("sets").find_set(folder, "xquad_en_ru:mono_en").store_name
    assert names[0] == names[1] != other


def test_questions_and_recall_are_as_the_sets_define_them(load: Loading, tmp_path: Path) -> None:
    found = load("sets").find_set(sets(tmp_path, "pool/corpus"), "pool:long")
    questions = load("sets").questions_of(found, 7)
    assert questions == [{"question": "Who?", "kind": "long", "limit": 7}]
    assert load("sets").recall_of(found, questions, [[("a.md", "text")]]) == {"ev@2000": 1.0}


@pytest.mark.parametrize(
    ("text", "gold", "held"),
    [
        ("It was held in “Tulpar”, on 14 May.", "tulpar on 14 may", True),
        ("Съезд открыл Омбудсман.", "омбудсман", True),
        ("The chairmanship rotates.", "chair", False),
    ],
)
def test_a_gold_answer_stands_as_whole_words_whatever_case_and_punctuation(
    text: str, gold: str, held: bool, load: Loading
) -> None:
    assert load("sets").holds(text, [gold]) is held


def test_yes_no_and_long_answers_are_not_looked_for(load: Loading) -> None:
    golds = ["Yes", "no.", "Astana", "word " * 40]
    assert load("sets").short_answers({"answers": golds}) == ["Astana"]


def test_a_share_of_nothing_is_no_share(load: Loading) -> None:
    assert load("answers").refused_share([]) is None
    assert load("answers").gold_share([]) is None


def test_the_quickest_round_counts_and_what_is_not_embedding_is_a_share_of_it(load: Loading) -> None:
    rounds = [{"seconds": 12.0, "embedding": 9.0}, {"seconds": 10.0, "embedding": 8.0}]
    best = load("index_speed").best_of(rounds)
    assert best == rounds[1]
    assert load("index_speed").rest_of(best) == pytest.approx(0.2)


def test_reading_is_compared_by_the_clock_and_in_processor_time_so_that_workers_hide_nothing(load: Loading) -> None:
    speed = load("reading_speed")
    seconds = {"pypdfium2": (2.0, 2.0), "process": (4.0, 4.0), "worker": (4.4, 4.8), "sandbox": (2.4, 5.0)}
    found = {way: {"seconds": clock, "processor": used} for way, (clock, used) in seconds.items()}
    assert speed.cost_of(found) == pytest.approx((0.1, 0.2))
    rows = {row[0]: row[1:] for row in speed.against_bare(found).rows}
    assert rows["ours, one worker"] == pytest.approx((4.4, 2.2, 4.8, 2.4))
    assert rows["ours, default workers"] == pytest.approx((2.4, 1.2, 5.0, 2.5))


def test_cosine_does_not_depend_on_length(load: Loading) -> None:
    first = np.array([[3.0, 0.0], [1.0, 1.0]], dtype=np.float32)
    second = np.array([[1.0, 0.0], [0.0, 2.0]], dtype=np.float32)
    assert load("embedding_speed").cosines(first, second) == pytest.approx([1.0, 0.5**0.5])


def test_a_percentile_is_one_of_the_values(load: Loading) -> None:
    assert load("report").percentile(range(1, 101), 0.95) == 96
    assert load("report").percentile([7.0], 0.95) == 7.0


def test_a_table_is_markdown_with_its_notes_below(load: Loading) -> None:
    table = load("report").Table("Speed", ("what", "s"), (("ask", 0.25), ("absent", None)), ("A note.",))
    assert table.markdown().splitlines() == [
        "### Speed", "", "| what   | s    |", "|--------|------|", "| ask    | 0.25 |", "| absent | –    |", "", "A note.",
    ]  # fmt: skip


def test_figures_are_written_with_the_machine_they_were_taken_on(load: Loading, tmp_path: Path) -> None:
    report = load("report")
    report.Figures((report.Table("T", ("a",), ((1,),)),), {"ratio": 2.5}).write(tmp_path / "figures.json")
    written = json.loads((tmp_path / "figures.json").read_text(encoding="utf-8"))
    assert written["values"] == {"ratio": 2.5}
    assert written["machine"]["cores"] >= 1


def test_the_document_of_all_figures_names_what_was_skipped(load: Loading) -> None:
    table = {"title": "Recall", "columns": ["set", "@2,000"], "rows": [["pool", 0.9]], "notes": []}
    taken = {"machine": load("report").machine(), "tables": [table]}
    written = load("run").document({"recall": taken, "answers": None})
    assert "| pool | 0.9    |" in written
    assert f"Taken {taken['machine']['date']}" in written
    assert "## `benchmarks.answers`\n\nSkipped" in written


def evidence_set(folder: Path, *pieces: tuple[str, int]) -> None:
    """Write a set of one PDF of two pages, and one question with the given pieces of evidence and their pages."""
    corpus = folder / "hr_upr" / "corpus"
    corpus.mkdir(parents=True)
    first = ["97. The recommendations listed below enjoy the support of Tauly:", "97.1. Share practices (Norway);"]
    second = ["97.2. Adopt the law on courts (Norway).", "98. Рекомендации будут рассмотрены в срок."]
    with_glyph_names(corpus / "report.pdf", first, second, pitch=40)
    evidence = [{"file": "report.pdf", "text": text, "page": page} for text, page in pieces]
    questions = folder / "hr_upr" / "questions.jsonl"
    questions.write_text(json.dumps({"question": "What?", "evidence": [*evidence, *evidence]}), encoding="utf-8")
    (folder / "metrics.py").write_text(METRICS + PIECES, encoding="utf-8")


def test_evidence_is_judged_by_its_passage_its_page_and_its_number(
    load: Loading, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right = [("Share practices (NORWAY)", 1), ("97.2. Adopt the law on courts (Norway)", 2)]
    wrong = [("98. Рекомендации будут рассмотрены", 1), ("97.2. Adopt the law on courts (Norway), and more", 2)]
    evidence_set(tmp_path, *right, *wrong)
    written = tmp_path / "figures.json"
    arguments = ["--eval", str(tmp_path), "--work", str(tmp_path / "work"), "--json", str(written), "--failures"]
    assert load("reading_evidence").main(arguments) == 0
    values = json.loads(written.read_text(encoding="utf-8"))["values"]
    assert (values["documents"], values["files"], values["pieces"]) == (1, 1, 4)
    assert [values[name] for name in ("read", "whole", "page", "number")] == [1.0, 0.75, 0.75, 1.0]
    printed = capsys.readouterr().out
    assert "| wrong page | report.pdf | 1    | 98. Рекомендации" in printed
    assert "Share practices" not in printed


def test_the_number_is_that_of_the_block_in_which_the_evidence_begins(load: Loading) -> None:
    evidence, fold = load("reading_evidence"), load("sets").fold
    page = "97.12. Share its prac-\r\ntices with others;\r\n(a) At home;\r\n2014 was a year of reform"
    assert evidence.number_before(page, "Share its", fold) == "97.12."
    assert evidence.number_before(page, "At home", fold) == "(a)"
    blocks = (Block(BlockKind.LIST_ITEM, "97.12. Share its practices."), Block(BlockKind.LIST_ITEM, "At home."))
    passages = chunk(Document("a.pdf", "pdf", "", "Report", blocks))
    folded = [(passage, evidence.Folded(passage.text, fold)) for passage in passages]
    for text, number, faults in (
        ("share its", "97.12.", {"wrong page"}),
        ("AT HOME", "(a)", {"wrong page", "no number"}),
    ):
        piece = evidence.Evidence("a.pdf", text, 1)
        assert evidence.faults_of(piece, evidence.places_of(piece, folded, fold), number) == faults


def test_evidence_of_a_file_that_is_not_read_fails_in_every_way(load: Loading, tmp_path: Path) -> None:
    evidence_set(tmp_path, ("Share practices (Norway)", 1))
    report = tmp_path / "hr_upr" / "corpus" / "report.pdf"
    report.write_bytes(report.read_bytes()[:40])
    written = tmp_path / "figures.json"
    load("reading_evidence").main(["--eval", str(tmp_path), "--work", str(tmp_path / "work"), "--json", str(written)])
    values = json.loads(written.read_text(encoding="utf-8"))["values"]
    assert [values[name] for name in ("documents", "read", "whole", "page", "number")] == [0, 0.0, 0.0, 0.0, 0.0]


def test_a_regression_finds_the_feature_that_divides_and_keeps_to_the_signs(load: Loading) -> None:
    random = np.random.default_rng(0)
    features = random.random((400, 3))
    answers = (features[:, 0] + 0.3 * random.random(400) > 0.6).astype(float)
    shares = np.full(400, 1 / 400)
    weights = load("fit_support").regress(features, answers, shares, np.array([1.0, -1.0, 0.0]), np.zeros(len(answers)))
    assert weights[0] > 5 * abs(weights[1])
    assert weights[1] <= 0
    assert weights[2] == 0


def test_a_weighted_quantile_counts_shares_not_values(load: Loading) -> None:
    values = np.array([3.0, 1.0, 2.0])
    assert load("fit_support").weighted_quantile(values, np.array([0.1, 0.1, 0.8]), 0.05) == 1.0
    assert load("fit_support").weighted_quantile(values, np.array([0.1, 0.1, 0.8]), 0.5) == 2.0


def test_each_set_and_kind_weighs_alike_in_the_fit_and_small_ones_less(load: Loading) -> None:
    asked = load("fit_support").Asked
    material = [("a", "answerable")] * 100 + [("b", "answerable")] * 50 + [("c", "answerable")] * 25
    material += [("a", "foreign")] * 60 + [("a", "unanswerable")] * 50
    shares = load("fit_support").shares_of([asked(corpus, kind, "KNOWN", None, False) for corpus, kind in material])
    assert shares[:100].sum() == pytest.approx(0.2)
    assert shares[100:150].sum() == pytest.approx(0.2)
    assert shares[150:175].sum() == pytest.approx(0.1)
    assert shares[175:].sum() == pytest.approx(0.5)
    assert shares[235:].sum() == pytest.approx(2 * shares[175:235].sum())


def test_a_line_is_fitted_with_what_is_set_by_hand_and_told_of_unseen_questions(load: Loading) -> None:
    fitting = load("fit_support")

    def asked(kind: str, similarity: float, contrary: float = 0.0) -> object:
        weighed = {"similarity": similarity, "contrary": contrary}
        return fitting.Asked("a", kind, "KNOWN", tuple(weighed.get(name, 0.0) for name in fitting.FEATURES), False)

    material = [asked("answerable", 0.5 + place / 100) for place in range(40)]
    material += [asked("unanswerable", 0.1 + place / 100) for place in range(40)]
    line = fitting.fit(material, "KNOWN", 0.1)

    assert line.similarity > 0
    assert line.contrary == fitting.LINES["KNOWN"].contrary
    assert 3 <= sum(fitting.refuses(line, one) for one in material[:40]) <= 4
    assert all(fitting.refuses(line, one) for one in material[40:])
    assert not fitting.refuses(line, asked("answerable", 0.6))
    assert fitting.refuses(line, asked("answerable", 0.6, contrary=1.0))
    unseen = fitting.held_out(material, "KNOWN", 0.1)
    assert sum(unseen[:40]) < 8
    assert all(unseen[40:])


def test_a_word_that_is_no_content_is_put_down_to_one_cause(load: Loading) -> None:
    words = load("plain_words").words
    causes = {"menus": words("home talks"), "kept beside": words("Home Anna")}
    found = load("reading_yield").difference(words("Home home Anna said yes, twice"), words("said yes 1."), causes, 1)
    assert found == {
        "menus": 1,
        "kept beside": 2,
        "not explained": 1,
        "added: headers of columns, numbers of lists": 1,
        "in the file, but not read by the other reader": 1,
    }


@pytest.mark.parametrize(
    ("name", "content", "plain", "causes"),
    [
        ("a.md", "---\ntitle: T\n---\nSee [it](https://a.b/c).", "title t see it https a b c", {
            "front matter": "title T", "addresses of links": "https a b c"}),
        ("a.html", "<title>T</title><nav>Home</nav><p>Text.<!-- <i>out</i> --><script>x()</script>", "t home text out", {
            "menus and page furniture": "Home", "comments and tags of HTML": "out"}),
        ("a.vtt", "WEBVTT\n\nI\n0:01.0 --> 0:02.0\nHello.\n\n0:02.0 --> 0:03.0\nHello.\nYes.", "webvtt i hello hello yes", {
            "repeated captions": "Hello", "names of cues": "I", "head of the captions": "WEBVTT I"}),
        ("a.ics", "SUMMARY:Talk\nUID:7\nDESCRIPTION;LANGUAGE=en:One\\ntwo", "summary talk uid 7 description language en one ntwo", {
            "names and values of fields that are no text": "SUMMARY UID 7 DESCRIPTION LANGUAGE en",
            "line breaks written as letters": "n"}),
    ],
)  # fmt: skip
def test_the_plain_words_of_a_file_and_those_that_are_no_content(
    name: str, content: str, plain: str, causes: dict[str, str], *, load: Loading, tmp_path: Path
) -> None:
    module = load("plain_words")
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert module.words(module.plain_text(path)) == module.words(plain)
    assert module.no_content(path) == {cause: module.words(found) for cause, found in causes.items()}


def test_the_text_of_an_office_file_is_what_it_shows(load: Loading, tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_paragraph("Con").add_run("ference")
    document.add_table(1, 2).cell(0, 1).text = "Зал"
    document.save(str(tmp_path / "a.docx"))
    words = load("plain_words").words
    assert words(load("plain_words").plain_text(tmp_path / "a.docx")) == words("Conference Зал")


def test_words_that_mark_up_divides_are_told_from_those_that_are_missing(load: Loading, tmp_path: Path) -> None:
    content = "<text:p>Con<text:span>ference</text:span> <text:page-number>7</text:page-number></text:p>"
    with zipfile.ZipFile(tmp_path / "a.odt", "w") as package:
        package.writestr("content.xml", content)
    words = load("plain_words").words
    assert words(load("plain_words").plain_text(tmp_path / "a.odt")) == words("con ference 7")
    assert load("plain_words").no_content(tmp_path / "a.odt") == {
        "parts of words that mark-up divides": words("con ference"), "page numbers": words("7"),
    }  # fmt: skip


def test_the_yield_of_a_set_is_told_file_by_file_and_summed(
    load: Loading, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    corpus = tmp_path / "zoo_conference" / "corpus"
    corpus.mkdir(parents=True)
    (corpus / "same.txt").write_text("All words of this file are read.\n", encoding="utf-8")
    (corpus / "linked.md").write_text("[Here](https://one.two/three/four) it is.\n", encoding="utf-8")
    (corpus / "empty.md").write_text("", encoding="utf-8")
    table = "file,reader,pages_or_slides,words,replacement_chars,first_words\n"
    rows = "same.txt,utf-8,,7,0,\nlinked.md,utf-8,,8,0,\nempty.md,utf-8,,3,0,\nempty.md,other,,2,0,\n"
    (tmp_path / "zoo_conference" / "reference_yield.csv").write_text(table + rows, encoding="utf-8")
    written = tmp_path / "yield.json"
    arguments = ["--eval", str(tmp_path), "--work", str(tmp_path / "work"), "--json", str(written)]
    assert load("reading_yield").main(arguments) == 0
    printed = capsys.readouterr().out
    assert "fewer, explained: addresses of links 5" in printed
    assert "empty: The file is empty" in printed
    values = json.loads(written.read_text(encoding="utf-8"))["values"]
    assert {name: found["verdict"] for name, found in values.items()} == {
        "same.txt": "within 5 %", "linked.md": "fewer, explained", "empty.md": "skipped",
    }  # fmt: skip


def test_the_most_memory_of_a_program_knows_nothing_of_who_started_it() -> None:
    held = bytearray(400_000_000)
    command = "from benchmarks.processes import most_resident_bytes; print(most_resident_bytes())"
    told = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True, cwd=ROOT, text=True)
    assert 5_000_000 < int(told.stdout) < len(held)


@pytest.mark.parametrize("large", [10_000, 10])
def test_a_made_up_index_is_sound_and_refreshed_as_any_other(load: Loading, tmp_path: Path, large: int) -> None:
    synthetic = load("synthetic")
    materials, store = tmp_path / "materials", tmp_path / "store"
    with pytest.MonkeyPatch.context() as sized:
        sized.setattr("benchmarks.synthetic.LARGE", large)
        synthetic.write_index(materials, store, 30)
    assert check_index(store, sample=0).faults == ()
    changed = min(materials.iterdir())
    changed.write_text(f"{changed.read_text(encoding='utf-8')}\n\nThe zeppelin landed.\n", encoding="utf-8")
    report = synthetic.refresh(materials, store)
    assert report.changed == 1
    assert 0 < report.embedded < 4, "what is made up is taken over as if it had been built"
    assert check_index(store, sample=0).faults == ()

"""Loading: documents in full, and one clear reason for each file that cannot be read."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from corpus import load_many, loading
from corpus.discovery import Found, discover
from corpus.documents import Block, BlockKind, Child, Document, Reading, Skipped
from corpus.limits import Limits
from corpus.loading import load
from corpus.readers.plain import read

SPEECH = (
    "Opening of the forum\n\n5 May 2024\n\nWe are here to speak about the rivers of our region, and about their future."
)
CORPUS = Path(__file__).parents[3] / "shared" / "eval" / "multihop_facts" / "corpus"


def found(tmp_path: Path, data: bytes | str, name: str = "file.txt") -> Found:
    path = tmp_path / name
    path.write_bytes(data.encode("utf-8") if isinstance(data, str) else data)
    return discover([path])[0]


def loaded(file: Found, limits: Limits | None = None) -> Document:
    outcome = load(file, limits=limits or Limits())
    assert isinstance(outcome, Document), outcome
    return outcome


def reason(outcome: Document | Skipped) -> str:
    assert isinstance(outcome, Skipped)
    assert outcome.detail.endswith(".")
    return outcome.reason


def test_a_file_becomes_a_described_document(tmp_path: Path) -> None:
    document = load(found(tmp_path, SPEECH))
    assert isinstance(document, Document)
    assert (document.source, document.kind, document.title) == ("file.txt", "text", "Opening of the forum")
    assert (document.date, document.language) == ("2024-05-05", "en")
    assert document.sha256 == hashlib.sha256(SPEECH.encode()).hexdigest()
    assert document.blocks[2].location.heading == ("Opening of the forum",)
    assert document.blocks[2].location.paragraph == 2


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "empty.txt", "empty"),
        (b" \n\xe2\x80\x8b\n", "blank.txt", "no_text"),
        (b"\x00\x00\x00\x18ftypmp42\x00\x00", "film.mp4", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "locked.docx", "encrypted"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument", "old.doc", "unsupported"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 WordDocument", "renamed.docx", "damaged"),
        (b"text\x00\x01\x02 and more", "binary.txt", "damaged"),
        (b"WEBVTT\n\n00:99.000 --> 01:00.000\nHello\n", "talk.vtt", "damaged"),
    ],
)
def test_each_failure_has_its_reason(tmp_path: Path, data: bytes, name: str, expected: str) -> None:
    assert reason(load(found(tmp_path, data, name))) == expected


def test_a_file_is_read_at_each_limit_and_refused_just_above(tmp_path: Path) -> None:
    file = found(tmp_path, SPEECH)
    chars = sum(len(block.text) for block in loaded(file).blocks)
    assert loaded(file, Limits(file_bytes=file.size, text_chars=chars))
    assert reason(load(file, limits=Limits(file_bytes=file.size - 1))) == "too_large"
    assert reason(load(file, limits=Limits(text_chars=chars - 1))) == "too_large"


def test_pages_are_counted(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "pages.pdf"))
    for number in range(3):
        canvas.drawString(72, 720, f"This is page {number} of the report on rivers.")
        canvas.showPage()
    canvas.save()
    (file,) = discover([tmp_path])
    assert loaded(file, Limits(pages=3)).pages == 3
    assert reason(load(file, limits=Limits(pages=2))) == "too_large"


def test_a_package_is_read_at_each_limit_and_refused_just_above(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph(SPEECH)
    document.save(str(tmp_path / "speech.docx"))
    (file,) = discover([tmp_path])
    with ZipFile(file.path) as package:
        sizes = [member.file_size for member in package.infolist()]
    unpacked, ratio = sum(sizes), -(-sum(sizes) // file.size)
    assert loaded(file, Limits(members=len(sizes), unpacked_bytes=unpacked, unpacked_ratio=ratio))
    assert reason(load(file, limits=Limits(members=len(sizes) - 1))) == "too_large"
    assert reason(load(file, limits=Limits(unpacked_bytes=unpacked - 1))) == "too_large"
    assert reason(load(file, limits=Limits(unpacked_ratio=ratio - 1))) == "too_large"


@pytest.mark.parametrize("change", ["grow", "replace", "link", "remove"])
def test_a_file_that_changes_while_it_is_read_is_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    file = found(tmp_path, SPEECH)
    other = tmp_path / "other.txt"
    other.write_text(SPEECH, encoding="utf-8")

    def read_while_changing(path: Path) -> Reading:
        reading = read(path)
        match change:
            case "grow":
                path.write_text(SPEECH + " More.", encoding="utf-8")
            case "replace":
                other.replace(path)
            case _:
                path.unlink()
        if change == "link":
            path.symlink_to(other)
        return reading

    monkeypatch.setattr(loading, "reader_of", lambda kind: read_while_changing)
    assert reason(load(file)) == "unreadable"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="only POSIX has pipes in folders")
def test_a_pipe_that_took_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    file = found(tmp_path, SPEECH)
    file.path.unlink()
    os.mkfifo(file.path)
    assert reason(load(file)) == "unreadable"


def test_files_inside_a_file_become_documents_of_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("speech.txt", "speech.txt", "../../up.txt", "empty.txt")
    children = tuple(Child(name, b"" if name == "empty.txt" else SPEECH.encode()) for name in names)
    block = Block(BlockKind.PARAGRAPH, SPEECH)
    file = found(tmp_path, SPEECH, "outer.txt")
    honest = loading.reader_of
    outer = lambda path: Reading((block,), children=children) if path == file.path else honest("text")(path)  # noqa: E731
    monkeypatch.setattr(loading, "reader_of", lambda kind: outer)
    inside = loaded(file).children
    assert [child.source for child in inside] == [
        "outer.txt/speech.txt",
        "outer.txt/speech.txt (2)",
        "outer.txt/../../up.txt",
        "outer.txt/empty.txt",
    ]
    assert [isinstance(child, Document) for child in inside] == [True, True, True, False]
    assert sorted(path.name for path in tmp_path.parent.rglob("up.txt")) == []


def test_a_file_that_went_away_is_unreadable(tmp_path: Path) -> None:
    file = found(tmp_path, SPEECH)
    file.path.unlink()
    assert reason(load(file)) == "unreadable"


def test_only_captions_are_no_text(tmp_path: Path) -> None:
    assert reason(load(found(tmp_path, "Photo: Press service"))) == "no_text"


class Panic(BaseException):
    """What native code raises when it gives up."""


def failing(error: BaseException) -> Reading:
    raise error


@pytest.mark.parametrize("error", [ValueError("x"), RecursionError(), Panic()])
def test_whatever_a_reader_raises_costs_only_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    monkeypatch.setattr(loading, "reader_of", lambda kind: lambda path: failing(error))
    assert reason(load(found(tmp_path, SPEECH))) == "damaged"


def test_a_reader_without_memory_is_not_called_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "reader_of", lambda kind: lambda path: failing(MemoryError()))
    assert reason(load(found(tmp_path, SPEECH))) == "too_much_memory"


def test_a_missing_library_is_not_called_damage(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "reader_of", lambda kind: failing(ModuleNotFoundError("x", name="x")))
    assert reason(load(found(tmp_path, SPEECH))) == "unreadable"


def test_an_interrupt_is_not_swallowed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "reader_of", lambda kind: lambda path: failing(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        load(found(tmp_path, SPEECH))


def test_many_files_come_out_in_the_order_given(tmp_path: Path) -> None:
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Text number {number}. " * 10, encoding="utf-8")
    files = discover([tmp_path])[::-1]
    assert [outcome.source for outcome in load_many(files)] == [file.source for file in files]


def test_plain_files_load_without_the_libraries_of_other_formats(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SPEECH, encoding="utf-8")
    code = (
        "import sys; from pathlib import Path; from corpus.discovery import discover; from corpus.loading import load;"
        f"load(discover([Path({str(tmp_path)!r})])[0]);"
        "print([m for m in ('trafilatura', 'lxml', 'docx', 'pypdfium2', 'webvtt', 'yaml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(not CORPUS.exists(), reason="the question sets are not beside this checkout")
def test_every_file_of_a_news_corpus_is_read_with_its_title_and_date() -> None:
    outcomes = list(load_many(discover([CORPUS])))
    assert all(isinstance(outcome, Document) and outcome.title and outcome.date for outcome in outcomes)


@pytest.mark.parametrize(
    ("name", "kind", "advice"),
    [
        ("old.xls", "unsupported", "save it as XLSX"),
        ("old.doc", "unsupported", "save it as DOCX"),
        ("old.ppt", "unsupported", "save it as PPTX"),
        ("renamed.xlsx", "damaged", "save it as XLSX"),
        ("renamed.docx", "damaged", "save it as DOCX"),
    ],
)
def test_files_of_old_office_programs_are_refused_with_what_to_save_them_as(
    tmp_path: Path, name: str, kind: str, advice: str
) -> None:
    outcome = load(found(tmp_path, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), name))
    assert isinstance(outcome, Skipped)
    assert (outcome.reason, advice in outcome.detail) == (kind, True)


def test_a_table_without_a_column_of_files_is_material(tmp_path: Path) -> None:
    outcome = load(found(tmp_path, "Name,Country,Fee\nAnna,Tauly,90\n", "materials.csv"))
    assert isinstance(outcome, Document)
    assert (outcome.kind, outcome.text) == ("csv", "Name: Anna | Country: Tauly | Fee: 90")

"""The sandbox: whatever happens to a reader, the program goes on, the reason is known and the next file is read."""

import contextlib
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import fields
from pathlib import Path

import pytest

from corpus import CorpusError, load_many, sandbox
from corpus.discovery import Found, discover
from corpus.documents import Anchor, Block, BlockKind, Document, Location, Skipped
from corpus.exchange import names_of, outcome_fields, outcome_of, pack, receive
from corpus.limits import Limits
from corpus.loading import load
from corpus.sample import MATERIALS
from corpus.sandbox import Sandbox, processes_for
from corpus.worker import request_message

SPEECH = "We are here to speak about the rivers of our region, and about their future."
SMALL = Limits(seconds=1.0, cpu_seconds=1, seconds_in_all=2.0, memory_bytes=400_000_000)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this ceiling")


def write(folder: Path, *contents: str) -> list[Found]:
    """Write one file for each text, and a good one after them."""
    for number, content in enumerate(contents):
        (folder / f"{number}.txt").write_text(f"{content} {SPEECH}", encoding="utf-8")
    (folder / "good.txt").write_text(SPEECH, encoding="utf-8")
    return discover([folder])


def read(folder: Path, *contents: str, limits: Limits = SMALL, loader: str = "load") -> list[Document | Skipped]:
    files = write(folder, *contents)
    with Sandbox(limits=limits, loader=f"tests.corpus.deadly:{loader}") as box:
        outcomes = list(box.load_many(files))
    assert [outcome.source for outcome in outcomes] == [file.source for file in files]
    assert isinstance(outcomes[-1], Document), "the good file beside it was not read"
    return outcomes[:-1]


def reason(outcome: Document | Skipped) -> str:
    assert isinstance(outcome, Skipped), outcome
    assert outcome.detail.endswith(".")
    return outcome.reason


def text(outcome: Document | Skipped) -> str:
    assert isinstance(outcome, Document), outcome
    return outcome.text


def test_the_sandbox_gives_what_this_process_gives() -> None:
    files = discover([MATERIALS])
    assert list(load_many(files)) == [load(file) for file in files]
    assert list(load_many(files, workers=2)) == [load(file) for file in files]


@pytest.mark.parametrize(
    ("sizes", "cores", "expected"),
    [
        ([], 2, 1),
        ([900_000], 8, 1),
        ([90_000_000], 8, 1),
        ([10_000] * 50, 8, 1),
        ([400_000] * 3, 8, 2),
        ([400_000] * 30, 1, 1),
        ([400_000] * 30, 3, 3),
        ([400_000] * 30, 64, 4),
    ],
)
def test_there_are_as_many_processes_as_cores_and_files_are_worth_and_never_more_than_four(
    sizes: list[int], cores: int, expected: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(cores)), raising=False)
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert processes_for([Found(f"{size}", Path("a"), size, 0) for size in sizes]) == expected


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("sleep", "timed_out"),
        ("segfault", "crashed"),
        ("leave", "crashed"),
        ("kill", "too_much_memory"),
        ("recognise_for_ever", "timed_out"),
    ],
)
def test_every_death_has_its_reason(tmp_path: Path, act: str, expected: str) -> None:
    assert reason(read(tmp_path, act)[0]) == expected


@LINUX
def test_a_reader_that_takes_all_memory_is_stopped(tmp_path: Path) -> None:
    assert reason(read(tmp_path, "hoard")[0]) == "too_much_memory"


@LINUX
def test_a_reader_that_computes_without_end_is_stopped_by_its_clock(tmp_path: Path) -> None:
    limits = Limits(seconds=50, cpu_seconds=1)
    began = time.monotonic()
    assert reason(read(tmp_path, "spin", limits=limits)[0]) == "timed_out"
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    ("act", "at", "above", "expected"),
    [
        ("nap", Limits(seconds=30), Limits(seconds=2), "timed_out"),
        ("recognise_slowly", Limits(seconds=20, seconds_in_all=60), Limits(seconds=20, seconds_in_all=1), "timed_out"),
        pytest.param("toil", Limits(cpu_seconds=3), Limits(cpu_seconds=1), "timed_out", marks=LINUX),
        pytest.param(
            "take", Limits(memory_bytes=900_000_000), Limits(memory_bytes=300_000_000), "too_much_memory", marks=LINUX
        ),
    ],
)
def test_time_and_memory_are_given_up_to_the_limit_and_no_further(
    tmp_path: Path, act: str, at: Limits, above: Limits, expected: str
) -> None:
    assert text(read(tmp_path, act, limits=at)[0]) in ("rested", "patient", "worked", "300000000")
    assert reason(read(tmp_path, act, limits=above)[0]) == expected


def test_a_document_too_large_to_send_is_refused(tmp_path: Path) -> None:
    assert reason(read(tmp_path, "flood", limits=Limits())[0]) == "too_large"


def test_a_reply_that_is_announced_too_large_is_not_waited_for(tmp_path: Path) -> None:
    assert reason(read(tmp_path, "forge")[0]) == "too_large"


def test_output_is_refused_just_above_the_limit(tmp_path: Path) -> None:
    files = write(tmp_path)
    (sent,) = (pack({**outcome_fields(load(file)), "children": []}) for file in files)
    (at,) = load_many(files, limits=Limits(output_bytes=len(sent)))
    (above,) = load_many(files, limits=Limits(output_bytes=len(sent) - 1))
    assert text(at) == SPEECH
    assert reason(above) == "too_large"


def test_what_a_library_prints_disturbs_nothing(tmp_path: Path) -> None:
    assert text(read(tmp_path, "chatter")[0]) == "said"


@pytest.mark.parametrize("act", ["connect", "resolve", "shell", "fork"])
def test_a_reader_reaches_neither_the_network_nor_a_program(tmp_path: Path, act: str) -> None:
    assert text(read(tmp_path, act)[0]).startswith("PermissionError: A reader may not do this")


@LINUX
@pytest.mark.skipif(os.geteuid() != 0, reason="a network of its own takes the right to make one")
def test_native_code_finds_no_network_either(tmp_path: Path) -> None:
    assert text(read(tmp_path, "native_connect")[0]) == "-1 Network is unreachable"


def test_text_recognition_may_be_started_and_gives_the_file_its_time_anew(tmp_path: Path) -> None:
    patient = Limits(seconds=1.5, seconds_in_all=60)
    first, slow = read(tmp_path, "recognise", "recognise_slowly", limits=patient)
    assert text(first) in ("done", "FileNotFoundError: [Errno 2] No such file or directory: 'tesseract'")
    assert text(slow) == "patient"


def test_a_reader_inherits_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("API_TOKEN", "secret")
    known = {*sandbox._ENVIRONMENT, "TMPDIR", "TEMP", "TMP", "OMP_THREAD_LIMIT"}
    assert set(text(read(tmp_path, "environment")[0]).split()) <= known


def test_temporary_files_go_away_with_the_process(tmp_path: Path) -> None:
    left = Path(text(read(tmp_path, "temporary")[0]))
    assert left.is_relative_to(tempfile.gettempdir())
    assert not left.parent.exists()


@LINUX
def test_open_files_are_limited(tmp_path: Path) -> None:
    held, _, words = text(read(tmp_path, "open_many", limits=Limits(open_files=60))[0]).partition(" ")
    assert 30 <= int(held) < 60
    assert words == "Too many open files"


@LINUX
def test_a_reader_writes_no_endless_file(tmp_path: Path) -> None:
    assert text(read(tmp_path, "wide", limits=Limits(file_bytes=100_000_000))[0]) == (
        "OSError: [Errno 27] File too large"
    )


@pytest.mark.parametrize("lie", ["text", "title", "level", "reason", "children"])
def test_an_outcome_that_is_none_is_a_crash(tmp_path: Path, lie: str) -> None:
    assert reason(read(tmp_path, lie, loader="lie", limits=Limits(members=5))[0]) == "crashed"


def test_a_time_that_is_no_number_is_damage(tmp_path: Path) -> None:
    assert reason(read(tmp_path, "time", loader="lie")[0]) == "damaged"


def test_half_a_character_does_not_get_through(tmp_path: Path) -> None:
    assert text(read(tmp_path, "half", loader="lie")[0]) == "a?b"


def test_a_reader_names_neither_its_file_nor_a_path(tmp_path: Path) -> None:
    (outcome,) = read(tmp_path, "name", loader="lie")
    assert isinstance(outcome, Document)
    assert outcome.source == "0.txt"
    assert [child.source for child in outcome.children] == ["0.txt/../../../escaped.txt"]
    assert isinstance(outcome.children[0], Skipped), "the file was not there to be read"


def test_one_process_reads_many_files(tmp_path: Path) -> None:
    assert len({text(outcome) for outcome in read(tmp_path, *["process"] * 5)}) == 1


def test_a_process_is_replaced_now_and_then(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_FILES_EACH", 2)
    assert len({text(outcome) for outcome in read(tmp_path, *["process"] * 6)}) == 3


def test_a_death_costs_one_file_and_one_process(tmp_path: Path) -> None:
    before, dying, after = read(tmp_path, "process", "segfault", "process")
    assert reason(dying) == "crashed"
    assert text(before) != text(after)


def test_a_file_is_not_blamed_for_what_came_before_it(tmp_path: Path) -> None:
    assert [text(outcome) for outcome in read(tmp_path, "process", "tire")][1] == "awake"


def test_a_process_that_was_killed_while_idle_costs_no_file(tmp_path: Path) -> None:
    first, second = write(tmp_path, "process")
    with Sandbox(loader="tests.corpus.deadly:load") as box:
        (before,) = box.load_many([first])
        os.kill(int(text(before)), signal.SIGKILL)
        assert [text(outcome) for outcome in box.load_many([second])] == [SPEECH]


def test_without_files_no_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subprocess, "Popen", None)
    assert list(load_many([])) == []


def test_a_reader_that_cannot_be_started_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_CODE", "raise SystemExit(3)")
    with pytest.raises(CorpusError, match="cannot be started"):
        list(load_many(write(tmp_path)))


def test_leaving_early_ends_the_processes_at_once(tmp_path: Path) -> None:
    files = write(tmp_path, "process", "sleep", "sleep")
    began = time.monotonic()
    with Sandbox(limits=Limits(), loader="tests.corpus.deadly:load") as box:
        pid = int(text(next(box.load_many(files))))
    assert time.monotonic() - began < 10
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_a_script_without_a_main_guard_can_read(tmp_path: Path) -> None:
    write(tmp_path)
    script = tmp_path / "script.py"
    script.write_text(
        "from pathlib import Path\nfrom corpus import discover, load_many\n"
        f"print([outcome.title for outcome in load_many(discover([Path({str(tmp_path / 'good.txt')!r})]))])\n",
        encoding="utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.count("\n") == 1
    assert done.stdout.startswith("['")


def test_a_program_that_is_killed_leaves_no_reader(tmp_path: Path) -> None:
    files = write(tmp_path, "process")
    code = (
        "import os, signal\nfrom pathlib import Path\nfrom corpus.discovery import discover\n"
        "from corpus.sandbox import Sandbox, processes_for\n"
        "box = Sandbox(loader='tests.corpus.deadly:load')\n"
        f"print(next(box.load_many(discover([Path({str(files[0].path)!r})]))).text, flush=True)\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60)
    pid, deadline = int(done.stdout), time.monotonic() + 10
    while time.monotonic() < deadline and alive(pid):
        time.sleep(0.05)
    assert not alive(pid)


def alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return False


def test_every_field_of_a_document_passes_through() -> None:
    place = Location(3, "iii", ("Part", "Бөлім"), 4, "Айгүл", 1.5, 2.0, 5, "Лист", "A2:F2", "notes", 0.5)
    assert None not in {getattr(place, field.name) for field in fields(Location)}
    block = Block(BlockKind.HEADING, "Вода — өмір", (Anchor(0, place), Anchor(4, Location())), level=2)
    table = {"speaker": "Айгүл"}
    document = Document("a.pdf", "pdf", "00", "T", (block,), "2024", "kk", 9, table, ("One part.",), (), table)
    missing = {field.name for field in fields(Document) if not getattr(document, field.name)}
    assert missing == {"children"}
    assert outcome_of(through(outcome_fields(document)), "a.pdf") == document


def test_every_field_of_a_file_to_read_passes_through() -> None:
    found = Found("a.pdf", Path("a.pdf"), 1, 2, {"title": "Су"}, "A fault.")
    sent = request_message(found, Path("folder"), inside=True)
    assert {*sent["found"], "path"} == {field.name for field in fields(Found)}
    assert {**sent["found"], "path": Path("a.pdf")} == {name: getattr(found, name) for name in Found.__slots__}


def through(message: dict[str, object]) -> dict[str, object]:
    with tempfile.TemporaryFile() as stream:
        stream.write(pack(message))
        stream.seek(0)
        return receive(stream, 100_000)


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        (b"", EOFError),
        (b"\x00\x00", EOFError),
        (b"\x00\x00\x00\x05{}", EOFError),
        (b"\xff\xff\xff\xff", OverflowError),
        (b"\x00\x00\x00\x02[]", TypeError),
        (b"\x00\x00\x00\x02{x", ValueError),
        (b'\x00\x00\x00\x09{"a":NaN}', ValueError),
        (b"\x00\x01\x86\x9f" + b"[" * 99_999, RecursionError),
    ],
)
def test_a_frame_that_is_none_is_an_error(frame: bytes, error: type[Exception]) -> None:
    with tempfile.TemporaryFile() as stream:
        stream.write(frame)
        stream.seek(0)
        with pytest.raises(error):
            receive(stream, 100_000)


def test_names_of_inner_files_are_counted() -> None:
    assert names_of(["a", "b"], 2) == ["a", "b"]
    with pytest.raises(ValueError, match="3 names"):
        names_of(["a", "b", "c"], 2)

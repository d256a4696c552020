"""The wheel, as a user gets it: built, installed outside the checkout, and asked about the packaged sample."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from corpus.sample import MATERIALS

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpus", "index", "assistant")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean."""
    folder = tmp_path_factory.mktemp("wheel")
    for name in PACKAGES:
        shutil.copytree(ROOT / name, folder / "source" / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, folder / "source" / name)
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(folder / "source"),
    ]
    subprocess.run(build, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The programs of a clean environment outside the checkout, where the wheel is installed.

    To install its dependencies once more would take minutes: they are taken from the environment of the tests.
    """
    folder = tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    pip = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(folder / "bin" / "python"),
        "install",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*pip, "--quiet", str(wheel)], check=True)
    (Path(paths["purelib"]) / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "bin"


@pytest.fixture(scope="module")
def environment() -> Mapping[str, str]:
    """The environment without anything that leads back to the checkout."""
    return {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "VIRTUAL_ENV"}}


@pytest.fixture(scope="module")
def chat(
    installed: Path, environment: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """The address of `aide-memoire chat`, started in an empty folder, and that folder."""
    folder = tmp_path_factory.mktemp("empty")
    program = subprocess.Popen(
        [installed / "aide-memoire", "chat", "--port", "0"],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert program.stdout
    try:
        # The line comes when the page is ready; an end without it means that the program has failed.
        said = program.stdout.readline()
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        assert address, said
        yield address[0], folder
    finally:
        program.send_signal(signal.SIGINT)
        program.stdout.close()
        assert program.wait(30) == 0


def fetched(address: str) -> tuple[int, str]:
    with urllib.request.urlopen(address, timeout=60) as reply:  # noqa: S310 - the address is that of the page under test
        return reply.status, reply.read().decode()


def test_the_wheel_holds_all_that_the_checkout_does_and_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == ours
    assert {f"{package}/py.typed" for package in PACKAGES} <= packed
    assert {
        f"corpus/sample/materials/{path.relative_to(MATERIALS).as_posix()}" for path in MATERIALS.rglob("*.*")
    } <= packed


def test_the_wheel_says_what_it_is_and_under_which_licence(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith(".dist-info/METADATA"))).decode()
    assert "\nName: aide-memoire\n" in metadata
    assert "\nLicense-Expression: Apache-2.0\n" in metadata
    assert any(name.endswith("/LICENSE") for name in names)


def test_the_installed_packages_are_not_those_of_the_checkout(installed: Path, environment: Mapping[str, str]) -> None:
    code = "import corpus, index, assistant; print(corpus.__file__, index.__file__, assistant.__file__)"
    done = subprocess.run(
        [installed / "python", "-c", code], cwd=installed, env=environment, capture_output=True, text=True, check=True
    )
    assert all(Path(file).is_relative_to(installed.parent) for file in done.stdout.split())


def test_the_chat_serves_its_page_with_its_own_files(chat: tuple[str, Path]) -> None:
    address, _ = chat
    status, page = fetched(address)
    assert status == 200
    own = re.findall(r"page/[\w.]+\?v=\w+", page)
    assert {name.split("?")[0] for name in own} == {"page/page.css", "page/page.js", "page/icon.svg"}
    for name in own:
        assert fetched(f"{address}/{name}")[1]


def test_a_question_about_the_packaged_sample_is_answered(
    chat: tuple[str, Path], installed: Path, environment: Mapping[str, str]
) -> None:
    _, folder = chat
    assert [entry.name for entry in folder.iterdir()] == [".aide-memoire"], "the chat wrote beside its index"
    done = subprocess.run(
        [installed / "aide-memoire", "ask", "What is the 48-hour rule in Tauly?"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "must see a lawyer within forty-eight hours" in done.stdout
    assert "day-1/plenary-1.vtt" in done.stdout

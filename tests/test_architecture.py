"""What holds for the code as a whole: one direction, small rooms, nothing dangerous, a command line that answers at once."""

from __future__ import annotations

import ast
import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import assistant
import corpus
import index

ROOT = Path(__file__).parents[1]
PACKAGES = {"corpus": corpus, "index": index, "assistant": assistant}
MAY_IMPORT = {"corpus": set(), "index": {"corpus"}, "assistant": {"corpus", "index"}}
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SCRIPTS = sorted([*(ROOT / "scripts").glob("*.py"), *(ROOT / "benchmarks").glob("*.py")])
HEAVY = {
    "torch",
    "chromadb",
    "gradio",
    "transformers",
    "openvino",
    "sentence_transformers",
    "langchain_core",
    "langchain",
}

ANYWHERE = {
    "numpy",
    "pydantic",
    "pydantic_settings",
    "typing_extensions",
}  # they are the vocabulary of signatures and data
SHARED = {
    "typer": {"assistant/cli.py", "assistant/console.py"},  # the commands, and what they share
    "fastapi": {
        "assistant/api/app.py",
        "assistant/api/asking.py",
        "assistant/api/completions.py",
        "assistant/api/door.py",
        "assistant/api/faults.py",
        "assistant/api/health.py",
        "assistant/api/looking.py",
        "assistant/web/app.py",
        "assistant/web/beginning.py",
        "assistant/web/catalogue.py",
        "assistant/web/managing.py",
        "assistant/web/signing.py",
        "assistant/web/page.py",
        "assistant/web/opinions.py",
        "assistant/web/routes.py",
    },  # each of the two applications, the page and the interface for programs, is made in app.py; others add addresses
}
OPTIONAL = {
    "opentelemetry"
}  # imported where it is there, and declared in an extra; several distributions share the name
FORBIDDEN_MODULES = {"pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve", "subprocess"}
MAY_IMPORT_FORBIDDEN = {
    ("corpus/sandbox.py", "subprocess")
}  # it starts the interpreter itself, in which files are read without rights
FORBIDDEN_CALLS = {
    "eval",
    "exec",
    "__import__",
    "torch.load",
    "yaml.load",
    "yaml.full_load",
    "yaml.unsafe_load",
    "os.system",
}
VAGUE = {"utils", "util", "helpers", "helper", "common", "core", "base", "manager", "misc", "tools"}
# What is on every developer's machine, or on one developer's alone, has no place in what all of them share.
ELSEWHERE = re.compile(r"/work/|/root/|/home/\w|/tmp/\w|\bpypi\b|\bhelpers?\b|\bsub-?agents?\b", re.IGNORECASE)
TEXT = {".py", ".md", ".toml", ".txt", ".css", ".js", ".json", ".html", ".vtt", ".srt", ".svg", ""}

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imports(path: Path, *, at_run_time: bool = False) -> Iterator[tuple[str, list[str], int]]:
    """Yield module, names and line of each absolute import; names are empty for `import module`."""
    skipped = {id(node) for block in type_checking_blocks(path) for node in ast.walk(block)} if at_run_time else set()
    for node in ast.walk(tree(path)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((alias.name, [], node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield str(node.module), [alias.name for alias in node.names], node.lineno


def type_checking_blocks(path: Path) -> Iterator[ast.If]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING":
            yield node


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield node


def body_lines(function: Function) -> int:
    """Count the lines from the first statement after the docstring to the last."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def third_party(path: Path, *, at_run_time: bool = False) -> set[str]:
    roots = {module.partition(".")[0] for module, _, _ in imports(path, at_run_time=at_run_time)}
    local = set(PACKAGES) | {file.stem for file in SCRIPTS} | {"benchmarks", "__future__"}
    return roots - set(sys.stdlib_module_names) - local


def test_the_packages_import_one_another_in_one_direction_and_only_public_names() -> None:
    faults = []
    for path in FILES:
        package = name_of(path).partition("/")[0]
        for module, names, line in imports(path):
            root = module.partition(".")[0]
            if root not in PACKAGES:
                continue
            public = (
                ["MATERIALS"] if module == "corpus.sample" else list(PACKAGES[root].__all__) if module == root else []
            )
            if root not in MAY_IMPORT[package] or not names or not set(names) <= set(public):
                faults.append(f"{name_of(path)}:{line} imports {module} {names}")
    assert not faults


def test_relative_imports_stay_inside_their_package() -> None:
    for path in FILES:
        depth = len(path.relative_to(ROOT).parts) - 1
        levels = [node.level for node in ast.walk(tree(path)) if isinstance(node, ast.ImportFrom)]
        assert max(levels, default=0) <= depth, name_of(path)


def test_no_module_has_a_variable_named_like_a_package() -> None:
    for path in FILES:
        for node in tree(path).body:
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            assert not {t.id for t in targets if isinstance(t, ast.Name)} & {"index", "corpus"}, name_of(path)


def test_a_third_party_library_is_imported_in_one_file_only() -> None:
    users: dict[str, set[str]] = {}
    for path in FILES:
        for library in third_party(path, at_run_time=True) - ANYWHERE:
            users.setdefault(library, set()).add(name_of(path))
    assert {name: files for name, files in users.items() if len(files) > 1 and files != SHARED.get(name)} == {}


def test_every_library_that_is_imported_is_declared_and_the_other_way_round() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = names_of(project["dependencies"])
    extras = project["optional-dependencies"]
    on_wish = names_of([entry for name, extra in extras.items() if name not in {"test", "bench"} for entry in extra])
    used = distributions(third_party(path) - OPTIONAL for path in FILES)
    assert used <= declared | on_wish
    # Trafilatura needs lxml-html-clean and does not always get it; see pyproject.toml.
    assert declared - used == {"lxml-html-clean"}
    further = names_of([entry for extra in extras.values() for entry in extra])
    assert "opentelemetry-api" in on_wish
    tests = list((ROOT / "tests").rglob("*.py"))
    local = {"conftest", "tests", *(path.stem for path in tests), *OPTIONAL}
    assert distributions(third_party(path) - local for path in [*SCRIPTS, *tests]) <= declared | further


def names_of(requirements: list[str]) -> set[str]:
    return {normal(re.split(r"[^\w.-]", requirement)[0]) for requirement in requirements}


def distributions(libraries: Iterator[set[str]]) -> set[str]:
    known = packages_distributions()
    return {normal(known.get(library, [library])[0]) for found in libraries for library in found}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_declared_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(entry for extra in project["optional-dependencies"].values() for entry in extra),
    ]
    pins = (ROOT / "constraints.txt").read_text(encoding="utf-8").split()
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9-]*==[\w.]+", pin) for pin in pins)
    assert pins == sorted(pins)
    assert names_of(asked) <= names_of(pins)


def test_nothing_can_run_what_a_file_or_a_model_brings() -> None:
    faults = []
    for path in FILES:
        faults += [
            f"{name_of(path)}:{line} imports {module}"
            for module, _, line in imports(path)
            if module.partition(".")[0] in FORBIDDEN_MODULES and (name_of(path), module) not in MAY_IMPORT_FORBIDDEN
        ]
        calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
        faults += [
            f"{name_of(path)}:{c.lineno} {ast.unparse(c.func)}" for c in calls if ast.unparse(c.func) in FORBIDDEN_CALLS
        ]
    assert not faults


@pytest.mark.parametrize("path", [*FILES, *SCRIPTS], ids=name_of)
def test_a_file_has_at_most_400_lines(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


def test_function_bodies_are_short() -> None:
    lengths = {f"{name_of(path)}:{f.lineno} {f.name}": body_lines(f) for path in FILES for f in functions(path)}
    assert {name: length for name, length in lengths.items() if length > 50} == {}
    ordered = sorted(lengths.values())
    assert statistics.median(ordered) <= 8
    assert ordered[int(0.9 * len(ordered))] <= 25


def test_every_function_is_typed() -> None:
    faults = []
    for path in [*FILES, *SCRIPTS]:
        for function in functions(path):
            arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
            untyped = [a.arg for a in arguments if a.annotation is None and a.arg not in {"self", "cls"}]
            if untyped or function.returns is None:
                faults.append(f"{name_of(path)}:{function.lineno} {function.name} {untyped}")
    assert not faults


def test_every_public_thing_is_documented() -> None:
    faults = [
        f"{name_of(path)}:{getattr(node, 'lineno', 1)} {getattr(node, 'name', 'the module')}"
        for path in [*FILES, *SCRIPTS]
        for node in public(tree(path))
        if ast.get_docstring(node) is None
    ]
    assert not faults


def public(node: ast.Module | ast.ClassDef) -> Iterator[ast.Module | ast.ClassDef | Function]:
    yield node
    for child in node.body:
        if isinstance(child, Function | ast.ClassDef) and not child.name.startswith("_"):
            yield from public(child) if isinstance(child, ast.ClassDef) else [child]


def test_no_file_function_or_class_has_a_vague_name() -> None:
    rooms = {part for path in FILES for part in path.relative_to(ROOT).with_suffix("").parts}
    things = {
        node.name.lower()
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, Function | ast.ClassDef)
    }
    assert not (rooms | things) & VAGUE
    assert not [thing for thing in things if thing.endswith(("manager", "helper", "utils"))]


def test_the_repository_speaks_of_the_project_alone() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout: what belongs to the project is known to git alone")
    git = shutil.which("git") or "git"
    listed = subprocess.run(
        [git, "ls-files", "--cached", "--others", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, check=True
    )
    paths = [ROOT / name for name in listed.stdout.decode().split("\0") if name]
    faults = [
        f"{name_of(path)}:{number} {found[0]}"
        for path in paths
        if path.suffix in TEXT and path.is_file() and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (found := ELSEWHERE.search(line))
    ]
    assert not faults


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )


def cpu_seconds(run: Callable[[], object]) -> float:
    """Return the processor time of the children that `run` starts and waits for; a loaded machine does not change it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    run()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


IMPORTED_BY = """
import json, sys
from assistant.cli import app
try:
    app(sys.argv[1:])
except SystemExit as done:
    assert not done.code, done.code
print()
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def imported_by(*arguments: str) -> set[str]:
    """Return the top-level modules that a command has imported by its end."""
    return set(json.loads(python(IMPORTED_BY, *arguments).stdout.splitlines()[-1]))


def test_help_imports_nothing_heavy() -> None:
    assert not imported_by("--help") & HEAVY


def test_help_answers_at_once() -> None:
    began = time.perf_counter()
    used = min(cpu_seconds(lambda: python("from assistant.cli import main; main()", "--help")) for _ in range(5))
    assert used < 0.5
    assert (time.perf_counter() - began) / 5 < 2


def test_a_question_needs_neither_torch_nor_gradio(sample_store: Path) -> None:
    imported = imported_by("ask", "Who organised the conference?", "--store", str(sample_store))
    assert "openvino" in imported, "the compiled copy was not used"
    assert not imported & {"torch", "transformers", "sentence_transformers", "gradio", "langchain_core"}

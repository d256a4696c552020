"""Files come, change, move, go and are damaged, builds run and are killed, readers come back: the index is what it was built of.

The model is a dict of texts. AIDE_MEMOIRE_STATES says how many histories are tried; `make states` tries a thousand.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from index import Index, StoreError, check_index
from index.errors import Corrupt, Vanished
from index.gathering import LARGE
from index.generations import Store
from tests.reliability.forked import Forge
from tests.reliability.hashed import HashedEmbedder, build_here, open_here
from tests.reliability.points import POINTS

STATES = int(os.environ.get("AIDE_MEMOIRE_STATES", "4"))
WORDS = "alder birch cedar fir hazel juniper larch maple oak poplar rowan spruce willow yew".split()
TEXTS = st.lists(st.sampled_from(WORDS), min_size=2, max_size=5).map(
    lambda words: (
        f"The {words[0]} stands here.\n\n" + "\n\n".join(f"A {word} was planted by the lake." for word in words)
    )
)
NAMES = st.sampled_from(["a.md", "b.txt", "day 1/c.md", "day 2/d.md", "е.txt"])
_forge: list[Forge] = []


class Materials(RuleBasedStateMachine):
    """A folder, its store, and what either should hold."""

    names = Bundle("names")

    def __init__(self) -> None:
        super().__init__()
        self.place = Path(tempfile.mkdtemp(prefix="states-"))
        self.folder, self.store = self.place / "materials", self.place / "store"
        self.folder.mkdir()
        self.texts: dict[str, str] = {}
        self.published: dict[str, str] | None = None
        self.before: dict[str, str] | None = None
        self.damaged = False
        self.index: Index | None = None

    @initialize(text=TEXTS, large=st.sampled_from([4, LARGE]))
    def begin(self, text: str, large: int) -> None:
        self.large = large  # units; with few, a generation has many segments
        self.write("first.md", text)

    @rule(name=NAMES, text=TEXTS)
    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        self.texts[name] = text

    @precondition(lambda self: len(self.texts) > 1)
    @rule(data=st.data(), to=NAMES)
    def rename(self, data: st.DataObject, to: str) -> None:
        name = data.draw(st.sampled_from(sorted(self.texts)))
        (self.folder / to).parent.mkdir(exist_ok=True)
        (self.folder / name).replace(self.folder / to)
        self.texts[to] = self.texts.pop(name)

    @precondition(lambda self: len(self.texts) > 1)
    @rule(data=st.data())
    def remove(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.texts)))
        (self.folder / name).unlink()
        del self.texts[name]

    @rule(full=st.booleans())
    def build(self, full: bool) -> None:
        try:
            report = build_here(self.folder, self.store, full=full, large=self.large)
        except Vanished:
            gone = set(self.published or {}) - set(self.texts)
            assert 2 * len(gone) > len(self.published or {})
            report = build_here(self.folder, self.store, full=full, prune=True, large=self.large)
        if self.published != self.texts or self.damaged or full:
            assert report.generation == Index.latest(self.store)
            self.before = None if self.damaged else self.published
        self.published, self.damaged = dict(self.texts), False

    @precondition(lambda self: self.published is not None and not self.damaged)
    @rule(point=st.sampled_from(POINTS))
    def build_and_be_killed(self, point: str) -> None:
        """Kill a build that has something to do; one that has nothing, or refuses, ends by itself."""
        if not _forge:
            _forge.append(Forge())
        ended = _forge[0].run("build", materials=self.folder, store=self.store, stop=[point, 0], large=self.large)
        turned = ended.value is not None or POINTS.index(point) >= POINTS.index("after pointer")
        if ended.error:
            assert ended.error == "Vanished", ended
            turned = False
        if ended.signal:
            assert ended.signal == signal.SIGKILL
        if turned:
            self.published, self.before = dict(self.texts), None

    @precondition(lambda self: self.published is not None and not self.damaged)
    @rule(data=st.data())
    def damage(self, data: st.DataObject) -> None:
        place = Store(self.store)
        manifest = place.manifest()
        file = place.folder(manifest.id) / data.draw(st.sampled_from(sorted(manifest.files)))
        whole = file.read_bytes()
        file.write_bytes(whole[:-1] if whole else b"x")
        self.damaged = True

    @rule()
    def come_back(self) -> None:
        """Open the index as a new reader does."""
        if self.index:
            self.index.close()
            self.index = None
        with suppress(StoreError):
            self.index = open_here(self.store)

    @invariant()
    def what_answers_is_what_was_built(self) -> None:
        if self.published is None:
            return
        try:
            index = open_here(self.store)
        except Corrupt:
            assert self.damaged
            return
        try:
            assert bool(index.notice) == self.damaged
            if not self.damaged:
                self.holds(index, self.published)
        finally:
            index.close()

    @invariant()
    def a_reader_that_is_open_still_answers(self) -> None:
        if self.index:
            self.index.search("lake", limit=3)

    @precondition(lambda self: self.published is not None)
    @rule()
    def check(self) -> None:
        report = check_index(self.store, embedder=HashedEmbedder())
        assert report.sound != self.damaged, report.faults

    def holds(self, index: Index, texts: dict[str, str]) -> None:
        assert {record.source for record in index.documents()} == set(texts)
        for name, text in texts.items():
            assert text.split()[1] in " ".join(passage.text for passage in index.passages_of(name))
            sought = text.split()[1]
            having = {of for of, other in texts.items() if sought in other}
            assert {hit.source for hit in index.search(sought, limit=50, where={"document": name})} == {name}
            assert having <= {hit.source for hit in index.search(sought, limit=200)}

    def teardown(self) -> None:
        if self.index:
            self.index.close()
        shutil.rmtree(self.place, ignore_errors=True)


TestMaterials = Materials.TestCase
TestMaterials.settings = settings(
    max_examples=STATES, stateful_step_count=12, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck),
    derandomize=STATES < 100,
)  # fmt: skip


def teardown_module() -> None:
    while _forge:
        _forge.pop().__exit__(None, None, None)

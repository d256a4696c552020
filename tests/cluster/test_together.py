"""All at once on 127.0.0.1: a Chroma server, a Dask cluster of four workers, a builder that uses both, two replicas behind nginx.

Each process is killed in turn: what is served stays right, questions are answered or refused, and the next build goes through. It
takes a minute or two: `make cluster` runs it, with as many rounds as a tenth of AIDE_MEMOIRE_CLUSTER.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from assistant import Assistant, Settings
from assistant.assistant import build_report
from benchmarks.processes import serving
from benchmarks.statements import conversation, figures_in, speaker, write_statements
from benchmarks.visitor import Keeper, Visitor, wait_for
from index import Index, Progress, Published, check_index, cluster, feeding
from index.errors import NoWorkers, ServerDown
from tests.chroma_servers import ChromaServer, chroma
from tests.cluster.proxied import LONG, listens, proxied, visit
from tests.clusters import ROOT, Running, after
from tests.clusters import cluster as running_cluster

GIVEN = os.environ.get("AIDE_MEMOIRE_CLUSTER")
ROUNDS = max(1, int(GIVEN or 0) // 10)
SPEAKERS, THEMES, WORKERS = 24, 5, 4
pytestmark = [pytest.mark.slow, pytest.mark.skipif(not GIVEN, reason="takes minutes: make cluster runs it")]


@dataclass
class Site:
    """All that runs, and the settings of the machine that builds and publishes."""

    folder: Path
    server: ChromaServer
    workers: Running
    settings: Settings
    replicas: list[tuple[int, str]]
    address: str

    @property
    def materials(self) -> Path:
        """The folder of the statements."""
        return self.folder / "materials"

    @property
    def published(self) -> Published:
        """Where the replicas find the index."""
        return Published((self.folder / "shared").as_uri())

    def change(self, number: int) -> str:
        """Have all speakers speak of another time, and return it."""
        write_statements(self.materials, SPEAKERS, THEMES)
        for path in self.materials.iterdir():
            path.write_text(path.read_text(encoding="utf-8").replace("today", when(number)), encoding="utf-8")
        return when(number)

    def build(self, progress: Callable[[Progress], None] = lambda _: None) -> str:
        """Build with the workers and the server, and prove the index sound."""
        generation = build_report(self.materials, settings=self.settings, progress=progress).generation
        report = check_index(self.settings.store, choice=self.settings.embedding, server=self.settings.server, sample=4)
        assert report.faults == ()
        return generation

    def publish(self) -> str:
        """Publish, and wait until both replicas answer from it."""
        newest = self.published.send(self.settings.store).generation
        for _, address in self.replicas:
            ends = time.monotonic() + LONG
            while listens(address) and ready(address) != newest:
                assert time.monotonic() < ends
                time.sleep(0.2)
        return newest


def when(number: int) -> str:
    return f"in the year {2_000 + number}"


def dice(number: int) -> random.Random:
    """Return what says in a round who is asked, and when a process goes."""
    return random.Random(number)  # noqa: S311 - the same each time, so that a fault is seen again


def ready(address: str) -> str:
    with urlopen(f"{address}/readyz", timeout=60) as reply:  # noqa: S310 - this machine's own page
        return str(json.loads(reply.read())["generation"])


@pytest.fixture(scope="module")
def site(nginx: str, compiled_cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    environment = {"AIDE_MEMOIRE_CACHE": str(compiled_cache), "AIDE_MEMOIRE_DEVICE": "cpu"}
    with ExitStack() as running:
        server = running.enter_context(chroma(folder / "chroma"))
        workers = running.enter_context(running_cluster(folder / "dask", workers=WORKERS, environment=environment))
        patch = running.enter_context(pytest.MonkeyPatch.context())
        for place, name, value in (
            (feeding, "_WINDOW", 32),
            (cluster, "_BATCH_FILES", 4),
            (cluster, "_LOOK_SECONDS", 0.5),
        ):
            patch.setattr(place, name, value)
        patch.setenv("AIDE_MEMOIRE_CHROMA", server.place.url)
        settings = Settings(store=folder / "built", scheduler=workers.address)
        found = Site(folder, server, workers, settings, [], "")
        write_statements(found.materials, SPEAKERS, THEMES)
        found.build()
        found.published.send(settings.store)
        for name in ("one", "two"):
            arguments = ("--follow", (folder / "shared").as_uri(), "--store", str(folder / name), "--port", "0")
            process, address, _ = running.enter_context(serving(*arguments))
            found.replicas.append((process, address))
        for _, address in found.replicas:
            wait_for(address)
        found.address = running.enter_context(proxied(nginx, found.replicas, folder))
        yield found


def told(site: Site, said: str) -> None:
    """Ask through the proxy as several visitors, and see that all is answered, and of the time that is served."""
    for number in dice(len(said)).sample(range(SPEAKERS), 3):
        keeper = Keeper(site.address)
        assert visit(keeper, list(conversation(number, 2))) == []
        assert all(said in answer["text"] for answer in keeper.answers)


def refused(site: Site, question: str) -> None:
    """See that a question is refused on the page and over HTTP, at each replica that runs."""
    for _, address in site.replicas:
        if not listens(address):
            continue
        (_, shown) = Visitor(address).converse(question)[-1]
        assert "do not answer at the moment" in shown
        assert not figures_in(shown)
        body = json.dumps({"question": question}).encode()
        asked = Request(f"{address}/v1/ask", body, {"Content-Type": "application/json"})  # noqa: S310 - as above
        with pytest.raises(HTTPError) as fault:
            urlopen(asked, timeout=60)  # noqa: S310 - as above
        with fault.value as reply:
            assert (reply.code, json.loads(reply.read())["error"]["code"]) == (503, "not_answering")
            assert reply.headers["Retry-After"]


def test_what_is_built_there_is_what_is_built_here(site: Site) -> None:
    here = Settings(store=site.folder / "here", chroma="")
    build_report(site.materials, settings=here)
    with Assistant.open(settings=here) as alone, Assistant.open(settings=site.settings) as together:
        for number in range(SPEAKERS):
            (question,) = conversation(number, 1)
            hits, expected = together.search(question.question), alone.search(question.question)
            assert [hit.passage for hit in hits] == [hit.passage for hit in expected]
            assert [hit.score for hit in hits] == pytest.approx([hit.score for hit in expected], abs=1e-3)
    told(site, "today")


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_worker_is_killed_during_a_build_and_the_build_goes_through(site: Site, number: int) -> None:
    said = site.change(3 * number)
    site.build(after(dice(number).randint(1, SPEAKERS - 1), lambda: site.workers.kill(site.workers.alive[0])))
    assert len(site.workers.alive) == WORKERS - 1
    site.workers.hire()
    site.publish()
    told(site, said)


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_chroma_server_is_killed_and_questions_are_refused_until_it_is_back(site: Site, number: int) -> None:
    before = Index.latest(site.settings.store)
    served = ready(site.replicas[0][1])
    site.server.kill()
    try:
        refused(site, f"Which {speaker(number)} of round {number} is to be asked?")
        site.change(3 * number + 1)
        with pytest.raises(ServerDown):
            site.build()
        assert Index.latest(site.settings.store) == before
    finally:
        site.server.start()
    told(site, "")
    with pytest.raises(ServerDown):
        site.build(after(dice(number).randint(1, SPEAKERS - 1), site.server.kill))
    site.server.start()
    assert (Index.latest(site.settings.store), ready(site.replicas[0][1])) == (before, served)
    told(site, "")
    site.build()
    site.publish()
    told(site, when(3 * number + 1))


@pytest.mark.parametrize("number", range(ROUNDS))
def test_the_builder_and_the_scheduler_are_killed_and_what_is_served_stays(
    site: Site, compiled_cache: Path, number: int
) -> None:
    served, before = ready(site.replicas[0][1]), set(site.server.collections())
    said = site.change(3 * number + 2)
    command = [sys.executable, "-m", "assistant", "index", "--store", str(site.settings.store)]
    environment = {**os.environ, "AIDE_MEMOIRE_SCHEDULER": site.workers.address}
    said_by_it = site.folder / f"builder {number}.log"
    with (
        said_by_it.open("wb") as log,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log) as builder,
    ):
        ends = time.monotonic() + LONG
        while not (left := set(site.server.collections()) - before):
            assert builder.poll() is None, said_by_it.read_text(encoding="utf-8")
            assert time.monotonic() < ends
            time.sleep(0.01)
        builder.kill()
    told(site, "")
    with running_cluster(
        site.folder / f"dask {number}", workers=1, environment={"AIDE_MEMOIRE_CACHE": str(compiled_cache)}
    ) as other:
        lost = site.settings.model_copy(update={"scheduler": other.address})
        with pytest.raises(NoWorkers):
            build_report(site.materials, settings=lost, progress=after(2, other.scheduler.kill))
    assert ready(site.replicas[0][1]) == served
    told(site, "")
    site.build()
    assert not left & set(site.server.collections())
    site.publish()
    told(site, said)


def test_a_replica_is_killed_and_the_other_answers_for_it(site: Site) -> None:  # the last: one is gone then
    keepers = [Keeper(site.address) for _ in range(4)]
    turns = [list(conversation(number, 4)) for number in range(4)]
    assert [visit(keeper, turn[:1]) for keeper, turn in zip(keepers, turns, strict=True)] == [[]] * 4
    process, address = site.replicas[0]
    os.kill(process, signal.SIGKILL)
    while listens(address):
        time.sleep(0.01)
    for keeper, turn in zip(keepers, turns, strict=True):
        for asked in turn[1:]:
            assert asked.figure in figures_in(keeper.converse(asked.question)[-1][1])
    said = site.change(99)
    site.build()
    site.publish()
    told(site, said)

"""Two replicas behind nginx, over one published index: whichever of them answers, and while one is killed or a newer index comes.

The configuration is the one of `deploy/nginx.conf`, with other ports.
"""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import Settings
from assistant.assistant import build_report
from benchmarks.processes import serving
from benchmarks.statements import conversation, write_statements
from benchmarks.visitor import Keeper, Visitor, wait_for
from index import Published
from tests.cluster.proxied import LONG, listens, place_of, proxied, visit

pytestmark = pytest.mark.slow

SPEAKERS, THEMES = 6, 5


@dataclass
class Fleet:
    """Two replicas, the proxy before them, and the store and materials of the machine that publishes."""

    address: str
    replicas: list[tuple[int, str]]
    builder: Settings
    url: str
    materials: Path


@pytest.fixture(scope="module")
def fleet(nginx: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    tmp_path = tmp_path_factory.mktemp("fleet")
    materials, url = tmp_path / "materials", (tmp_path / "shared").as_uri()
    write_statements(materials, SPEAKERS, THEMES)
    builder = Settings(store=tmp_path / "built")
    build_report(materials, settings=builder)
    Published(url).send(builder.store)
    with ExitStack() as running:
        replicas = []
        for name in ("one", "two"):
            arguments = ("--follow", url, "--store", str(tmp_path / name), "--port", "0")
            process, address, _ = running.enter_context(serving(*arguments))
            replicas.append((process, address))
        for _, address in replicas:
            wait_for(address)
        yield Fleet(running.enter_context(proxied(nginx, replicas, tmp_path)), replicas, builder, url, materials)


def test_a_newer_index_comes_to_all_replicas_while_they_are_asked_and_answers_are_old_or_new(fleet: Fleet) -> None:
    turns = list(conversation(0, 1))
    for path in fleet.materials.iterdir():
        path.write_text(path.read_text(encoding="utf-8").replace("today", "this year"), encoding="utf-8")
    build_report(settings=fleet.builder)
    newest = Published(fleet.url).send(fleet.builder.store).generation
    seen: dict[str, set[str]] = {}
    for _, address in fleet.replicas:
        ends = time.monotonic() + LONG
        while newest not in seen.get(address, {}):
            assert time.monotonic() < ends
            keeper = Keeper(address)
            (_, text) = keeper.converse(turns[0].question)[-1]
            generation = keeper.answers[0]["generation"]
            assert ("this year" in text, "today" in text) == (generation == newest, generation != newest)
            seen.setdefault(address, set()).add(generation)
    assert {generation for found in seen.values() for generation in found} >= {newest}


def test_a_link_of_one_replica_is_good_at_the_other_and_a_visitor_stays_with_one(fleet: Fleet) -> None:
    keeper = Keeper(fleet.replicas[0][1])
    keeper.converse(next(conversation(2, 1)).question)
    cited = keeper.answers[0]["citations"][0]
    link = f"passages/{cited['passage_id']}?start={cited['start']}&end={cited['end']}"
    shown = [Visitor(address).get(link) for _, address in fleet.replicas]
    assert shown[0] == shown[1]
    assert b"<mark" in shown[0]
    # The questions of one conversation reach the same replica; those of many visitors reach both.
    visitors = [Visitor(fleet.address) for _ in range(12)]
    places = [{place_of(one) for _ in range(5)} for one in visitors]
    assert [len(place) for place in places] == [1] * len(visitors)
    assert len(set.union(*places)) == 2


def test_a_killed_replica_costs_at_most_the_questions_it_was_answering(
    fleet: Fleet,
) -> None:  # the last: one is gone then
    keepers = [Keeper(fleet.address) for _ in range(SPEAKERS)]
    places = {place_of(Visitor(address)): (process, address) for process, address in fleet.replicas}
    process, address = places[place_of(keepers[0])]

    def kill_own(turn: int) -> None:
        if turn == 1:
            os.kill(process, signal.SIGKILL)
            while listens(address):  # until its last thread is gone a question may still reach it, and is lost
                time.sleep(0.01)

    with ThreadPoolExecutor(SPEAKERS) as pool:
        visits = []
        for number, keeper in enumerate(keepers):
            turns = list(conversation(number, THEMES))
            visits.append(pool.submit(visit, keeper, turns, *([] if number else [kill_own])))
        broken = [visit.result(LONG) for visit in visits]
    assert broken[0] == []  # the killing visitor had no question on the way
    assert keepers[0].brought == 1
    assert all(len(faults) <= 1 for faults in broken)
    assert all(len(keeper.answers) == THEMES for keeper in keepers)
    # 404: an answer that was shown, but not fetched to be kept, when the one replica that knew it was gone
    expected = r"50[24]|HTTP Error 404|ended before|Incomplete|reset|refused|Remote end closed"
    assert [fault for faults in broken for fault in faults if not re.search(expected, fault)] == []
    assert visit(Keeper(fleet.address), list(conversation(1, 2))) == []

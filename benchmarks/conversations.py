"""Conversations at once: visitors who each ask about a speaker of their own, with follow-ups that only their history explains.

Whether an answer belongs to its own conversation is told by the figures in it; see `statements`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

from assistant import Assistant

from .processes import serving
from .report import Figures, Table, load, percentile
from .script import options, run
from .statements import MOST, Asked, conversation, figures_in, write_statements
from .visitor import Visitor, wait_for

VISITORS, TURNS = 100, 20
_REFUSED = frozenset({429, 503})
_PATIENCE = 200  # times that one question is asked again after "busy"


@dataclass
class Visit:
    """What became of a conversation: seconds of each answer, without and with the waiting that was asked for, and faults.

    `crossed` counts answers with a figure of another conversation, `amiss` those without the figure they must have and those
    beside which the questions before do not stand as they were asked.
    """

    seconds: list[float] = field(default_factory=list)
    waited: list[float] = field(default_factory=list)
    refused: int = 0
    crossed: int = 0
    amiss: int = 0
    faults: list[str] = field(default_factory=list)


def measure(chosen: argparse.Namespace) -> Figures:
    """Serve made-up statements and let all visitors ask at once."""
    visitors, turns = (10, 5) if chosen.quick else (chosen.visitors, chosen.turns)
    store = statements_store(chosen.work, visitors, turns)
    with serving("--store", str(store), "--port", "0") as (_, address, _):
        wait_for(address)
        began = time.perf_counter()
        visits = converse(address, visitors, turns)
        took = time.perf_counter() - began
    rows = tuple(rows_of(visits, took))
    notes = (
        f"{visitors} visitors at once, {turns} turns each, over {visitors * turns:,} passages; visitors and server on the same "
        f"machine. Load averages {load()}.",
        *(f"Fault: {fault}" for visit in visits for fault in visit.faults[:1]),
    )
    table = Table("Conversations at once", ("what", "measured", "unit", "required"), rows, notes)
    return Figures((table,), {"rows": [list(row) for row in rows]})


def statements_store(work: Path, visitors: int, turns: int) -> Path:
    """Return the store of an index over so many statements, brought up to date."""
    materials = work / f"statements-{visitors}-{turns}"
    write_statements(materials, visitors, turns)
    store = work / f"statements-{visitors}-{turns}-store"
    Assistant.build(materials, store=store).close()
    return store


def converse(address: str, visitors: int, turns: int) -> list[Visit]:
    """Let so many visitors hold their conversations at the same time, and return what became of each."""
    with ThreadPoolExecutor(visitors) as pool:
        return list(
            pool.map(lambda number: visit(address, list(conversation(number, turns)), Visit()), range(visitors))
        )


def visit(address: str, turns: Sequence[Asked], found: Visit, *, pause: float = 0.0) -> Visit:
    """Hold one conversation, with so many seconds to read each answer; note what becomes of it, and return that."""
    try:
        visitor = Visitor(address)
        for number, turn in enumerate(turns):
            judge(found, _asked(visitor, turn.question, found), turns[: number + 1])
            time.sleep(pause)
    except Exception as fault:  # whatever befalls a visitor is counted
        found.faults.append(f"{type(fault).__name__}: {fault}")
    return found


def _asked(visitor: Visitor, question: str, found: Visit) -> list[tuple[str, str]]:
    """Ask until the question is taken; who is told to come again does so after the time that was named."""
    began = time.perf_counter()
    for _ in range(_PATIENCE):
        tried = time.perf_counter()
        try:
            shown = visitor.converse(question)
        except HTTPError as refusal:
            if refusal.code not in _REFUSED or not refusal.headers["Retry-After"]:
                raise
            found.refused += 1
            time.sleep(int(refusal.headers["Retry-After"]))
        else:
            found.seconds.append(time.perf_counter() - tried)
            found.waited.append(time.perf_counter() - began)
            return shown
    raise TimeoutError(f"{question!r} was refused {_PATIENCE} times")


def judge(found: Visit, shown: Sequence[tuple[str, str]], turns: Sequence[Asked]) -> None:
    """Count what is wrong with a conversation as it is shown after so many turns."""
    own = [turn.figure for turn in turns]
    asked = [text for role, text in shown if role == "user"]
    in_order = len(asked) == len(turns) and all(turn.question in text for turn, text in zip(turns, asked, strict=True))
    found.crossed += not figures_in(" ".join(text for _, text in shown)) <= set(own)
    found.amiss += not in_order or own[-1] not in figures_in(shown[-1][1])


def rows_of(visits: Sequence[Visit], took: float) -> list[tuple[str, float | int, str, str]]:
    """Return the rows of the table: faults first."""
    answered = [seconds for visit in visits for seconds in visit.seconds]
    waited = [seconds for visit in visits for seconds in visit.waited]
    return [
        ("answers", len(answered), "", ""),
        ("crossings: answers with something of another conversation", sum(visit.crossed for visit in visits), "", "0"),
        ("answers without what their own history asks for", sum(visit.amiss for visit in visits), "", "0"),
        ("errors", sum(len(visit.faults) for visit in visits), "", "0"),
        ("told to come again, and answered then", sum(visit.refused for visit in visits), "", ""),
        ("p50 of an answer once taken", percentile(answered or [0.0], 0.5), "s", ""),
        ("p95 of an answer once taken", percentile(answered or [0.0], 0.95), "s", ""),
        ("p95 with the waiting before", percentile(waited or [0.0], 0.95), "s", ""),
        ("answers a second", len(answered) / took, "", ""),
    ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = options(__doc__ or "")
    parser.add_argument("--visitors", type=int, default=VISITORS, choices=range(1, MOST + 1), metavar="N")
    parser.add_argument("--turns", type=int, default=TURNS, metavar="N", help="questions of each visitor")
    return run(parser, measure, arguments)


if __name__ == "__main__":
    sys.exit(main())

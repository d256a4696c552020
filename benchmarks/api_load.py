"""How the HTTP interface holds many questions at once: 50 together, and 1,000 that arrive within ten seconds."""

from __future__ import annotations

import argparse
import asyncio
import json
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant import Assistant
from corpus.sample import MATERIALS

from .processes import resident_bytes, serving
from .report import Figures, Table, load, percentile
from .script import options, run
from .sets import Missing, find_set, questions_of
from .stores import LARGE, large_store

TOGETHER = 50
ARRIVING, WITHIN = 1_000, 10.0
ROUNDS = 3
ANSWERED, REFUSED = 200, frozenset({429, 503})
_QUESTIONS = (
    "What is the 48-hour rule in Tauly?",
    "How many complaints did the Ombudsman receive in 2024?",
    "Who proposed the compromise of 48 hours?",
    "What did Saule Dosmagul say about the bus?",
    "When will the annual report on waiting times appear?",
    "What is the Wi-Fi password?",
    "Where does the study visit go?",
    "How many paralegals are there in the villages?",
    "What did Amira Stellbrook say about bail?",
    "Сколько жалоб получил омбудсман в 2024 году?",
)
_MEGABYTE = 1_000_000
Row = tuple[str, str, float | int, str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back for one question; `status` is 0 where the connection failed."""

    status: int
    seconds: float
    told_when: bool


def measure(chosen: argparse.Namespace) -> Figures:
    """Load a server over the sample and, where the question sets are, one over about 10,000 passages."""
    store = chosen.work / "api-load-sample"
    Assistant.build(MATERIALS, store=store).close()
    rows = _loaded("sample", store, _QUESTIONS, quick=chosen.quick)
    if not chosen.quick:
        try:
            large, questions = large_store(chosen.eval, chosen.work), _large_questions(chosen.eval)
            rows += _loaded("10,000 passages", large, questions, quick=False)
        except Missing as missing:
            print(f"skipped: {missing}")
    notes = (f"Client and server on the same machine. Load averages {load()}.",)
    table = Table(
        "Many questions at once over HTTP", ("index", "what", "measured", "unit", "required"), tuple(rows), notes
    )
    return Figures((table,), {"rows": [list(row) for row in rows]})


def _large_questions(where: Path) -> list[str]:
    return [question["question"] for name in LARGE for question in questions_of(find_set(where, name), 20)]


def _loaded(name: str, store: Path, questions: Sequence[str], *, quick: bool) -> list[Row]:
    with serving("--store", str(store), "--port", "0") as (process, address, _):
        asyncio.run(arrive(address, questions, len(questions), 2.0))  # what is loaded with the first questions
        rounds = [asyncio.run(arrive(address, questions, TOGETHER, 0)) for _ in range(1 if quick else ROUNDS)]
        best = min(percentile([reply.seconds for reply in found], 0.95) for found in rounds)
        answered = min(sum(reply.status == ANSWERED for reply in found) for found in rounds)
        rows: list[Row] = [
            (name, f"{TOGETHER} at once: answered", answered, "", f"{TOGETHER}"),
            (name, f"{TOGETHER} at once: p95, the better round", best, "s", "≤ 3"),
        ]
        arriving, within = (100, 1.0) if quick else (ARRIVING, WITHIN)
        before = resident_bytes(process)
        rows += _arrived(name, asyncio.run(arrive(address, questions, arriving, within)), arriving, within)
        grown = resident_bytes(process) - before
        after = asyncio.run(arrive(address, questions, 1, 0))[0]
        rows += [
            (name, "memory added by them", grown / _MEGABYTE, "MB", ""),
            (name, "a question just after", after.seconds, "s", ""),
        ]
        return rows


def _arrived(name: str, replies: Sequence[Reply], arriving: int, within: float) -> list[Row]:
    label = f"{arriving:,} within {within:.0f} s"
    statuses = Counter(reply.status for reply in replies)
    refused = [reply for reply in replies if reply.status in REFUSED]
    answered = [reply.seconds for reply in replies if reply.status == ANSWERED]
    lost = arriving - len(answered) - len(refused)
    rows: list[Row] = [
        (name, f"{label}: answered", statuses[ANSWERED], "", ""),
        (name, f"{label}: refused, with the time to come again", sum(reply.told_when for reply in refused), "", ""),
        (name, f"{label}: anything else", lost + sum(not reply.told_when for reply in refused), "", "0"),
    ]
    if answered:
        rows.append((name, f"{label}: p95 of the answered", percentile(answered, 0.95), "s", ""))
    if refused:
        rows.append((name, f"{label}: p95 of the refused", percentile([one.seconds for one in refused], 0.95), "s", ""))
    return rows


async def arrive(address: str, questions: Sequence[str], count: int, within: float) -> list[Reply]:
    """Ask so many questions, evenly spread over so many seconds, each over a connection of its own."""

    async def one(number: int) -> Reply:
        await asyncio.sleep(within * number / count)
        return await _ask(address, questions[number % len(questions)])

    return list(await asyncio.gather(*map(one, range(count))))


async def _ask(address: str, question: str) -> Reply:
    place = urlsplit(address)
    body = json.dumps({"question": question}).encode()
    head = (
        f"POST /v1/ask HTTP/1.1\r\nHost: {place.netloc}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    began = time.perf_counter()
    try:
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        writer.write(head.encode() + body)
        reply = await reader.read()
        writer.close()
    except OSError:
        reply = b""
    fields = reply.partition(b"\r\n\r\n")[0].lower()
    status = int(fields.split()[1]) if fields.startswith(b"http/1.1 ") else 0
    return Reply(status, time.perf_counter() - began, b"\nretry-after: " in fields)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    return run(options(__doc__ or ""), measure, arguments)


if __name__ == "__main__":
    raise SystemExit(main())

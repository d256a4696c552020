"""The command line: build the index, ask, search, serve the chat.

Heavy libraries are imported inside the commands, so that `--help` answers at once and a question needs neither torch nor
the web page's libraries.
"""

from __future__ import annotations

import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from .console import (
    JsonOption,
    ModelOption,
    StoreOption,
    WhereOption,
    accounts_of,
    faults,
    fields_of,
    indexed,
    keys_of,
    opened,
    opened_or_sample,
    replicated,
    settings_of,
    show,
    store_or_temporary,
    watched,
)

app = typer.Typer(
    name="aide-memoire",
    help="Ask a conference's own materials a question; every sentence of the answer shows the passage it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; an expected fault is one sentence and exit code 1, misuse exit code 2."""
    app()


@app.command()
def index(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders or files; by default those of the last build.")
    ] = None,
    *,
    store: StoreOption = None,
    full: Annotated[bool, typer.Option("--full", help="Read and embed everything anew.")] = False,
    prune: Annotated[
        bool,
        typer.Option("--prune", help="Take documents out though a whole folder with most of them is gone or empty."),
    ] = False,
    erase: Annotated[
        bool,
        typer.Option(
            "--erase", help="Leave nothing on disk of files that were removed or changed, nor the index before."
        ),
    ] = False,
    scheduler: Annotated[
        str | None,
        typer.Option(
            "--scheduler", help="Dask scheduler whose workers read and embed; by default AIDE_MEMOIRE_SCHEDULER."
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Build the index of a folder, or bring it up to date: only what changed is read and embedded."""
    from .assistant import build_report
    from .progress import progress_on
    from .terminal import report_lines

    with faults(), progress_on(sys.stderr) as progress:
        settings = settings_of(store, scheduler=scheduler)
        report = build_report(*(paths or []), settings=settings, full=full, prune=prune, erase=erase, progress=progress)
    show(report.as_dict() if as_json else report_lines(report))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="The question, in English, Russian or Kazakh.")],
    *,
    where: WhereOption = None,
    model: ModelOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
    pack: Annotated[
        Path | None,
        typer.Option("--pack", help="Write a ZIP file with the answer and all that it takes to check it."),
    ] = None,
) -> None:
    """Answer one question, with its citations."""
    from .newfile import refuse_taken, write_new
    from .terminal import answer_lines
    from .timing import Timings

    timings = Timings()
    with faults():
        if pack:
            refuse_taken(pack)
        with opened(store, model) as assistant:
            with timings.running():
                answer = assistant.ask(question, where=fields_of(where))
            show({**answer.as_dict(), "ms": timings.milliseconds()} if as_json else answer_lines(answer))
            if pack:  # shown first: many pages take a while to draw
                write_new(pack, assistant.pack(answer))


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    limit: Annotated[int, typer.Option("--limit", min=1, max=200, help="How many passages.")] = 8,
    where: WhereOption = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find passages, without an answer."""
    from .terminal import hit_lines, hits_as_dicts

    with faults(), opened(store) as assistant:
        hits = assistant.search(query, limit=limit, where=fields_of(where))
    show(hits_as_dicts(hits) if as_json else hit_lines(hits))


@app.command()
def sources(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List the documents, their state, and what could not be read."""
    from dataclasses import asdict

    from .terminal import source_lines

    with faults(), opened(store) as assistant:
        found = assistant.sources()
    show([asdict(source) for source in found] if as_json else source_lines(found))


@app.command()
def check(
    store: StoreOption = None,
    sample: Annotated[
        int, typer.Option("--sample", min=0, help="So many passages are made anew and compared; 0 needs no model.")
    ] = 32,
    as_json: JsonOption = False,
) -> None:
    """Prove the index sound, or say what is wrong and what to do; ends with 1 when anything is."""
    from index import check_index

    settings = settings_of(store)
    with faults():
        report = check_index(settings.store, choice=settings.embedding, server=settings.server, sample=sample)
    show(report.as_dict() if as_json else report.lines())
    if not report.sound:
        raise typer.Exit(1)


@app.command()
def verify(
    file: Annotated[
        Path, typer.Argument(help="An answer saved with `ask --json` or `--pack`, or a conversation saved on the page.")
    ],
    materials: Annotated[
        list[Path] | None, typer.Option("--materials", help="The folder with the files; by default the one indexed.")
    ] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Look up every quote of a saved answer again in the files themselves; ends with 1 when one is not as it was cited."""
    from . import verifying
    from .terminal import verdict_lines

    with faults():
        verdicts = verifying.verify_file(file, materials or indexed(store))
    show([verdict.as_dict() for verdict in verdicts] if as_json else verdict_lines(verdicts))
    if any(verdict.state is not verifying.State.VERIFIED for verdict in verdicts):
        raise typer.Exit(1)


@app.command()
def evaluate(
    folder: Annotated[Path, typer.Argument(help="Folder with corpus/ and questions.jsonl.")],
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="So many questions, evenly chosen.")] = None,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask a set of questions of its own corpus, and print how well they were answered."""
    from . import evaluating
    from .terminal import table_lines

    with faults(), store_or_temporary(store) as settings:
        evaluation = evaluating.evaluate(folder, settings=settings, limit=limit)
    show(evaluation.as_dict() if as_json else table_lines(evaluating.table(evaluation)))


@app.command()
def chat(
    *,
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on; by default 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port to listen on; by default 7860.")] = None,
    materials: Annotated[
        Path | None,
        typer.Option("--materials", help="Folder of the materials: it is indexed, or brought up to date, first."),
    ] = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Bring the index up to date by itself when the materials change.")
    ] = False,
    follow: Annotated[
        str | None,
        typer.Option(
            "--follow",
            help="URL of a published index: it is copied into the store and served, and newer ones after it.",
        ),
    ] = None,
    model: ModelOption = None,
    store: StoreOption = None,
) -> None:
    """Serve the web chat; builds the index of the sample conference first when there is none."""
    from .api import at_once, observer_of
    from .feedback import Opinions
    from .library import Library
    from .web import Limits, serve

    settings = settings_of(store, model, follow)
    if settings.follow and (materials or watch):
        raise typer.BadParameter("a copy of a published index is not built here: leave out --materials and --watch")
    together = at_once(waits=bool(settings.model))
    limits = Limits(question=settings.question_limit, often=settings.questions_a_minute, together=together)
    with (
        faults(),
        replicated(settings),
        opened_or_sample(settings, materials) as assistant,
        watched(settings, watch=watch),
    ):
        threading.Thread(target=assistant.prepare, name="prepare").start()  # while the page is being put together
        serve(
            assistant,
            host=host or settings.host,
            port=settings.port if port is None else port,
            limits=limits,
            hosts=settings.hosts,
            accounts=accounts_of(settings),
            library=None if settings.follow else Library(settings),
            opinions=Opinions(settings.store),
            keys=keys_of(settings),
            observer=observer_of(assistant, log=settings.log),
        )


@app.command()
def publish(
    url: Annotated[str, typer.Argument(help="A shared folder (file:///…) or an object store (s3://bucket/…).")],
    full: Annotated[bool, typer.Option("--full", help="Send every file, also those that are there already.")] = False,
    store: StoreOption = None,
    as_json: JsonOption = False,
) -> None:
    """Publish the index at a URL, for chats that follow it: `chat --follow URL`; they turn to it within seconds."""
    from dataclasses import asdict

    from index import Published

    with faults():
        place = Published(url)
        done = place.send(settings_of(store).store, full=full)
    sent = f"{done.files} files sent ({done.bytes:,} bytes), {done.kept} were there"
    show(asdict(done) if as_json else iter([f"{done.generation} is published at {place.shown}: {sent}"]))


@app.command()
def mcp(
    http: Annotated[bool, typer.Option("--http", help="Serve over HTTP on 127.0.0.1 instead.")] = False,
    port: Annotated[int, typer.Option("--port", help="Port to listen on with --http.")] = 7861,
    store: StoreOption = None,
) -> None:
    """Serve the materials to assistants that speak the Model Context Protocol, over standard input and output."""
    from .mcp import serve

    with faults():
        serve(settings_of(store), port=port if http else None)


@app.command()
def feedback(store: StoreOption = None, as_json: JsonOption = False) -> None:
    """List what visitors of the web chat think of its answers, oldest first."""
    from dataclasses import asdict

    from .feedback import Opinions
    from .terminal import opinion_lines

    with faults():
        held = Opinions(settings_of(store).store).all()
    show([asdict(one) for one in held] if as_json else opinion_lines(held))


@app.command()
def models(model: ModelOption = None, as_json: JsonOption = False) -> None:
    """Say whether the language model of the settings answers, and which others run on this machine; ends with 1 if it does not."""
    from dataclasses import asdict

    from .assistant import chat_choice
    from .generating import local_servers, tried
    from .terminal import model_lines

    choice = chat_choice(settings_of(None, model))
    asked, others = tried(choice) if choice else None, local_servers()
    found = {"model": asdict(asked) if asked else None, "local": [asdict(one) for one in others]}
    show(found if as_json else model_lines(asked, others))
    if asked and not asked.reachable:
        raise typer.Exit(1)


@app.command()
def account(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    operator: Annotated[bool, typer.Option("--operator", help="May also change the materials from the page.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the account away.")] = False,
) -> None:
    """Make an account for the web chat, or give it another password; asks for the password."""
    from .accounts import add_account, remove_account

    path = settings_of(None).accounts
    if path is None:
        typer.echo("aide-memoire: set AIDE_MEMOIRE_ACCOUNTS to the file that the accounts are to be kept in.", err=True)
        raise typer.Exit(2)
    with faults():
        if remove:
            remove_account(path, name)
        else:
            password = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
            add_account(path, name, password, operator=operator)
    typer.echo(f"{name} {'is removed from' if remove else 'may sign in:'} {path}")


@app.command()
def key(
    name: Annotated[str, typer.Argument(help="What the key is for; it stands in no log of questions.")],
    remove: Annotated[bool, typer.Option("--remove", help="Take the key away.")] = False,
) -> None:
    """Make a key for a program that asks over HTTP, or give it another; prints the key, which is kept nowhere else."""
    from .api.keys import add_key, remove_key

    path = settings_of(None).api_keys
    if path is None:
        typer.echo("aide-memoire: set AIDE_MEMOIRE_API_KEYS to the file that the keys are to be kept in.", err=True)
        raise typer.Exit(2)
    with faults():
        if remove:
            remove_key(path, name)
            typer.echo(f"{name} is removed from {path}")
        else:
            typer.echo(add_key(path, name))

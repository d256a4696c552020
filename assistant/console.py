"""What the commands share: their options, what they open, what they print, and how a fault ends.

Heavy libraries are imported inside, as in the commands themselves.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from .accounts import Accounts
    from .api import ApiKeys
    from .assistant import Assistant
    from .settings import Settings

StoreOption = Annotated[
    Path | None, typer.Option("--store", help="Folder of the index; by default AIDE_MEMOIRE_STORE or ./.aide-memoire.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
ModelOption = Annotated[
    str | None,
    typer.Option(
        "--model",
        help="Language model that writes answers, as provider:name; by default AIDE_MEMOIRE_MODEL, or none: then answers are "
        "quoted from the sources.",
    ),
]
WhereOption = Annotated[
    list[str] | None,
    typer.Option(
        "--where",
        help="Keep to passages with this field: speaker=…, session=…, date=2014-05 (2014.., ..2016), language=ru, "
        "document=… (path or title), event, role, organisation, author, title, source, kind, symbol, version; may be repeated.",
    ),
]


@contextmanager
def faults() -> Iterator[None]:
    """Turn an expected fault into one sentence on the error stream and exit code 1."""
    from corpus import CorpusError
    from index import StoreError

    from .errors import AssistantError

    try:
        yield
    except (CorpusError, StoreError, AssistantError) as error:
        typer.echo(f"aide-memoire: {error}", err=True)
        raise typer.Exit(1) from None
    except OSError as error:  # a full disk, a folder without permission, a store that is a file
        typer.echo(f"aide-memoire: {error.strerror or error}: {error.filename or ''}".rstrip(": "), err=True)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        typer.echo("aide-memoire: stopped; the index is as it was before.", err=True)
        raise typer.Exit(130) from None


def settings_of(
    store: Path | None, model: str | None = None, follow: str | None = None, scheduler: str | None = None
) -> Settings:
    """Return the settings with what is given on the command line; a wrong one ends with exit code 2."""
    from pydantic import ValidationError

    from .settings import Settings

    try:
        given = {"store": store, "model": model, "follow": follow, "scheduler": scheduler}
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        for fault in error.errors():
            typer.echo(f"aide-memoire: the setting {'.'.join(map(str, fault['loc']))}: {fault['msg']}", err=True)
        raise typer.Exit(2) from None
    except ValueError as error:  # the file is no TOML, or a variable that holds a list is no JSON
        typer.echo(f"aide-memoire: the settings cannot be read: {error}", err=True)
        raise typer.Exit(2) from None


@contextmanager
def opened(store: Path | None, model: str | None = None) -> Iterator[Assistant]:
    """Yield an assistant over the store, for one question."""
    gc.disable()  # one question and out: a collector's passes over all that is imported cost a tenth of the time
    from .assistant import Assistant

    with Assistant.open(settings=settings_of(store, model)) as assistant:
        _say_notice(assistant)
        yield assistant


def _say_notice(assistant: Assistant) -> None:
    if assistant.notice:
        typer.echo(f"aide-memoire: {assistant.notice}", err=True)


def indexed(store: Path | None) -> list[Path]:
    """Return the folders that the index in the store was made from."""
    from index import Index

    return Index.materials(settings_of(store).store)


def accounts_of(settings: Settings) -> Accounts | None:
    """Return the accounts that the settings name, None where they name none."""
    from .accounts import Accounts

    return Accounts(settings.accounts) if settings.accounts else None


def keys_of(settings: Settings) -> ApiKeys | None:
    """Return the keys for programs that the settings name, None where they name none."""
    from .api import ApiKeys

    return ApiKeys(settings.api_keys) if settings.api_keys else None


@contextmanager
def opened_or_sample(settings: Settings, materials: Path | None) -> Iterator[Assistant]:
    """Yield an assistant over the store, after indexing the materials, or the sample where there is nothing."""
    from corpus.sample import MATERIALS
    from index import Index

    from .assistant import Assistant, build_report
    from .progress import progress_on

    if materials is None and not Index.is_built(settings.store):
        typer.echo(f"There is no index in {settings.store} yet: indexing the sample conference.", err=True)
        materials = MATERIALS
    if materials is not None:
        with progress_on(sys.stderr) as progress:
            build_report(materials, settings=settings, progress=progress)
    with Assistant.open(settings=settings) as assistant:
        _say_notice(assistant)
        yield assistant


def watched(settings: Settings, *, watch: bool) -> AbstractContextManager[None]:
    """Return what keeps the index as its folders are meanwhile, where that is wanted."""
    if not watch:
        return nullcontext()
    from .watching import watching

    return watching(settings)


def replicated(settings: Settings) -> AbstractContextManager[None]:
    """Return what keeps the store a copy of a published index, where one is to be followed."""
    if not settings.follow:
        return nullcontext()
    from .replicating import replicating

    return replicating(settings)


@contextmanager
def store_or_temporary(store: Path | None) -> Iterator[Settings]:
    """Yield the settings with the store given, else with one that is removed afterwards: a corpus of questions is no index."""
    if store is not None:
        yield settings_of(store)
        return
    with tempfile.TemporaryDirectory(prefix="aide-memoire-") as folder:
        yield settings_of(Path(folder))


def fields_of(where: list[str] | None) -> dict[str, str]:
    """Return the filter of some `field=value`; misuse ends with exit code 2."""
    fields = {}
    for clause in where or []:
        name, equals, value = clause.partition("=")
        if not (equals and name and value):
            raise typer.BadParameter(f"{clause!r} is not of the form field=value", param_hint="--where")
        if name.strip() in fields:
            raise typer.BadParameter(f"{name.strip()} is given twice", param_hint="--where")
        fields[name.strip()] = value.strip()
    return fields


def show(output: Any) -> None:  # noqa: ANN401 - lines of text, or anything that JSON holds
    """Print lines of text, or anything else as JSON."""
    if isinstance(output, Iterator):
        for line in output:
            typer.echo(line)
    else:
        typer.echo(json.dumps(output, ensure_ascii=False, indent=2))

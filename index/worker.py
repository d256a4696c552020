"""What a worker does for a build on another machine: it reads files and embeds texts as the build would itself.

It says first whether it can do the same: it must run the same code, on the same libraries, with the same embedding model.
Files come as bytes, are laid into a folder that is the worker's own, and are read as everywhere, in confined processes.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, requires, version
from inspect import getfile
from pathlib import Path
from typing import Any

from corpus import Found, load_many

from .embedder import DEFAULT_CHOICE, Embedder, Model, ModelChoice, Vectors, find_model, load_embedder, vectors_of
from .errors import StoreError, WrongModel, WrongWorker
from .parcels import packed, packed_documents, unpacked
from .reading import documents_of

_NAME = "aide-memoire"
_LOADING = threading.Lock()
_EMBEDDING = threading.Lock()  # the model takes all the cores that it is given


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides how files are read and texts are embedded: two sides with the same terms make the same index."""

    version: str
    code: str
    libraries: dict[str, str]
    model: str
    compiled: bool
    fingerprint: str


def terms_of(model: Model) -> bytes:
    """Return the terms of this process with a model, packed."""
    named = model.choice.model, model.choice.compiled, model.fingerprint
    return packed(asdict(Terms(_installed(_NAME), code_fingerprint(), libraries(), *named)))


@cache
def code_fingerprint() -> str:
    """Return the SHA-256 over the source of what reads and indexes: a version's number alone says too little of a checkout."""
    digest = hashlib.sha256()
    for root in _sources():
        for path in sorted(root.rglob("*.py")):
            digest.update(f"{path.relative_to(root.parent).as_posix()}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


@cache
def libraries() -> dict[str, str]:
    """Return the versions of Python and of the libraries that the program asks for; another may read a file otherwise."""
    try:
        asked = requires(_NAME) or []
    except PackageNotFoundError:
        asked = []
    names = [match[0] for line in asked if "extra ==" not in line and (match := re.match(r"[\w.-]+", line))]
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    # What stands behind a plus says for which processor it was made.
    return {"Python": python, **{name: _installed(name).partition("+")[0] for name in names}}


def _sources() -> tuple[Path, ...]:
    return Path(getfile(load_many)).parent, Path(__file__).parent


def _installed(name: str) -> str:
    """Return the version of what is installed under a name, "" when nothing is: a checkout may run where it lies."""
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def greeted(terms: bytes, name: str) -> int:
    """Return the dimension of the vectors that the worker called `name` makes.

    Raises WrongWorker or WrongModel, naming the worker, where it cannot make what the builder would.
    """
    return _embedder(terms, name).dimension


def read(terms: bytes, files: bytes, contents: Sequence[bytes], name: str, folder: str | None) -> bytes:
    """Return what becomes of some files, packed; each is told by its bytes and by `told` of it, and read in `folder`.

    Raises as `greeted`, and WrongWorker for a file that did not arrive whole.
    """
    embedder = _embedder(terms, name)
    with tempfile.TemporaryDirectory(prefix="aide-memoire-", dir=folder) as place:
        given = [
            (_laid(fields, content, Path(place) / str(number), name), fields)
            for number, (fields, content) in enumerate(zip(unpacked(files), contents, strict=True))
        ]
        outcomes = load_many([found for found, _ in given], workers=1)
        return packed_documents(
            [
                documents_of(outcome, fields["sha256"], found.overrides, lambda: embedder)
                for outcome, (found, fields) in zip(outcomes, given, strict=True)
            ]
        )


def embedded(terms: bytes, texts: bytes, name: str) -> Vectors:
    """Return the vectors of some texts, float32 of shape (texts, dimension). Raises as `greeted`."""
    embedder = _embedder(terms, name)
    with _EMBEDDING:
        return vectors_of(unpacked(texts), embedder)


def told(found: Found, sha256: str, content: bytes) -> dict[str, Any]:
    """Return what a worker is told of a file beside its bytes; `sha256` is the hash under which the file was found."""
    return {
        "source": found.source,
        "name": os.fsencode(found.path.name).hex(),
        "mtime_ns": found.mtime_ns,
        "overrides": found.overrides,
        "sha256": sha256,
        "sent": hashlib.sha256(content).hexdigest(),
    }


def _laid(fields: Mapping[str, Any], content: bytes, folder: Path, name: str) -> Found:
    """Write a file into a folder of its own, under its own name, from which readers take what kind it is."""
    if hashlib.sha256(content).hexdigest() != fields["sent"]:
        raise WrongWorker(f"The worker {name} was sent {fields['source']} and got other bytes: run the command again.")
    folder.mkdir()
    path = folder / Path(os.fsdecode(bytes.fromhex(fields["name"]))).name
    path.write_bytes(content)
    return Found(fields["source"], path, len(content), fields["mtime_ns"], fields["overrides"])


def _embedder(terms: bytes, name: str) -> Embedder:
    with _LOADING:
        try:
            return _loaded(terms)
        except StoreError as error:
            raise type(error)(f"The worker {name} cannot help: {error}") from None


@lru_cache(maxsize=1)
def _loaded(terms: bytes) -> Embedder:
    wanted = Terms(**unpacked(terms))
    mine = _installed(_NAME)
    if (mine, code_fingerprint()) != (wanted.version, wanted.code):
        versions = f"{mine or 'a checkout'} against this machine's {wanted.version or 'a checkout'}"
        raise WrongWorker(f"it runs other code ({versions}): install the same version of {_NAME} on both.")
    for name, there in wanted.libraries.items():
        if (here := libraries().get(name, "")) != there:
            raise WrongWorker(
                f"it has {name} {here or 'not at all'}, this machine {there or 'not at all'}: install the same versions on both."
            )
    model = find_model(_choice(wanted))
    if model.fingerprint != wanted.fingerprint:
        raise WrongModel(
            f"its embedding model {model.name} is another than this machine's (SHA-256 {model.fingerprint[:12]}… against "
            f"{wanted.fingerprint[:12]}…): give both the same model."
        )
    return load_embedder(model)


def _choice(terms: Terms) -> ModelChoice:
    """Return the builder's model; on which device it runs and where copies are kept, the worker's environment says."""
    return ModelChoice(
        model=terms.model,
        device=os.environ.get("AIDE_MEMOIRE_DEVICE", DEFAULT_CHOICE.device),
        cache=Path(os.environ.get("AIDE_MEMOIRE_CACHE") or DEFAULT_CHOICE.cache).expanduser(),
        compiled=terms.compiled,
    )

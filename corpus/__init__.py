"""A folder of conference files becomes passages that can be found and cited."""

from .chunking import chunk
from .discovery import Found, discover
from .documents import BlockKind, Document, Location, Passage, Skipped
from .errors import CorpusError
from .sandbox import load_many
from .sentences import sentence_spans

__all__ = [
    "BlockKind",
    "CorpusError",
    "Document",
    "Found",
    "Location",
    "Passage",
    "Skipped",
    "chunk",
    "discover",
    "load_many",
    "sentence_spans",
]

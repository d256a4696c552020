"""Passages become an index that finds them again, by meaning and by words."""

from .build import BuildReport, Progress, build_index
from .check import check_index
from .embedder import ModelChoice
from .errors import StoreError
from .hits import Hit, Term
from .published import Published
from .search import Index
from .vectors import VectorServer

__all__ = [
    "BuildReport",
    "Hit",
    "Index",
    "ModelChoice",
    "Progress",
    "Published",
    "StoreError",
    "Term",
    "VectorServer",
    "build_index",
    "check_index",
]

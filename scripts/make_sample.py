"""Makes the binary files of the sample conference from the plain-text sources in `scripts/sample_sources`.

Run it from the root of the repository after a source has changed: `python scripts/make_sample.py`. The same sources
give the same bytes with the same versions of python-docx and reportlab.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from sample_docx import write_docx
from sample_pdf import write_pdf
from sample_source import Source, load

_ROOT = Path(__file__).resolve().parent.parent
_SOURCES = _ROOT / "scripts" / "sample_sources"
_MATERIALS = _ROOT / "corpus" / "sample" / "materials"
_FILES: Mapping[str, tuple[str, Callable[[Source, Path], None]]] = {
    "programme.md": ("programme.docx", write_docx),
    "keynote.md": ("day-1/keynote.pdf", write_pdf),
    "statement-ru.md": ("day-2/statement-ru.docx", write_docx),
    "recommendations.md": ("outcomes/recommendations.pdf", write_pdf),
}


def make_sample(folder: Path) -> None:
    """Write every binary file of the sample under `folder`, over what stands there."""
    for source, (target, write) in _FILES.items():
        path = folder / target
        path.parent.mkdir(parents=True, exist_ok=True)
        write(load(_SOURCES / source), path)


if __name__ == "__main__":
    make_sample(_MATERIALS)

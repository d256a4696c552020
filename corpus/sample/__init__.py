"""The sample conference shipped with the package: invented, but written as real materials are.

The event, its cities, countries, people, institutions and figures are fictional. Four of the files are made from
plain-text sources by `scripts/make_sample.py`; the others are the originals.
"""

from __future__ import annotations

from pathlib import Path

MATERIALS: Path = Path(__file__).parent / "materials"
"""The folder of the sample's files, as given to `aide-memoire index`."""

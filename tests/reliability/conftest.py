"""What the suites of reliability share: the process that others are forked from, and materials in two versions."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reliability.forked import Forge
from tests.reliability.versions import Rival


@pytest.fixture(scope="session")
def forge() -> Iterator[Forge]:
    """The process that builds and readings are forked from."""
    with Forge() as running:
        yield running


@pytest.fixture(scope="module", params=[None, 30], ids=["one segment", "many segments"])
def rival(request: pytest.FixtureRequest, forge: Forge, tmp_path_factory: pytest.TempPathFactory) -> Rival:
    """Materials in two versions with a store of their own, whose generations have one segment or several."""
    folder = tmp_path_factory.mktemp("rival")
    made = Rival(forge, folder / "materials", folder / "store", request.param)
    made.prepare()
    return made

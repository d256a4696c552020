"""What tests of several machines share."""

from __future__ import annotations

import os
import shutil

import pytest


@pytest.fixture(scope="module")
def nginx() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if not found and os.environ.get("CI"):
        pytest.fail("no nginx found: install the package nginx-light")
    if not found:
        pytest.skip("no nginx found: install the package nginx-light")
    return found

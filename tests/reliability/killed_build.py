"""A build that kills itself at one of the steps that make it durable, run as a process of its own by test_kill.py.

Arguments: the folder of materials, the store, and the number of the step before which the process dies; a number above the
last step's lets it finish. It prints how many steps it took.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from assistant import Settings
from index import build_index

DURABLE = ("fsync", "rename", "replace")


def main(materials: str, store: str, last: int) -> None:
    """Build, and die before the step of that number, counted from 0."""
    steps = 0

    def counted(step: Callable[..., Any]) -> Callable[..., Any]:
        def run(*given: Any, **named: Any) -> Any:  # noqa: ANN401 - stands for functions of several kinds
            nonlocal steps
            if steps == last:
                os.kill(os.getpid(), signal.SIGKILL)
            steps += 1
            return step(*given, **named)

        return run

    for name in DURABLE:
        setattr(os, name, counted(getattr(os, name)))
    build_index([Path(materials)], Path(store), choice=Settings().embedding)
    sys.stdout.write(f"{steps}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))

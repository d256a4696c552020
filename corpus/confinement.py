"""What a reading process gives up before it sees a file: memory without end, the network, other programs.

What a platform lacks is left out. Linux has it all; macOS does not hold a process to its memory; Windows has none of the
ceilings of the kernel, and keeps the ban on the network and on programs, which Python's audit hooks give everywhere, and
the ceilings on time and output, which the waiting program keeps.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from typing import Any

from .limits import Limits

if sys.platform != "win32":
    import resource

_PROGRAM = "tesseract"
_FORBIDDEN = frozenset({"os.fork", "os.forkpty", "os.system", "os.startfile", "os.posix_spawn", "os.spawn", "os.exec"})
_NETWORK = ("socket.", "ftplib.", "http.", "imaplib.", "poplib.", "smtplib.", "urllib.")
_NEW_NETWORK, _NEW_USER = 0x40000000, 0x10000000  # CLONE_NEWNET and CLONE_NEWUSER of unshare(2)


def confine(limits: Limits, *, on_program: Callable[[], None]) -> None:
    """Put this process under the limits, for good; `on_program` is called each time it starts Tesseract."""
    for name, ceiling in (
        ("RLIMIT_DATA", limits.memory_bytes),
        ("RLIMIT_FSIZE", limits.file_bytes),
        ("RLIMIT_NOFILE", limits.open_files),
        ("RLIMIT_CORE", 0),
    ):
        _cap(name, ceiling)
    if sys.platform == "linux":
        _leave_network()
    sys.addaudithook(_guard(on_program))


def allow_cpu(seconds: int) -> None:
    """Let this process, and each program it starts, compute for so many seconds from now; SIGXCPU ends it then."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _cap(name: str, ceiling: int) -> None:
    if sys.platform == "win32":
        return
    try:
        resource.setrlimit(getattr(resource, name), (ceiling, ceiling))
    except (AttributeError, OSError, ValueError):
        return  # this system has no such ceiling, or a lower one already


def _leave_network() -> None:
    """Move to a network without any interface, where the system allows it: native code cannot get round that.

    Root may do so at once; others in a user namespace, which leaves them what they may read. Root in one would lose that.
    """
    import ctypes

    try:
        unshare = ctypes.CDLL(None).unshare
    except (AttributeError, OSError):
        return
    if unshare(_NEW_NETWORK) != 0 and os.geteuid() != 0:
        unshare(_NEW_USER | _NEW_NETWORK)


def _guard(on_program: Callable[[], None]) -> Callable[[str, tuple[Any, ...]], None]:
    allowed = {_PROGRAM, shutil.which(_PROGRAM)}

    def guard(event: str, details: tuple[Any, ...]) -> None:
        if event == "subprocess.Popen" and os.fsdecode(details[0]) in allowed:
            on_program()
        elif event == "subprocess.Popen" or event in _FORBIDDEN or event.startswith(_NETWORK):
            raise PermissionError(f"A reader may not do this: {event}")

    return guard

"""What kind of line a line of running text is: a list item, a photo credit, a labelled value.

Shared by the readers of formats that mark none of this themselves. Every rule is cautious: a sentence taken for a
heading or a caption can no longer be quoted.
"""

from __future__ import annotations

import re

SHORT_LINE = 100
LONG_LINE = 130

GLYPHS = "•‣▪■●○◦∙➢➤✓\uf0b7\uf0a7\uf0d8"
# A label that stands apart from what it labels: "97.12." "14:00" "(a)" or a bullet.
LABEL_ALONE = re.compile(r"[\divxlc().:\u2013-]{1,13}|\w[.)]|\(\w\)|\W", re.IGNORECASE)

_BULLET = re.compile(r"^(?:[-–*+•·▪●◦‣∙]|\uf0b7)\s+(?=\S)")
_NUMBERED = re.compile(r"^(?:\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}\.?|\(?[a-zа-я]\)|\([ivx]{1,4}\))\s+(?=\S)")
_CREDIT = re.compile(
    r"^(?:photo(?:graph)?s?|image|picture|credit|caption|фото(?:графия)?|изображение|снимок|(?:фото)?сурет)"
    r"(?:\s+(?:credits?|by|source))?\s*[:©]\s*\S",
    re.IGNORECASE,
)
_LABELLED = re.compile(r"^(?P<label>[^\W\d_](?:[^\n:：.!?;]|\.(?=\s\S)){0,48})[:：]\s+(?P<value>\S.*)$", re.DOTALL)
_ENDED = re.compile(r"[.!?…:;。！？][\"'”’»“)\]]*$")


def without_bullet(line: str) -> str:
    """Return the line without its bullet, if it has one."""
    return _BULLET.sub("", line)


def is_list_item(line: str) -> bool:
    """Say whether the line begins with a bullet, a number or a letter in brackets."""
    return bool(_BULLET.match(line) or _NUMBERED.match(line))


def is_numbered(line: str) -> bool:
    """Say whether the line begins with a number or a letter in brackets."""
    return bool(_NUMBERED.match(line))


def is_credit(line: str) -> bool:
    """Say whether the line names the source of a photograph, as in "Photo: …"."""
    return len(line) <= 2 * SHORT_LINE and bool(_CREDIT.match(line))


def is_ended(line: str) -> bool:
    """Say whether the line ends as a sentence or a clause of its own does."""
    return bool(_ENDED.search(line))


def is_short(line: str) -> bool:
    """Say whether the line is short and ends like a title, without a final mark."""
    return len(line) <= SHORT_LINE and not is_ended(line) and not line.endswith((",", "-", "–", "—"))


def labelled(line: str) -> tuple[str, str] | None:
    """Return label and value of a line such as "Session: Opening", or None."""
    match = _LABELLED.match(line) if ":" in line or "：" in line else None
    if match is None or len(match["label"].split()) > 6:
        return None
    return match["label"].strip(), match["value"].strip()

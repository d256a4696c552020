"""A page of a source as it is shown: its picture, the lines of the quote marked on it, and the way to its neighbours."""

from __future__ import annotations

from ..rendering import html
from ..viewing import PagePicture
from .scans import place_of
from .wording import ENGLISH, Words

_BACK, _ON = "M12 4L6 10l6 6", "M8 4l6 6-6 6"
_LESS, _MORE = "M4 10h12", "M4 10h12M10 4v12"


def sheet(picture: PagePicture, address: str, words: Words = ENGLISH) -> str:
    """Return a page as HTML; its picture comes from `address`, relative to the page that shows it.

    Over that of a scanned page the script lays what recognition reads on it.
    """
    place = words("page_of", number=picture.number, pages=picture.pages)
    marked, unmarked = words("page_marked", place=place), words("page_unmarked", place=place)
    later = (
        f' data-marked="{html(marked)}"' if picture.scanned else ""
    )  # what the picture is called once words are read
    called = f'alt="{html(marked if picture.marks else unmarked)}"{later}'
    size = f'width="{picture.width}" height="{picture.height}"'
    image = f'<img src="{html(address)}" {called} {size} draggable="false">'
    lines = "".join(f'<span class="line" style="{place_of(mark)}"></span>' for mark in picture.marks)
    paper = f'<div class="paper{" scanned" if picture.scanned else ""}">{image}<div class="lines">{lines}</div></div>'
    # Its keys scroll the view, which therefore takes the focus.
    return f'<div class="view" tabindex="0" role="group" aria-label="{html(place)}">{paper}</div>{_bar(picture, place, words)}'


def _bar(picture: PagePicture, place: str, words: Words) -> str:
    before, after = picture.number - 1, picture.number + 1
    turning = _turn("back", words("previous_page"), _BACK, before, there=before >= 1)
    turning += f'<span aria-live="polite">{html(place)}</span>'
    turning += _turn("on", words("next_page"), _ON, after, there=after <= picture.pages)
    zooming = _button("less", words("smaller"), _LESS) + _button("more", words("larger"), _MORE)
    return f'<div class="bar" role="toolbar" aria-label="{html(words("pages"))}">{turning}{zooming}</div>'


def _turn(name: str, label: str, path: str, number: int, *, there: bool) -> str:
    return _button(name, label, path, f' data-number="{number}"' if there else " disabled")


def _button(name: str, label: str, path: str, more: str = "") -> str:
    drawing = f'<svg viewBox="0 0 20 20" aria-hidden="true"><path d="{path}"/></svg>'
    return f'<button type="button" class="{name}" aria-label="{html(label)}" title="{html(label)}"{more}>{drawing}</button>'

r"""Rich Text Format (.rtf): headings, paragraphs, lists with their numbers, tables with their headers, notes, comments.

The file is read token by token (specification 1.9.1), because no library keeps this: striprtf gives plain text, rtfparse and
RTFDE unwrap the HTML in messages. Groups are kept on a list and not by recursion, so that no depth of them ends the program.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from ..documents import Anchor, Block, BlockKind, Location, Reading
from ..errors import Reason, Unreadable
from .numbering import written
from .ooxml import tidy
from .rtf_text import SIGNS, Fonts, Text, Token, code_page, tokens
from .tables import are_headers, row_text
from .wordml import Style, heading_level

_BODY, _SKIPPED, _STYLES, _FONTS, _LABEL, _NOTE, _COMMENT = "body skipped styles fonts label note comment".split()
_INFO = frozenset("title author creatim revtim".split())
_DESTINATIONS = {
    "fonttbl": _FONTS, "stylesheet": _STYLES, "listtext": _LABEL, "pntext": _LABEL, "footnote": _NOTE, "annotation": _COMMENT,
    **dict.fromkeys(_INFO, "info"),
    **dict.fromkeys(
        (
            "colortbl pict objdata header headerl headerr headerf footer footerl footerr footerf ftnsep ftnsepc ftncn aftnsep "
            "aftnsepc aftncn fldinst nonshppict shprslt bkmkstart bkmkend xe tc rxe txe sp info atnid atnauthor atnref atndate "
            "atrfstart atrfend filetbl revtbl listtable listoverridetable generator themedata datastore upr do dptxbxtext"
        ).split(),
        _SKIPPED,
    ),
}  # fmt: skip
_OPTIONAL = frozenset(
    "shpinst shptxt footnote annotation ud cs".split()
)  # read in spite of the mark that one may skip them
_DATE = ("yr", "mo", "dy")
_LONGEST_HEADING = 250


@dataclass(frozen=True, slots=True)
class _State:
    """What holds in a group, and for those inside it."""

    place: str = _BODY
    outer: str = _BODY
    name: str = ""
    font: int = 0
    uc: int = 1
    hidden: bool = False
    deleted: bool = False
    bold: bool = False
    style: int = 0
    outline: int | None = None
    in_table: bool = False


@dataclass(slots=True)
class _Row:
    cells: list[str] = field(default_factory=list)
    bold: bool = True
    marked: bool = False


def read(path: Path) -> Reading:
    """Read an RTF file: blocks in document order, each note and comment after the paragraph or row that it belongs to.

    Raises Unreadable for a file without text.
    """
    walk = _Walk()
    for token in tokens(path.read_bytes()):
        walk.take(token)
    blocks = walk.end()
    if not blocks:
        raise Unreadable(Reason.NO_TEXT, "The file holds no text; if it shows pictures, save it as PDF with text.")
    return Reading(tuple(blocks), walk.properties())


class _Walk:
    """One pass over the tokens of a file."""

    def __init__(self) -> None:
        self._state = _State()
        self._stack: list[_State] = []
        self._fonts = Fonts()
        self._styles: dict[int, Style] = {}
        self._texts: dict[str, Text] = {}
        self._info: dict[str, str] = {}
        self._blocks: list[Block] = []
        self._beside: list[Block] = []
        self._rows: list[_Row] = []
        self._row = _Row()
        self._label: str | None = None
        self._optional = False
        self._skip = 0
        self._notes = {False: 0, True: 0}
        self._at_end = False  # whether the note that is open is an endnote

    def take(self, token: Token) -> None:
        """Go on by one token."""
        if token.word == "{":
            self._stack.append(self._state)
            self._skip = 0
        elif token.word == "}":
            self._close()
        elif token.word == "*":
            self._optional = True
            return
        elif token.word:
            self._control(token.word, token.number)
        else:
            self._text(token.data)
        self._optional = False

    def _control(self, word: str, number: int | None) -> None:
        if self._optional and word not in _OPTIONAL and _DESTINATIONS.get(word) not in (_LABEL, _NOTE, _COMMENT):
            self._set(place=_SKIPPED)
        elif word in _DESTINATIONS:
            self._enter(word)
        elif word == "ud":
            self._set(place=self._state.outer)
        elif self._skip and word in SIGNS:
            self._skip -= 1
        elif word == "u" and number is not None:
            self._write(chr(number % 65_536))
            self._skip = self._state.uc
        elif word in SIGNS:
            self._write(SIGNS[word])
        elif self._state.place in (_FONTS, _STYLES, "info"):
            self._define(word, number)
        elif not self._format(word, number) and self._state.place != _SKIPPED:
            self._structure(word)

    def _set(self, **changes: object) -> None:
        self._state = replace(self._state, **changes)  # type: ignore[arg-type]  # the names and types are those of the fields

    def _enter(self, word: str) -> None:
        place = _DESTINATIONS[word]
        state = self._state
        if state.place == _SKIPPED and place != "info":
            return
        self._set(place=place, outer=state.place, name=word)
        if place in (_NOTE, _COMMENT):
            self._set(in_table=False)
            self._at_end = False

    def _format(self, word: str, number: int | None) -> bool:
        """Take what changes how text looks, and say whether it was that."""
        on = number != 0
        match word:
            case "v":
                self._set(hidden=on)
            case "deleted":
                self._set(deleted=on)
            case "b":
                self._set(bold=on)
            case "f":
                self._set(font=number or 0)
            case "uc":
                self._set(uc=min(max(number or 0, 0), 100))
            case "plain":
                self._set(hidden=False, deleted=False, bold=False)
            case "pard":
                self._set(style=0, outline=None, in_table=False)
            case "s":
                self._set(style=number or 0)
            case "outlinelevel":
                self._set(outline=number)
            case "intbl":
                self._set(in_table=True)
            case "ansicpg":
                self._fonts.default = code_page(number or 0)
            case _:
                return False
        return True

    def _structure(self, word: str) -> None:
        if word in ("par", "sect", "page"):
            self._end_paragraph()
        elif word == "cell":
            self._row.cells.append(tidy(self._take(self._state.place)))
        elif word == "row":
            self._end_row()
        elif word == "trowd":
            self._row = self._row if self._row.cells else _Row()
        elif word == "trhdr":
            self._row.marked = True
        elif word == "ftnalt":
            self._at_end = True

    def _define(self, word: str, number: int | None) -> None:
        """Take what the tables at the top say of fonts, styles and the file."""
        if word == "f" and self._state.place == _FONTS:
            self._set(font=number or 0)
        elif word in ("fcharset", "cpg"):
            page = number if word == "cpg" else None
            self._fonts.define(self._state.font, charset=number if page is None else None, page=page)
        elif word == "s" and self._state.place == _STYLES:
            self._set(style=number or 0)
        elif word == "outlinelevel":
            self._set(outline=number)
        elif word in _DATE and number is not None:
            self._info[f"{self._state.name} {word}"] = f"{abs(number):02}"

    def _text(self, data: bytes) -> None:
        if self._skip:
            taken = min(self._skip, len(data))
            self._skip -= taken
            data = data[taken:]
        state = self._state
        if data and state.place != _SKIPPED and not (state.hidden or state.deleted):
            self._texts.setdefault(state.place, Text()).add(data, self._fonts.page(state.font))
            self._row.bold &= state.bold or state.place != _BODY or not data.strip()

    def _write(self, text: str) -> None:
        state = self._state
        if state.place != _SKIPPED and not (state.hidden or state.deleted):
            self._texts.setdefault(state.place, Text()).write(text)

    def _take(self, place: str) -> str:
        return self._texts[place].take() if place in self._texts else ""

    def _close(self) -> None:
        state, self._skip = self._state, 0
        if not self._stack:
            return
        self._state = self._stack.pop()
        if state.place == _STYLES:
            name = self._take(_STYLES).strip().rstrip(";")
            if name:
                self._styles[state.style] = Style(name=name, outline=state.outline)
        elif state.place != self._state.place:
            self._leave(state)

    def _leave(self, state: _State) -> None:
        """End a destination: a note, a comment, a label or a property."""
        if state.place not in (_NOTE, _COMMENT, _LABEL, "info"):
            return
        text = tidy(self._take(state.place))
        if state.place == "info":
            self._info.setdefault(state.name, text)
        elif state.place == _LABEL:
            self._label = text if any(map(str.isalnum, text)) else ""
        elif text and state.place == _COMMENT:
            self._beside.append(Block(BlockKind.PARAGRAPH, text, (Anchor(0, Location(part="comment")),)))
        elif text:
            self._notes[self._at_end] += 1
            number = written(self._notes[self._at_end], "lowerRoman" if self._at_end else "decimal")
            self._beside.append(Block(BlockKind.FOOTNOTE, f"{number} {text}"))

    def _end_paragraph(self) -> None:
        state = self._state
        if state.place in (_NOTE, _COMMENT, _LABEL) or (state.place == _BODY and state.in_table):
            self._write(" ")
        elif state.place == _BODY:
            self._end_table()
            text, label = tidy(self._take(_BODY)), self._label
            self._label = None
            if text:
                self._blocks.append(self._block(text, label))
            self._put_beside()

    def _block(self, text: str, label: str | None) -> Block:
        if label and not text.startswith(label):
            text = f"{label} {text}"
        style = self._styles.get(self._state.style, Style())
        outline = self._state.outline if self._state.outline is not None else style.outline
        level = heading_level(None, replace(style, outline=outline))
        if level and len(text) <= _LONGEST_HEADING:
            return Block(BlockKind.HEADING, text, level=level)
        return Block(BlockKind.PARAGRAPH if label is None else BlockKind.LIST_ITEM, text)

    def _put_beside(self) -> None:
        self._blocks += self._beside
        self._beside.clear()

    def _end_row(self) -> None:
        self._row.cells += [text] if (text := tidy(self._take(_BODY))) else []
        if any(self._row.cells):
            self._rows.append(self._row)
        self._row, self._label = _Row(), None

    def _end_table(self) -> None:
        """Put the rows of a table, each value with the header of its column; a table of one row or column is layout."""
        rows, self._rows = self._rows, []
        if not rows:
            return
        width = max(len(row.cells) for row in rows)
        texts = [[*row.cells, *[""] * (width - len(row.cells))] for row in rows]
        if len(rows) < 2 or width < 2:
            self._blocks += [Block(BlockKind.PARAGRAPH, text) for row in texts for text in row if text]
        else:
            marked = rows[0].marked or (rows[0].bold and not all(row.bold for row in rows))
            headed = are_headers(texts, marked=marked)
            lines = [row_text(texts[0] if headed else (), row) for row in texts[headed:]]
            self._blocks += [Block(BlockKind.TABLE_ROW, line) for line in lines if line]
        self._put_beside()

    def end(self) -> list[Block]:
        """Return the blocks, with what a file that breaks off has begun."""
        self._state = replace(self._state, place=_BODY, in_table=False)
        if self._row.cells:
            self._end_row()
        self._end_paragraph()
        return self._blocks

    def properties(self) -> dict[str, str]:
        """Return title, author and date as the file states them."""
        date = "-".join(self._info.get(f"creatim {part}", "") for part in _DATE)
        found = {"title": self._info.get("title", ""), "author": self._info.get("author", "")}
        return {name: text for name, text in {**found, "date": date if len(date) == 10 else ""}.items() if text}

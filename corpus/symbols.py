"""A document's symbol (A/HRC/14/10, CCPR/C/KAZ/CO/2, PC.DEC/1234) and its version ("Rev.2", "draft", "жоба").

Symbols are built as the United Nations build them (ST/LIB/SER.B/5/Rev.5): the body first, then parts between slashes. The
OSCE and the Council of Europe write theirs alike.
"""

from __future__ import annotations

import re

_BODIES = (
    "A|E|S|T|AG|APLC|BWC|CAT|CCPR|CCW|CD|CED|CEDAW|CERD|CESCR|CMW|COP|CRC|CRPD|DP|ECE|ECOSOC|ESCAP|FCCC|HRC|HRI|HSP|ICCD|"
    "INF|LOS|NPT|PBC|SPT|ST|STL|TD|TRANS|UNEP|UNFPA|UNODC|UNW|WFP|WHA|WHO"
)
_SYMBOL = re.compile(
    rf"(?<![\w/.])(?:(?:{_BODIES})(?:/[A-Z0-9][\w.()-]*)+|(?:CIO|HDIM|MC|ODIHR|PC|FSC|SEC|RC|SUM|EF)\.[A-Z]+(?:\.[A-Z]+)*(?:/\d+)+"
    r"|CM/(?:Rec|Res|Del|Inf)[A-Z]*\(\d{4}\)\d+|CommDH\(\d{4}\)\d+|CDL-[A-Z]+\(\d{4}\)\d+|COM\(\d{4}\)\s?\d+)"
)
# The same in a file's name, where no slash can stand: A_HRC_14_10, a-hrc-wg.6-7-l.3.
_IN_NAME = re.compile(
    r"^(?P<body>(?:A|E|S)(?=[_-](?:HRC|RES|CONF|CN|C|WG|INF|PV)[_.-])|(?:CCPR|CAT|CEDAW|CERD|CRC|CRPD|CMW|CED)(?=[_-]C[_-])"
    r"|(?:HRI|ST)(?=[_-][A-Z]{3}[_-]))[_-](?P<rest>[A-Z]+(?:\.\d+)?(?:[_-](?:[A-Z]{1,4}\.?)?\d*(?:\.\d+)?(?![a-z]{2}))+)",
    re.IGNORECASE,
)
_REVISION = re.compile(r"/((?:Rev|Corr)\.?\s?\d+)\b", re.IGNORECASE)
_DRAFT_OF = "резолюци|решени|деклараци|доклад|программ|повестк|заявлени|отч[её]т|протокол|закон"
_VERSION_LINE = re.compile(
    r"^[\[(]?(?P<version>(?:(?:first|second|third|final|revised|working|zero|advance)\s)?draft(?:\s(?:no\.?\s?)?\d+(?:\.\d+)*)?"
    r"|advance (?:unedited |edited |unofficial )?(?:version|copy|text)|as (?:adopted|delivered|amended|prepared for delivery)"
    r"(?: on [^)\]]{4,40})?|check against delivery|(?:final|revised|provisional|unofficial|edited) (?:version|text|translation)"
    r"|(?:version|revision|версия|редакция|нұсқа|v\.?|rev\.?)\s?\d+(?:\.\d+)*(?:\s?draft)?"
    r"|(?:проект|черновик|жоба|алдын ала нұсқа|окончательная редакция|предварительный вариант|соңғы нұсқа"
    r"|принято|принята|қабылданған))[\])]?\.?$",
    re.IGNORECASE,
)
_VERSION_INSIDE = re.compile(
    r"[\[(](?P<version>draft(?:\s[^)\]]{1,20})?|as adopted[^)\]]{0,40}|as delivered|final|rev\.?\s?\d+|проект|жоба|черновик)[\])]"
    rf"|^(?P<first>draft)\s(?!draft-)(?=\w+)|^(?P<russian>проект)\s(?=(?:{_DRAFT_OF}))|\s(?P<kazakh>жобасы)$",
    re.IGNORECASE,
)
_VERSION_NAME = re.compile(
    r"(?:^|[\s_.(-])(?P<version>rev\.?\s?\d+|v\.?\d+(?:\.\d+)*(?:[-_ ]?wd\d+)?|wd-?\d+|draft(?:[ _-]?\d+)?|final|as[ _-]adopted"
    r"|проект|черновик|жоба|соңғы)(?=$|[\s_.)-])",
    re.IGNORECASE,
)


def find_symbol(text: str) -> str:
    """Return the first document symbol in a text, "" where there is none; it has at least one figure."""
    found = (match.group().rstrip(".,;:") for match in _SYMBOL.finditer(text))
    return next((symbol for symbol in found if any(map(str.isdigit, symbol))), "")


def symbol_in_name(stem: str) -> str:
    """Return the symbol that a file's name begins with, its slashes put back, "" where there is none."""
    match = _IN_NAME.match(stem)
    if match is None or not any(map(str.isdigit, match.group())):
        return ""
    return "/".join([match["body"], *re.split("[_-]", match["rest"].strip("_-"))]).upper()


def version_of_symbol(symbol: str) -> str:
    """Return "Rev.2" of A/HRC/14/10/Rev.2, "" where a symbol names no revision."""
    match = _REVISION.search(symbol)
    return match[1] if match else ""


def find_version(line: str) -> str:
    """Return the version that a line or a title states ("Draft", "Rules (as adopted)", "Проект резолюции"), in its words."""
    match = _VERSION_LINE.match(line.strip()) or _VERSION_INSIDE.search(line.strip())
    return next(filter(None, match.groupdict().values())) if match else ""


def version_in_name(stem: str) -> str:
    """Return the version in a file's name: "draft" of "minutes_draft"; the last one where there are several."""
    found = [match["version"] for match in _VERSION_NAME.finditer(stem)]
    return " ".join(re.split("[_ ]+", found[-1])) if found else ""

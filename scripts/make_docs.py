"""Makes the reference pages and runs the examples in the documents: `make docs`, from the root of the repository.

`docs/commands.md` and `docs/settings.md` are made whole, from the command line and the settings themselves. In the other
documents the examples stay as written, and what they print is put in anew; see `examples.py`. A test makes all of them
again and compares.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from examples import refreshed, workspace

from assistant import Settings
from assistant.cli import app
from index import ModelChoice

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo
    from typer.core import TyperArgument, TyperGroup, TyperOption

ROOT = Path(__file__).resolve().parent.parent
EXECUTED = ("README.md", "docs/python.md", "docs/json.md", "docs/http.md")
GENERATED = "<!-- Made by `make docs`; edit the source instead. -->"


def commands_page() -> str:
    """Return the command reference, from the command line's own descriptions."""
    group: TyperGroup = typer.main.get_command(app)  # type: ignore[assignment] # several commands make a group
    return "\n".join(
        [
            "# Commands",
            "",
            GENERATED,
            "",
            str(group.help),
            "",
            "An expected fault is one sentence on the error stream and exit code 1; a command line or a setting that cannot be",
            "used ends with exit code 2, a command stopped with Ctrl-C with 130. `python -m assistant` is the same command.",
            *(
                line
                for name, command in group.commands.items()
                for line in _command(name, str(command.help), command.params)
            ),
            "",
        ]
    )


def _command(name: str, help_text: str, parameters: list[TyperArgument | TyperOption]) -> Iterator[str]:
    arguments = [p for p in parameters if p.param_type_name == "argument"]
    options = [p for p in parameters if p.param_type_name == "option"]
    usage = " ".join(["aide-memoire", name, *map(_placeholder, arguments), "[OPTIONS]"])
    yield from (
        "",
        f"## {name}",
        "",
        help_text,
        "",
        "```",
        usage,
        "```",
        "",
        "| | meaning | default |",
        "|---|---|---|",
    )
    for parameter in [*arguments, *options]:
        label = _placeholder(parameter) if parameter in arguments else _flag(parameter)
        default = "" if parameter.default in (None, False) else f"`{parameter.default}`"
        yield f"| `{label}` | {parameter.help} | {default} |"


def _placeholder(argument: TyperArgument | TyperOption) -> str:
    shown = str(argument.name).upper() + ("…" if argument.nargs == -1 else "")
    return shown if argument.required else f"[{shown}]"


def _flag(option: TyperArgument | TyperOption) -> str:
    name = option.opts[0]
    return name if getattr(option, "is_flag", False) else f"{name} {name.strip('-').upper()}"


def settings_page() -> str:
    """Return the table of settings, from the descriptions in the code."""
    rows = [_setting(name, field) for name, field in Settings.model_fields.items()]
    return "\n".join(
        [
            "# Settings",
            "",
            GENERATED,
            "",
            "A setting comes from the environment or from the file `aide-memoire.toml` in the working directory, where its name",
            "is written in small letters without the prefix. The environment goes before the file, an option on the command line",
            "before both. An unknown name in the file and a value that cannot be used are errors. In the environment a list is",
            'written as JSON: `AIDE_MEMOIRE_HOSTS=["chat.example.org"]`.',
            "",
            "| in the environment | in the file | default | meaning |",
            "|---|---|---|---|",
            *rows,
            "",
            "```toml",
            "# aide-memoire.toml",
            'store = "conference-index"',
            "port = 8000",
            "```",
            "",
        ]
    )


def _setting(name: str, field: FieldInfo) -> str:
    return f"| `{Settings.model_config.get('env_prefix', '')}{name.upper()}` | `{name}` | {_default(field)} | {field.description} |"


def _default(field: FieldInfo) -> str:
    if field.default == ModelChoice().cache:
        return "`~/.cache/aide-memoire`, or `$XDG_CACHE_HOME/aide-memoire`"
    if field.default in ("", (), None):
        return "(empty)"
    value = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    return f"`{value}`"


def pages(folder: Path) -> Mapping[str, str]:
    """Return every made document by its path; the examples run in `folder`, which must be empty."""
    workspace(folder)
    made = {"docs/commands.md": commands_page(), "docs/settings.md": settings_page()}
    read = {name: (ROOT / name).read_text(encoding="utf-8") for name in EXECUTED}
    return made | {name: refreshed(text, folder) for name, text in read.items()}


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        for page, words in pages(Path(scratch)).items():
            (ROOT / page).write_text(words, encoding="utf-8")

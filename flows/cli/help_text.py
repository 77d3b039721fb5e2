"""Help texts of the commands: paragraphs that flow at any width, and every exit code that a command uses."""

from __future__ import annotations

import inspect
import re
from typing import Any

import typer
from rich.markup import escape

from flows.run.exit_codes import exits_of


def document(group: typer.Typer, path: tuple[str, ...]) -> None:
    """Have the help of every command of a group flow, and name its exit codes where its own words do not.

    ``path`` are the words before a command's name, e.g. ``("db",)``.
    """
    for command in group.registered_commands:
        assert command.callback is not None
        words = command.help or inspect.getdoc(command.callback) or ""
        name = command.name or command.callback.__name__.rstrip("_").replace("_", "-")
        if "Exit code" not in words:
            words = f"{words}\n\n{exits_of(' '.join((*path, name)))}"
        command.help = escape(flowing(words))
    if isinstance(group.info.help, str):
        group.info.help = escape(flowing(group.info.help))


def without_markup(command: Any) -> Any:
    """The command, whose options' help says what it says: ``newsweir[parquet]`` is no style of the terminal's."""
    for inner in getattr(command, "commands", {}).values():
        without_markup(inner)
    for parameter in command.params:
        parameter.help = escape(parameter.help or "")
    return command


def flowing(text: str) -> str:
    """A text whose paragraphs are one line each: the terminal breaks them, not the source."""
    return "\n\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text.strip()))

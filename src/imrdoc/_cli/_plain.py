"""The command line without the extra `cli`: one command, by the standard library alone."""

from __future__ import annotations

import argparse
import sys

from imrdoc import __version__
from imrdoc._cli._parse import LIMITS, print_json
from imrdoc._errors import MissingDependencyError
from imrdoc._limits import Limits

__all__ = ["run"]

OTHERS = ("show", "export", "check")


def run(arguments: list[str]) -> int:
    """Run `imrdoc parse`, and say what the other commands need.

    Args:
        arguments: what stands behind the command's name.

    Returns:
        The exit code.
    """
    if arguments and arguments[0] in OTHERS:
        print(MissingDependencyError(f"imrdoc {arguments[0]}", "cli"), file=sys.stderr)
        return 2
    try:
        given = _parser().parse_args(arguments)
    except SystemExit as stop:  # --help, or wrong usage
        return int(stop.code or 0)
    limits = Limits(**{name: getattr(given, name) for name in LIMITS})
    return print_json(given.paths, spans=given.spans, lenient=given.lenient, lines=given.lines, limits=limits)


def _at_least_one(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{number} is not at least 1")
    return number


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="imrdoc",
        description="Read Independent Medical Review determination letters.",
        epilog=f"The commands {', '.join(OTHERS)} need an extra: pip install 'imrdoc[cli]'",
    )
    parser.add_argument("--version", action="version", version=f"imrdoc {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    parse = commands.add_parser(
        "parse", help="print letters as JSON", description="Print letters, PDF or text, as JSON."
    )
    parse.add_argument(
        "paths", nargs="+", metavar="PATH", help="a letter, a folder or a pattern; - reads standard input"
    )
    parse.add_argument("--spans", action="store_true", help="add the place of every value")
    parse.add_argument("--lenient", action="store_true", help="give letters with a broken structure, too")
    parse.add_argument("--lines", action="store_true", help="print one letter for each line")
    for name, meaning in LIMITS.items():
        option, default = f"--{name.replace('_', '-')}", getattr(Limits(), name)
        parse.add_argument(option, type=_at_least_one, default=default, metavar="N", help=meaning)
    return parser

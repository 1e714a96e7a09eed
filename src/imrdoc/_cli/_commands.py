"""The command line with the extra `cli`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

from imrdoc import __version__
from imrdoc._cli._files import read_letter
from imrdoc._cli._parse import LIMITS, print_json
from imrdoc._cli._search import letter_at, nothing_at
from imrdoc._errors import ImrdocError, MissingDependencyError
from imrdoc._limits import Limits
from imrdoc._model import Severity

__all__ = ["app", "run"]

Command = TypeVar("Command", bound=Callable[..., int])

FORMATS = ("jsonl", "csv", "parquet")
TABLES = ("issues", "citations")

file_type = click.Path(allow_dash=True, readable=False)  # one that may not be read costs no other
several_files = click.argument("files", metavar="FILE...", nargs=-1, required=True, type=file_type)
workers_option = click.option(
    "--workers",
    type=click.IntRange(min=1),
    metavar="N",
    help="Number of processes.  [default: one per processor, or one if there are few letters]",
)
lenient_option = click.option(
    "--lenient", is_flag=True, help="Give letters whose structure is broken, too, with what could be read."
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print no progress and no summary.")


def limits_options(command: Command) -> Command:
    """Give a command an option for each limit."""
    for name, meaning in reversed(LIMITS.items()):
        command = click.option(
            f"--{name.replace('_', '-')}",
            type=click.IntRange(min=1),
            default=getattr(Limits(), name),
            show_default=True,
            metavar="N",
            help=meaning,
        )(command)
    return command


def run(arguments: list[str]) -> int:
    """Run the command line.

    Args:
        arguments: what stands behind the command's name.

    Returns:
        The exit code.
    """
    try:
        code = app.main(arguments, prog_name="imrdoc", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        raise KeyboardInterrupt from None
    return int(code or 0)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Exit codes: 0 all letters are good, 1 some failed, 2 wrong usage or the output cannot be written,"
    " 130 stopped by Ctrl-C.",
)
@click.version_option(__version__, message="imrdoc %(version)s")
def app() -> None:
    """Read California Independent Medical Review determination letters, PDF or text.

    \b
    imrdoc show letter.pdf                    a letter to read in the terminal
    imrdoc parse letter.pdf                   the same as JSON
    imrdoc check letters/                     what is wrong with letters, and where
    imrdoc export letters/ -o issues.parquet  a table with a row for each disputed treatment

    Each command has a --help of its own.
    """


def letters_at(context: click.Context, parameter: click.Parameter, paths: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse paths that lead to no letter: they are typing errors."""
    for path in paths:
        reason = None if path == "-" else nothing_at(path)
        if reason:
            raise click.BadParameter(reason, context, parameter)
    return paths


several_paths = click.argument(
    "paths", metavar="PATH...", nargs=-1, required=True, type=file_type, callback=letters_at
)


@app.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=file_type)
@click.option("--spans", is_flag=True, help="Add the place of every value in the source text.")
@lenient_option
@click.option("--lines", is_flag=True, help="Print each letter on one line (JSON lines).")
@limits_options
def parse(paths: tuple[str, ...], spans: bool, lenient: bool, lines: bool, **limits: int) -> int:
    """Print letters as JSON.

    PATH is a letter, a folder or a pattern such as 'letters/**/*.pdf'; - reads standard input. Each letter
    is one JSON object, in the order of the paths. Errors go to standard error.

    \b
    Examples:
      imrdoc parse letter.pdf | jq '.issues[].decision'
      imrdoc parse --lines letters/ > letters.jsonl
    """
    return print_json(paths, spans=spans, lenient=lenient, lines=lines, limits=Limits(**limits))


@app.command()
@several_files
@limits_options
def show(files: tuple[str, ...], **limits: int) -> int:
    """Show letters as pages to read.

    FILE is a letter, PDF or text; - reads standard input. Issues are colored by their decision: red
    where the treatment stays denied, green where it is to be given. A broken letter is shown as far as
    it can be read, with what is wrong below.

    \b
    Examples:
      imrdoc show letter.pdf
      imrdoc show letter.pdf | less
    """
    from imrdoc._cli._console import make_console
    from imrdoc._cli._diagnosis import print_diagnosis
    from imrdoc._cli._show import page
    from imrdoc._report import report_as

    console, code = make_console(), 0
    for name in files:
        letter = read_letter(name, strict=False, limits=Limits(**limits))
        if isinstance(letter, ImrdocError):
            code = 1
            print_diagnosis(make_console(stderr=True), str(letter))
            continue
        console.print(page(letter))
        if letter.diagnostics:
            console.rule("Noticed while reading", style="yellow", align="left")
            print_diagnosis(console, report_as(letter, letter.source.path or "<stdin>") + "\n")
        if any(diagnostic.severity is Severity.ERROR for diagnostic in letter.diagnostics):
            code = 1
    return code


@app.command()
@several_paths
@workers_option
@limits_options
@quiet_option
def check(paths: tuple[str, ...], workers: int | None, quiet: bool, **limits: int) -> int:
    """Report what is wrong with letters, each with its line and a caret.

    PATH is a letter, a folder or a pattern such as 'letters/**/*.pdf'; - reads standard input. Folders
    are searched to the bottom for .pdf and .txt files.

    A letter fails if it cannot be read or its structure is broken. Warnings and notes do not fail it.

    \b
    Examples:
      imrdoc check letters/
      imrdoc check letters/ > problems.txt
    """
    from imrdoc._cli._check import check as check_letters

    return check_letters(paths, workers=workers, limits=Limits(**limits), quiet=quiet)


@app.command()
@several_paths
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(allow_dash=True, dir_okay=False),
    metavar="FILE",
    help="The table to write: .jsonl, .csv or .parquet; - is standard output.",
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(FORMATS),
    help="What to write.  [default: by the output's ending; jsonl on standard output]",
)
@click.option(
    "--table",
    type=click.Choice(TABLES),
    default="issues",
    show_default=True,
    help="A row for each disputed treatment, or for each citation of a guideline.",
)
@click.option(
    "--errors",
    type=click.Path(allow_dash=True, dir_okay=False),
    metavar="FILE",
    help="Where to list letters that failed; - prints them.  [default: beside the output, its name and"
    " .errors.jsonl]",
)
@lenient_option
@workers_option
@limits_options
@quiet_option
@click.pass_context
def export(
    context: click.Context,
    /,
    paths: tuple[str, ...],
    output: str,
    kind: str | None,
    table: str,
    errors: str | None,
    lenient: bool,
    workers: int | None,
    quiet: bool,
    **limits: int,
) -> int:
    """Write letters to one table.

    PATH is a letter, a folder or a pattern such as 'letters/**/*.pdf'; - reads standard input. Folders
    are searched to the bottom for .pdf and .txt files.

    The output appears as a whole at the end, in place of an older one. A run that is stopped or breaks
    leaves the older one as it was. A letter that fails costs no other: it is listed in the errors file.

    \b
    Examples:
      imrdoc export letters/ -o issues.parquet
      imrdoc export letters/ -o citations.csv --table citations
      imrdoc export 'letters/2017/**/*.pdf' -o - | jq .decision
    """
    from imrdoc._cli._export import Export

    target = None if output == "-" else Path(output)
    kind = kind or _kind(context, target)
    if target is None and kind == "parquet":
        raise click.UsageError("Parquet cannot go to standard output", context)
    listed = None if errors == "-" else Path(errors) if errors else _beside(target)
    for path in (target, listed):
        _refuse(context, path, paths)
    if target and listed and target.resolve() == listed.resolve():
        raise click.UsageError(f"{target} cannot hold both the table and the errors", context)
    try:
        run = Export(
            paths=paths,
            target=target,
            kind=kind,
            table=table,
            errors=listed,
            clears_errors=errors is None,
            workers=workers,
            lenient=lenient,
            limits=Limits(**limits),
            quiet=quiet,
        )
        return run.run()
    except MissingDependencyError as error:
        raise click.UsageError(str(error), context) from None


def _beside(target: Path | None) -> Path | None:
    """Where errors are listed if nothing else is said; None to print them, as for what is no file."""
    if target is None or (target.exists() and not target.is_file()):
        return None
    return target.with_name(target.name + ".errors.jsonl")


def _refuse(context: click.Context, path: Path | None, letters: tuple[str, ...]) -> None:
    """Refuse to write where there is no folder, or a letter that is to be read."""
    if path is None:
        return
    folder = path.absolute().parent
    if not folder.is_dir():
        raise click.UsageError(f"there is no folder {folder}", context)
    letter = letter_at([name for name in letters if name != "-"], path)
    if letter:
        raise click.UsageError(f"{letter} is a letter to read: write to another file", context)


def _kind(context: click.Context, target: Path | None) -> str:
    """The format that the ending of a file names."""
    if target is None:
        return FORMATS[0]
    kind = target.suffix.lower().removeprefix(".")
    if kind not in FORMATS:
        endings = ", ".join(f".{known}" for known in FORMATS)
        raise click.UsageError(f"{target} ends in none of {endings}; name a --format", context)
    return kind

"""The command line: `imrdoc` and `python -m imrdoc`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

from imrdoc._cli._text import lose_no_line

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what stands behind the command's name; None for those of this process.

    Returns:
        The exit code: 0 if all went well, 1 if some letters failed, 2 for wrong usage or where the output
        cannot be written, 130 for Ctrl-C.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    if sys.stdout is None:
        print("imrdoc: standard output is closed", file=sys.stderr)
        return 2
    try:
        code = _run(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        _close_output()  # nobody reads any more
        return 1
    except OSError as error:
        try:
            sys.stdout.flush()
        except OSError:
            _close_output()
        reason = (error.strerror or str(error)).lower()
        what = f"cannot write {error.filename}" if error.filename else "cannot write"
        print(f"imrdoc: {what}: {reason}", file=sys.stderr)
        return 2
    return code


def _close_output() -> None:
    """Say nothing more, not even when Python closes the stream."""
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # pathlib would only be imported for it
        os.dup2(nowhere.fileno(), sys.stdout.fileno())


def _run(arguments: list[str]) -> int:
    lose_no_line(sys.stdout)
    if find_spec("click") and find_spec("rich"):
        from imrdoc._cli._commands import run
    else:
        from imrdoc._cli._plain import run
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())

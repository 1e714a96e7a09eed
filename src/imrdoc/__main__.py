"""The command line: `imrdoc` and `python -m imrdoc`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.util import find_spec

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: what stands behind the command's name; None for those of this process.

    Returns:
        The exit code: 0 if all went well, 1 if some letters failed, 2 for wrong usage, 130 for Ctrl-C.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        code = _run(given)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Nobody reads any more. Nothing is left to say, not even when Python closes the stream.
        with open(os.devnull, "wb") as nowhere:  # noqa: PTH123  # pathlib would only be imported for it
            os.dup2(nowhere.fileno(), sys.stdout.fileno())
        return 1
    return code


def _run(arguments: list[str]) -> int:
    if find_spec("click") and find_spec("rich"):
        from imrdoc._cli._commands import run
    else:
        from imrdoc._cli._plain import run
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""One group, here and now: ``python -m tests.bench.one NAME REPEAT`` (0: as often as the group likes)."""

import os
import sys
from importlib import import_module


def main(name: str, repeat: int) -> None:
    """Print the figures of a group as they come; whatever else is printed goes to stderr."""
    lines = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    group = import_module(f"tests.bench.{name}")
    for figure in group.figures(repeat or group.REPEAT):
        print(figure.line(), file=lines, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))

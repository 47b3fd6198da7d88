"""``python -m fieldwork.measurement MEASURE < inputs.json``: one figure, recomputed."""

import json
import sys
import warnings
from typing import Any, NoReturn

from .reference import MEASURES, BadInput, compute

LONGEST_INPUT = 32 * 1024 * 1024


def _refuse_constant(name: str) -> NoReturn:
    raise BadInput(f"{name} is not a number JSON knows")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        last = {key: place for place, (key, _) in enumerate(pairs)}
        twice = next(key for place, (key, _) in enumerate(pairs) if last[key] != place)
        raise BadInput(f"the key {twice[:60]!r} comes twice")
    return found


def _inputs() -> Any:
    given = sys.stdin.buffer.read(LONGEST_INPUT + 1)
    if len(given) > LONGEST_INPUT:
        raise BadInput(f"the inputs are longer than {LONGEST_INPUT} bytes")
    return json.loads(given.decode(), parse_constant=_refuse_constant, object_pairs_hook=_once)


def main(arguments: list[str]) -> int:
    """Print the figure as JSON; 2 and one line on the error stream when it cannot be computed."""
    if len(arguments) != 1:
        print(
            f"usage: python -m fieldwork.measurement MEASURE < inputs.json ({len(MEASURES)} measures)", file=sys.stderr
        )
        return 2
    warnings.simplefilter("ignore")  # of numpy and scipy; what is no number is told below, in one line
    try:
        result = compute(arguments[0], _inputs())
    except BadInput as problem:
        print(problem, file=sys.stderr)
        return 2
    except (ValueError, RecursionError):
        print("the inputs are not readable JSON", file=sys.stderr)
        return 2
    print(json.dumps(result, allow_nan=False, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

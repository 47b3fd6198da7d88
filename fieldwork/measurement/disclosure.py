"""Which cells of a table of customers' answers must be hidden so that nobody can be singled out."""

import heapq
from collections.abc import Callable, Iterable, Mapping

from .settings import DEFAULTS

# The key of a row total (row, TOTAL), a column total (TOTAL, column) and the grand total.
TOTAL = "*"

Key = tuple[str, str]


def hidden_cells(counts: Mapping[Key, int], minimum: int = DEFAULTS.survey_cell) -> set[Key]:
    """Keys (row, column) to hide in a table that is printed with its totals; totals are keyed ``TOTAL``.

    ``counts`` holds answers per cell; what is not there is empty, and empty cells have nothing to hide. A cell
    below ``minimum`` is hidden. So that it cannot be found back by subtraction, further cells go with it:
    the smallest of a row or column while what is hidden there adds up to less than ``minimum``, and the
    cheapest set that leaves more than one solution for every small cell.
    """
    table = _with_totals(counts)
    small = {key for key, n in table.items() if n < minimum}
    hidden = set(small)
    while more := _thin_line(table, hidden, minimum) or _way_around(table, hidden, small):
        hidden |= more
    return hidden


def _with_totals(counts: Mapping[Key, int]) -> dict[Key, int]:
    table: dict[Key, int] = {}
    for (row, column), n in sorted(counts.items()):
        if n > 0:
            for key in ((row, column), (row, TOTAL), (TOTAL, column), (TOTAL, TOTAL)):
                table[key] = table.get(key, 0) + n
    return table


def _thin_line(table: Mapping[Key, int], hidden: set[Key], minimum: int) -> set[Key]:
    """One more cell for a line of which the hidden rest, its total minus what is shown, is too small."""
    for axis in (0, 1):
        for name in sorted({key[axis] for key in table}, key=lambda name: (name == TOTAL, name)):
            line = [key for key in table if key[axis] == name]
            total = next(key for key in line if key[1 - axis] == TOTAL)
            rest = sum(table[key] for key in line if key in hidden and key != total)
            if total not in hidden and 0 < rest < minimum:
                return {min((key for key in line if key not in hidden), key=_price(table, hidden, 1 - axis))}
    return set()


def _price(table: Mapping[Key, int], hidden: set[Key], across: int) -> Callable[[Key], tuple[bool, bool, int, Key]]:
    # The total of a line goes last. A cell that crosses a line with something hidden goes first, for there
    # it hides two things at once; then the smallest.
    crossed = {key[across] for key in hidden}
    return lambda key: (key[across] == TOTAL, key[across] not in crossed, table[key], key)


def _way_around(table: Mapping[Key, int], hidden: set[Key], small: Iterable[Key]) -> set[Key]:
    """What to hide besides so that one small cell can no longer be derived; empty when none can be.

    Rows and columns are the places of a map and hidden cells its roads. A cell can be worked out from the
    totals exactly when there is no other way around between its row and its column.
    """
    for cell in sorted(small):
        path = _cheapest_path(table, hidden, cell)
        if path:
            return path
    return set()


def _cheapest_path(table: Mapping[Key, int], hidden: set[Key], cell: Key) -> set[Key]:
    # Dijkstra from the row to the column; a road that is hidden already costs nothing.
    start, goal = (0, cell[0]), (1, cell[1])
    queue: list[tuple[int, tuple[int, str], tuple[Key, ...]]] = [(0, start, ())]
    done: set[tuple[int, str]] = set()
    while queue:
        cost, (axis, name), path = heapq.heappop(queue)
        if (axis, name) == goal:
            return set(path) - hidden
        if (axis, name) in done:
            continue
        done.add((axis, name))
        for key, n in table.items():
            if key[axis] == name and key != cell:
                price = 0 if key in hidden else n
                heapq.heappush(queue, (cost + price, (1 - axis, key[1 - axis]), (*path, key)))
    return set()

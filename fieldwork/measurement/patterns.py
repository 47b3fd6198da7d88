"""What makes a page group hard to use: who comes there, for what, and how that differs. Hypotheses, never causes."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .comparisons import Difference, fisher_exact, newcombe
from .crosstable import NOT_SAID, CrossTable, Session, cross_table, effort_of
from .disclosure import TOTAL
from .distributions import chi2_upper_tail
from .intervals import one_sided_p, wilson
from .multiplicity import adjusted
from .numbers import nine
from .results import Result, nothing
from .settings import DEFAULTS, Settings

# Under this expected count Fisher's exact test takes the place of chi-square.
MIN_EXPECTED = 5
OTHER = "other"
# Twelve shares printed in whole percents may be this far from adding up.
SHARES_OFF = 0.01


@dataclass(frozen=True, slots=True)
class Independence:
    """Whether rows and columns of a table go together; ``residuals`` has the shape of the table.

    Adjusted residuals are standard normal when they do not; ``None`` in an empty row or column.
    """

    chi2: float | None
    df: int | None
    p: float | None
    min_expected: float | None
    residuals: tuple[tuple[float | None, ...], ...]
    reason: str | None = None


def independence(table: Sequence[Sequence[float]]) -> Independence:
    """Chi-square test of a table of counts, without continuity correction, also for 2 by 2.

    Empty rows and columns are dropped first. Nothing counted: ``no_data``; one row or one column left:
    ``zero_variance``. Source: S. J. Haberman (1973), Biometrics 29, 205-220.
    """
    rows = [math.fsum(row) for row in table]
    columns = [math.fsum(column) for column in zip(*table, strict=True)]
    n = math.fsum(rows)
    kept = sum(row > 0 for row in rows), sum(column > 0 for column in columns)
    empty = tuple((None,) * len(columns) for _ in rows)
    if min(kept) < 2:
        return Independence(None, None, None, None, empty, "zero_variance" if n else "no_data")
    chi2, least = 0.0, math.inf
    residuals: list[list[float | None]] = [[None] * len(columns) for _ in rows]
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            if row > 0 and column > 0:
                expected = row * column / n
                off = table[i][j] - expected
                chi2 += off * off / expected
                least = min(least, expected)
                residuals[i][j] = off / math.sqrt(expected * (1 - row / n) * (1 - column / n))
    df = (kept[0] - 1) * (kept[1] - 1)
    return Independence(chi2, df, chi2_upper_tail(chi2, df), least, tuple(map(tuple, residuals)))


@dataclass(frozen=True, slots=True)
class Lift:
    """How much commoner an intent is among those who found it difficult than among the others.

    ``lift`` is a ratio of shares, ``None`` with a reason when none of the others has the intent (show the
    counts then); ``difference`` is the difference of the shares with its interval.
    """

    lift: float | None
    difference: Difference
    reason: str | None


def intent_lift(difficult_with: int, difficult: int, other_with: int, others: int) -> Lift:
    """Compare the share with an intent among ``difficult`` and ``others``, all counts of visitors.

    Under three visitors on a side: ``too_few``, none: ``no_data``. Raises ``ValueError`` when more have
    the intent than there are.
    """
    if not (0 <= difficult_with <= difficult and 0 <= other_with <= others):
        raise ValueError("visitors with the intent must be part of all visitors")
    difference = newcombe(difficult_with, difficult, other_with, others)
    if difference.diff is None:
        return Lift(None, difference, difference.reason)
    if other_with == 0:
        return Lift(None, difference, "too_few")
    return Lift((difficult_with / difficult) / (other_with / others), difference, None)


@dataclass(frozen=True, slots=True)
class Split:
    """A difference of two mean eases taken apart: how well things work, and who comes for what.

    ``performance`` and ``mix`` are in points of ease and add up to ``difference``; ``merged`` names the
    intents that were too small to stand alone.
    """

    group_mean: float | None
    reference_mean: float | None
    difference: float | None
    performance: float | None
    mix: float | None
    merged: tuple[str, ...] = ()
    reason: str | None = None


def kitagawa(
    group_shares: Sequence[float],
    group_ease: Sequence[float | None],
    reference_shares: Sequence[float],
    reference_ease: Sequence[float | None],
) -> Split:
    """Difference group minus reference as performance plus mix; the lists are in the same order of intents.

    Shares are 0 to 1 and add up to 1, give or take their printed rounding. An ease may be ``None`` where its
    share is 0: nobody to do better or worse, so that intent counts as mix alone. Raises ``ValueError``
    on lists that do not fit.

    Source: E. M. Kitagawa (1955), J. American Statistical Association 50, 1168-1194.
    """
    if not len(group_shares) == len(group_ease) == len(reference_shares) == len(reference_ease):
        raise ValueError("group and reference need one share and one ease for every intent")
    for shares in (group_shares, reference_shares):
        if min(shares) < 0 or nine(abs(math.fsum(shares) - 1)) > SHARES_OFF:
            raise ValueError("shares must be 0 or more and add up to 1")
    sides: list[tuple[float, float, float, float]] = []
    for w_g, e_g, w_s, e_s in zip(group_shares, group_ease, reference_shares, reference_ease, strict=True):
        if (e_g is None and w_g > 0) or (e_s is None and w_s > 0):
            raise ValueError("an intent with a share needs an ease")
        known = [ease for ease in (e_g, e_s) if ease is not None] or [0.0]
        sides.append((w_g, known[0] if e_g is None else e_g, w_s, known[0] if e_s is None else e_s))
    group = math.fsum(w_g * e_g for w_g, e_g, _, _ in sides)
    reference = math.fsum(w_s * e_s for _, _, w_s, e_s in sides)
    performance = math.fsum((w_g + w_s) * (e_g - e_s) / 2 for w_g, e_g, w_s, e_s in sides)
    mix = math.fsum((e_g + e_s) * (w_g - w_s) / 2 for w_g, e_g, w_s, e_s in sides)
    return Split(group, reference, group - reference, performance, mix)


def mix_or_performance(
    group: Mapping[str, Sequence[float]], site: Mapping[str, Sequence[float]], settings: Settings = DEFAULTS
) -> Split:
    """Kitagawa's split of eases (0-100) per intent; intents with under five answers in either are merged.

    Nobody answered in one of the two: ``no_data``.
    """
    if not any(group.values()) or not any(site.values()):
        return Split(None, None, None, None, None, (), "no_data")
    names = sorted({*group, *site})
    merged = tuple(
        name for name in names if min(len(group.get(name, ())), len(site.get(name, ()))) < settings.survey_cell
    )
    kept = [[name] for name in names if name not in merged and name != OTHER]
    rest = [name for name in names if name in merged or name == OTHER]

    def side(eases: Mapping[str, Sequence[float]]) -> tuple[list[float], list[float | None]]:
        pools = [[ease for name in part for ease in eases.get(name, ())] for part in (*kept, rest)]
        n = sum(map(len, pools))
        return [len(pool) / n for pool in pools], [math.fsum(pool) / len(pool) if pool else None for pool in pools]

    return replace(kitagawa(*side(group), *side(site)), merged=merged)


@dataclass(frozen=True, slots=True)
class IntentFinding:
    """One intent in a flagged page group, among those who found it difficult and the others (counts).

    ``test`` is chi2 or fisher. ``highlighted`` when the residual is beyond 2 and the finding still stands
    after all intents and groups of the page were counted in.
    """

    intent: str
    difficult_with: int
    difficult: int
    other_with: int
    others: int
    lift: Lift
    test: str
    p: float | None
    residual: float | None
    p_adjusted: float | None = None
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """One page group against the target for ease; intents and split are there when it is ``flagged``.

    ``p`` is one-sided, that the mean ease is below the target. ``goal_mismatch`` is the share of visitors
    who came for something the page group is not for.
    """

    page_group: str
    ease: Result
    goal_mismatch: Result
    p: float | None
    p_adjusted: float | None = None
    flagged: bool = False
    intents: tuple[IntentFinding, ...] = ()
    split: Split | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Patterns:
    """The cross table and what stands out in it: hypotheses for improvement, never causes."""

    table: CrossTable
    target: float
    groups: tuple[GroupFinding, ...]


def find_patterns(
    sessions: Iterable[Session],
    target: float,
    goal_of: Mapping[str, str] | None = None,
    settings: Settings = DEFAULTS,
) -> Patterns:
    """Page groups whose mean ease (0-100) lies below ``target``, and what goes together with that.

    ``goal_of`` says which page goal an intent belongs to; an intent that is not in it is its own goal. A
    group needs thirty ratings to be judged (``too_few``). Intents of a cell that is hidden are not tested. Raises
    ``ValueError`` as ``cross_table`` does.
    """
    given = list(sessions)
    table = cross_table(given, settings=settings)
    members = {name: [one for one in given if one.page_group == name] for name in table.groups}
    groups = [_judge(table, name, members[name], target, goal_of or {}, settings) for name in table.groups]
    p_values = adjusted([group.p for group in groups])
    found = []
    for group, p in zip(groups, p_values, strict=True):
        below = group.p is not None and group.ease.hi is not None and nine(group.ease.hi) < nine(target)
        flagged = below or (p is not None and nine(p) < settings.pattern_p)
        group = replace(group, p_adjusted=p, flagged=flagged)
        if flagged:
            inside = members[group.page_group]
            intents = _intents(table, group.page_group, inside)
            group = replace(group, intents=intents, split=_split(inside, given, settings))
        found.append(group)
    return Patterns(table, target, _highlighted(found, settings))


def _judge(
    table: CrossTable,
    name: str,
    members: Sequence[Session],
    target: float,
    goal_of: Mapping[str, str],
    settings: Settings,
) -> GroupFinding:
    total = table.cells.get((name, TOTAL))
    if total is None:
        nobody = nothing("no_data", basis="respondents")
        return GroupFinding(name, nobody, nobody, None, reason="no_data")
    said = [one for one in members if one.intent is not None]
    mismatch = wilson(
        sum(goal_of.get(one.intent or "", one.intent) != one.goal for one in said), len(said), basis="respondents"
    )
    if total.n is None or 0 < len(said) < settings.survey_cell:
        mismatch = nothing("below_min_cell", basis="respondents")
    p, reason = None, total.ease.reason
    if reason is None:
        reason = None if name in table.judged else "too_few"
    if reason is None:
        p = one_sided_p([target - one.ease for one in members if one.ease is not None])
    return GroupFinding(name, total.ease, mismatch, p, reason=reason)


def _intents(table: CrossTable, name: str, members: Sequence[Session]) -> tuple[IntentFinding, ...]:
    rated = [one for one in members if one.intent is not None and one.is_difficult is not None]
    difficult = sum(one.is_difficult is True for one in rated)
    found = []
    for intent in table.intents:
        cell = table.cells.get((name, intent))
        if intent == NOT_SAID or cell is None or cell.ease.value is None:
            continue
        with_it = [one.is_difficult is True for one in rated if one.intent == intent]
        found.append(_finding(intent, sum(with_it), difficult, len(with_it) - sum(with_it), len(rated) - difficult))
    return tuple(found)


def _finding(intent: str, difficult_with: int, difficult: int, other_with: int, others: int) -> IntentFinding:
    lift = intent_lift(difficult_with, difficult, other_with, others)
    counts = [[difficult_with, difficult - difficult_with], [other_with, others - other_with]]
    tested = independence(counts)
    test, p = "chi2", tested.p
    if tested.min_expected is not None and nine(tested.min_expected) < MIN_EXPECTED:
        test, p = "fisher", fisher_exact(counts)
    if lift.difference.diff is None:
        p = None
    return IntentFinding(intent, difficult_with, difficult, other_with, others, lift, test, p, tested.residuals[0][0])


def _split(members: Sequence[Session], site: Sequence[Session], settings: Settings) -> Split:
    if effort_of(site)[0].reason == "different_instruments":
        return Split(None, None, None, None, None, (), "different_instruments")
    return mix_or_performance(_eases(members), _eases(site), settings)


def _eases(sessions: Sequence[Session]) -> dict[str, list[float]]:
    eases: dict[str, list[float]] = {}
    for one in sessions:
        if one.intent is not None and one.ease is not None:
            eases.setdefault(one.intent, []).append(one.ease)
    return eases


def _highlighted(groups: Sequence[GroupFinding], settings: Settings) -> tuple[GroupFinding, ...]:
    # One family: every intent of every flagged group on the page.
    family = iter(adjusted([intent.p for group in groups for intent in group.intents]))
    done = []
    for group in groups:
        intents = []
        for intent in group.intents:
            p = next(family)
            far = intent.residual is not None and nine(abs(intent.residual)) > settings.pattern_residual
            stands = p is not None and nine(p) < settings.pattern_p
            intents.append(replace(intent, p_adjusted=p, highlighted=far and stands))
        done.append(replace(group, intents=tuple(intents)))
    return tuple(done)

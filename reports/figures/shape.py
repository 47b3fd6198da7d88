"""The shape of frozen figures: one journey, one selection of approved visits.

Everything a report or a client page prints stands here, and nothing else may be printed. The value is plain
JSON (``json.loads(json.dumps(figures)) == figures``): no dates, decimals, NaN or infinities. Whoever fills it
freezes it; whoever prints it never asks the database again. No Django in this file.

Scales, the same everywhere:

- **valence**: −1 (very unpleasant) to 1 (very pleasant). Every emotion figure is kept as valence and
  *printed* as a score, 50·(1 + v); a difference of valences is printed as 50·d points.
- **score**: 0 to 100. Checklist figures and targets.
- **share**: 0 to 1, printed as a percentage, or as "2 of 8" when there are fewer than ten.
- **grade**: 1 to 10; **recommend**: 0 to 10.

Source of the rules: the measurement module, whose ``formula_version`` stands in every result and in ``meta``.
"""

from typing import Any, Literal, NotRequired, TypedDict

SCHEMA = 2

DisplayClass = Literal["full", "indicative", "counts_only", "suppressed"]
LineStyle = Literal["full", "dashed", "dots", "none"]
# Words for a change; "suppressed" is the code when there are too few visits to compare.
ChangeWord = Literal["higher", "lower", "small_difference", "no_relevant_difference", "not_demonstrable", "suppressed"]
TargetStatus = Literal["achieved", "probably_achieved", "not_shown", "missed", "too_few"]
DesiredStatus = Literal["below_desired", "meets_desired", "not_shown"]
MomentStatus = Literal["established", "candidate"]
MomentDirection = Literal["delight", "despair", "polarising"]
PainStatus = Literal["pain_point", "reported"]
GapClass = Literal["says_better_than_feels", "feels_better_than_says", "consistent", "not_shown"]
Aggregate = Literal["mean_of_visits", "ratio_of_sums"]
Unanswered = Literal["excluded", "lowest"]
DriverStatus = Literal["suppressed", "indicative", "ranking"]

VALENCE_CLASSES = ("very_unpleasant", "unpleasant", "neutral", "pleasant", "very_pleasant")


def valence_class(valence: float) -> int:
    """Index in ``VALENCE_CLASSES`` of a valence between −1 and 1.

    With the product's thresholds the first two classes together are the visits counted as negative (v ≤ −0.2); the
    scale is symmetric.
    Compared on nine decimals, so that a computed −0.2 is not −0.19999999999999996.
    """
    v = round(valence, 9)
    return (v > -0.6) + (v > -0.2) + (v >= 0.2) + (v >= 0.6)


Text = dict[str, str]
"""Words per language: ``{"nl": "Wachten", "en": "Waiting"}``. A language may be missing or empty."""


class ResultDict(TypedDict):
    """A measured value as ``measurement.results.Result.as_dict()`` gives it.

    ``value`` is ``None`` exactly when ``reason`` says why; ``lo`` and ``hi`` are ``None`` together.
    ``n`` counts ``basis``. The scale is that of the field holding the result.

    A figure over several locations has an interval that knows that visits to one location resemble each other
    (``method`` "two_stage_t", or ``n_eff`` below ``n`` for a share); where too few locations had two visits it does
    not, and flag ``not_clustered`` says so.
    """

    value: float | None
    n: int
    n_eff: float | None
    lo: float | None
    hi: float | None
    level: float
    method: str
    basis: str  # visits | respondents | locations | pairs
    display_class: DisplayClass
    reason: str | None
    flags: list[str]
    formula_version: str
    sd: NotRequired[float | None]  # sample standard deviation, where the figure is a mean


class Version(TypedDict):
    """A frozen questionnaire that was used: number as printed, and its checksum (sha256, hex)."""

    number: str
    checksum: str
    published_on: str  # ISO date
    n_visits: int


class Logo(TypedDict):
    """The logo of the client: the name of its stored copy, and what it must be printed on to be seen."""

    name: str
    ground: str  # white | colour


class Meta(TypedDict):
    """What was measured, when and with what."""

    client: str
    client_color: str | None  # "#rrggbb"
    client_logo: NotRequired[Logo | None]  # figures frozen before there were logos have none
    client_sector: str  # "" or the word for the people served, e.g. "inwoners"
    journey: str  # key or public id of the journey
    title: Text
    study: str
    waves: list[str]  # names, oldest first
    previous_wave: str | None
    selection: list[str]  # filters beyond the wave, in words; [] = everything
    n_visits: int
    n_locations: int
    n_shoppers: int
    max_visits_per_shopper: int
    channels: list["ChannelCount"]
    first_visit_on: str | None  # ISO dates
    last_visit_on: str | None
    n_returned: int  # visits sent back with a question before they were approved
    n_excluded: int
    n_unanswered: int  # contacts nobody answered
    versions: list[Version]
    formula_version: str
    thresholds: dict[str, Any]  # the whole settings object the figures were made with
    pilot: "Pilot | None"  # stored result of the pilot of the emotion instrument; None = not yet tested
    made_at: str  # ISO date and time, aware
    made_by: str | None  # number of the person who published it, so that a name can still be erased
    source_hash: str  # sha256 over the selection and its words; with ``n_sites`` and ``gap_panel``: all inputs
    numbers_hash: str  # sha256 over what the figures are computed from
    corrects: "Corrects | None"  # the set this one replaces
    n_sites: int  # places of the client in use in this part of the tree: what the visits are a sample of
    gap_panel: "GapPanel"
    languages: list[str]


class Pilot(TypedDict):
    """What a pilot of the instrument of the first impression found (``measurement.pilot``)."""

    at: str  # ISO date and time, aware: when it was kept
    instrument: str  # pad | faces
    n_shoppers: int
    n_pairs: int  # steps with both emotions
    median: ResultDict  # seconds per step
    p90: ResultDict
    agreement: ResultDict  # share of steps where first impression and words are on the same side
    retest: ResultDict
    met: dict[str, bool | None]  # per figure whether it reaches its bound; None = too few to say


class Corrects(TypedDict):
    """The published set that a corrected one replaces, and why."""

    version: int  # of the new set: 2, 3, ..
    made_at: str  # of the old set; ISO date and time, aware
    source_hash: str  # of the old set
    reason: str


class GapPanel(TypedDict):
    """What gaps are corrected with: all steps with both emotions of studies of this family, up to these visits."""

    n_pairs: int
    instrument_offset: float  # valence; 0 below ``min_panel_pairs``


class ChannelCount(TypedDict):
    channel: str  # counter | phone | email | web | chat | app | shop | mail | delivery | other
    n: int


class Change(TypedDict):
    """A difference with the wave before. ``difference`` has the scale of what is compared.

    Its ``method``: "paired" by the locations both waves share, when these hold at least four in five visits of
    both waves; "welch_locations" between the means of locations; "welch" or "newcombe" between visits. Flags of
    ``difference``: ``bridged`` (only questions that both questionnaires ask), ``trend_break`` (these hold too little
    of one of them: print no difference), ``mix_effect`` (see ``Mix``), ``not_clustered``.
    """

    previous: ResultDict
    difference: ResultDict
    word: ChangeWord
    more_visits: int | None  # about how many more visits would tell, when it cannot be told yet


class Target(TypedDict):
    value: float  # score 0-100
    status: TargetStatus
    deadline: str | None


class Mix(TypedDict):
    """The change of the journey score with the channels in the same proportions in both waves (valence).

    Reference proportions are those of both waves together. Flag ``mix_effect``: the two have opposite signs.
    """

    over: Literal["channel"]
    raw: float | None
    adjusted: float | None
    flags: list[str]


class OtherWays(TypedDict):
    """The checklist as it would be under the other settings, beside the setting of the journey version."""

    aggregate: Aggregate  # how ``score.checklist`` is added up
    other_aggregate: ResultDict
    unanswered: Unanswered  # how a contact nobody answered counts in ``score.checklist``
    other_unanswered: ResultDict | None  # None when every contact was answered


class Remembered(TypedDict):
    """Which line goes together better with the overall grade, from 50 visits on: the mean or peak and end."""

    n: int
    r_mean: float | None
    r_peak_end: float | None
    better: Literal["mean", "peak_end", "not_demonstrable"] | None
    reason: str | None


class JourneyScore(TypedDict):
    """The figures of the journey as a whole."""

    valence: ResultDict  # valence; printed as the journey score 0-100
    checklist: ResultDict  # score
    peak_end: ResultDict  # valence: "how it may be remembered"
    grade: ResultDict  # grade 1-10, asked once at the end
    recommend: ResultDict  # mean 0-10; never called NPS (shoppers are not customers)
    coverage: float | None  # share of the weight of applicable steps that has a value
    target: Target | None
    change: Change | None  # of ``valence``
    checklist_change: Change | None
    mix: Mix | None  # None without a wave before, or when both were made in one and the same channel
    n_unanswered: int  # contacts nobody answered
    unanswered_as_lowest: ResultDict | None  # valence when each of them counts as the lowest score; None without
    checklist_ways: OtherWays
    remembered: Remembered


class Desired(TypedDict):
    """What the organisation wants people to feel, frozen with the journey before fieldwork."""

    valence: float
    emotions: list[str]
    set_by: str
    distance: ResultDict  # valence: mean − desired
    status: DesiredStatus


class Moment(TypedDict):
    """A moment of truth. ``positive``: share of visits on the pleasant side."""

    step: str
    status: MomentStatus
    direction: MomentDirection | None
    strength: float  # M in 0..1
    positive: ResultDict


class PainPoint(TypedDict):
    """A step that hurts. Below 5 visits ``status`` is "reported" and no label may be printed."""

    step: str
    status: PainStatus
    because: list[Literal["mean_below_zero", "often_very_unpleasant", "checklist_below_target"]]
    severity: float | None
    n_negative: int


class CountOf(TypedDict):
    code: str
    n: int


class NamedEmotion(TypedDict):
    """How often an emotion was named; ``sign`` of the word; mean intensity 1-5 (None for neutral)."""

    emotion: str
    sign: Literal[-1, 0, 1]
    n: int
    intensity: float | None


class NamedIn(TypedDict):
    """An emotion as named in one visit; intensity 1-5, None for neutral."""

    emotion: str
    intensity: int | None


class FaceShare(TypedDict):
    """One face of the matrix (``measurement.emotion.FACES``): how many visits chose it, and their share."""

    face: str
    n: int
    share: ResultDict


class FacesChosen(TypedDict):
    """The faces chosen at a step by ``n`` visits, most chosen first; none is told below 3 visits."""

    n: int
    shares: list[FaceShare]


class Quote(TypedDict):
    """One approved sentence of a shopper. The words are kept as written; the visit has a public key only."""

    text: str
    emotions: list[NamedIn]
    cause: str | None
    channel: str
    sign: Literal[-1, 0, 1]
    visit: str
    location: str | None


class Photo(TypedDict):
    """One approved piece of evidence.

    ``name`` is the key of the report copy (JPEG or PNG, about 600 px, without EXIF) in the mapping of
    pictures handed to the renderer; None when there is no usable copy, and then ``missing`` says why.
    """

    name: str | None
    caption: Text
    sha256: str | None
    missing: Literal["not_ready", "withheld", "erased", "unreadable"] | None
    question: str | None  # path of the question it belongs to
    visit: str


class Option(TypedDict):
    """One possible answer and how often it was given. ``points_percent``: 0-100, None when not scored."""

    key: str
    text: Text
    n: int
    share: ResultDict
    points_percent: float | None


class Question(TypedDict):
    """All figures of one question.

    ``n_answered + n_na + n_missing + n_not_asked`` = visits that had the step.

    ``main`` is the figure in one line: the share of ``main_option`` for yes/no, else the mean of a number, a
    scale or a grade (own unit); None for texts, dates and photos. ``points`` is its score 0-100.
    """

    path: str  # step/question
    kind: str
    dimension: str
    text: Text
    unit: Text
    decimals: int
    internal: bool  # never printed
    critical: str
    n_answered: int
    n_na: int
    n_missing: int
    n_not_asked: int
    options: list[Option]  # yes/no, single, multiple, scale points, grade; [] otherwise
    main_option: str | None
    main: ResultDict | None
    median: float | None  # numbers and durations (seconds)
    points: ResultDict | None  # score
    target: Target | None
    change: Change | None  # of ``main``


class Step(TypedDict):
    """One step: a point of the curve and a page of the report."""

    key: str
    number: int  # 1.. in the order of the journey
    phase: str
    title: Text
    channel: str
    channels: list[ChannelCount]  # what the visits really used
    owner: str
    mode: str  # active | passive
    n: int  # visits with a value for the step
    n_unanswered: int
    style: LineStyle  # how its part of the curve is drawn: full | dashed (3-9) | dots (1-2) | none (0)
    both: ResultDict  # valence; printed as the step score
    implicit: ResultDict  # valence: first, fast impression before words
    conscious: ResultDict  # valence: in words
    median: float | None  # valence
    gap: ResultDict  # valence: conscious − implicit per visit, without what shopper and instrument always add
    gap_raw: ResultDict  # the same before that correction
    gap_class: GapClass  # of ``gap``
    n_negative: int  # visits with a valence at or below the threshold ``negative`` of the study, −0.2 by default
    negative: ResultDict  # their share
    desired: Desired | None
    distribution: list[int]  # visits per class of VALENCE_CLASSES
    emotions: list[NamedEmotion]  # most named first
    causes: list[CountOf]
    grade: ResultDict
    checklist: ResultDict  # score
    change: Change | None  # of ``both``
    previous_implicit: ResultDict | None
    previous_conscious: ResultDict | None
    importance: ResultDict | None  # share of what all steps together explain of the grade; association only
    questions: list[Question]
    quotes: list[Quote]
    photos: list[Photo]
    faces: NotRequired[FacesChosen]  # only of a study that asks the first impression with the face matrix


class Phase(TypedDict):
    key: str
    title: Text
    lifecycle: str
    steps: list[str]
    valence: ResultDict
    checklist: ResultDict


class Dimension(TypedDict):
    """A share of the checklist: quality | efficiency | experience | emotion | impression."""

    dimension: str
    score: ResultDict
    change: Change | None


class Segment(TypedDict):
    """A channel, device, persona, place or part of the tree with its figures."""

    key: str
    name: str  # "" for channels and devices, which have words of their own
    n: int
    valence: ResultDict
    checklist: ResultDict
    steps: dict[str, ResultDict]  # step key → valence; absent = the step does not exist there
    change: Change | None
    n_unanswered: int
    unanswered_as_lowest: float | None  # valence of the segment when no answer counts as the lowest score


class Locations(TypedDict):
    """Locations by name; by rank only when ``reliability`` ≥ 0.7 and there are enough visits."""

    ranked: bool
    reliability: float | None
    rows: list[Segment]


class Driver(TypedDict):
    """How much one step goes together with the overall grade.

    ``share`` is its part (0-1) of what all steps together explain. Opposite signs alone and beside the other steps
    make it a ``suppressor``: no lever. ``p_first`` and ``p_top3`` are shares of the bootstrap draws.
    """

    name: str  # step key
    share: ResultDict
    lmg: float
    sign_r: Literal[-1, 0, 1]
    sign_beta: Literal[-1, 0, 1]
    suppressor: bool
    p_first: float | None
    p_top3: float | None


class Drivers(TypedDict):
    """What goes together with ``outcome``. Only status "ranking" allows words of rank; never words of cause."""

    status: DriverStatus
    outcome: Literal["grade", "recommend"]
    reason: str | None
    n: int  # visits with the outcome and every step
    n_required: int
    r2: float | None
    r2_adjusted: float | None
    method: str  # lmg | johnson | ""
    drivers: list[Driver]  # in the order of the journey
    left_out: dict[str, str]  # step key → reason
    flags: list[str]
    top3_agree: bool | None  # whether ridge regression has the same three steps on top; None when not needed


class Gain(TypedDict):
    """What the outcome may gain when a step comes to what a quarter of the locations exceed (measurement 6.6).

    ``gain`` is the mean over the bootstrap draws with its 80% range, in points of the outcome. Without a place in the
    order ``because`` says why.
    """

    step: str
    now: float  # score
    achievable: float  # score
    gain: ResultDict
    p_top3: float | None
    because: Literal["at_achievable", "no_gain", "suppressor", "unsure"] | None


class Priorities(TypedDict):
    """Steps by what they may bring, most first, then those without a place; association, never a promise.

    Every step is given the same time and the same chance of success: who plans knows better.
    """

    outcome: Literal["grade", "recommend"]
    reason: str | None  # why there is no order at all
    gains: list[Gain]


class ImpactMoment(TypedDict):
    """A step that weighs more than its equal part, or is an established moment of truth."""

    step: str
    because: list[Literal["importance", "moment_of_truth"]]


class PlannedAction(TypedDict):
    """An improvement as the plan held it on the day of freezing."""

    title: str
    step: str | None
    owner: str
    due_on: str | None
    measure: str  # how it will be seen
    state: str  # proposed | busy | remeasure | closed
    outcome: str | None  # improved_relevant | improved | worsened | no_relevant_change | inconclusive
    change: ResultDict | None  # valence
    gain: ResultDict | None  # points of the overall grade


class Figures(TypedDict):
    """The whole.

    ``schema`` is raised when a field changes its meaning; a reader refuses what it does not know.
    """

    schema: int
    meta: Meta
    score: JourneyScore
    phases: list[Phase]
    steps: list[Step]
    moments: list[Moment]
    pain_points: list[PainPoint]
    dimensions: list[Dimension]
    channels: list[Segment]
    devices: list[Segment]  # [] when no visit names its device
    personas: list[Segment]  # [] when no visit has one
    nodes: list[Segment]  # regions and districts with their visits; [] when there is only one of them
    locations: Locations
    drivers: Drivers
    impact_moments: list[ImpactMoment]
    priorities: NotRequired[Priorities]  # not in sets frozen before it was made
    actions: NotRequired[list[PlannedAction]]

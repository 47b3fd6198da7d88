"""The words charts print. Charts know no language: whoever draws hands these in, translated."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """Every word a chart can say, in one language."""

    comma: bool  # decimal comma instead of point
    curve: str  # "Emotion curve"
    implicit: str  # "unconscious"
    conscious: str  # "conscious"
    desired: str  # "desired"
    target: str  # "target"
    previous: str  # "previous wave"
    reach: str  # "with a margin from", before the ends of a margin read aloud
    to: str  # "to", between them
    visits: str  # "visits"
    one_visit: str  # "1 visit"
    no_data: str  # "no data"
    moment: str  # "moment of truth"
    place: str  # "Place of this step in the emotion curve: step {number} of {total}"
    distribution: str  # "Visits from very unpleasant to very pleasant"
    classes: tuple[str, str, str, str, str]
    average: str  # "average"
    broken: str  # "The scale starts at {floor}, not at 0."
    art: str  # what the cover shows

    def count(self, n: int) -> str:
        return self.one_visit if n == 1 else f"{n} {self.visits}"

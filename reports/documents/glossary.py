"""The words of a report with their meaning, one term per thing, in the order in which a reader meets them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Word = tuple[Promise, Promise]

# Those that stand on the page that tells how to read a report.
CORE: tuple[Word, ...] = (
    (
        _("Step score"),
        _("Mean of unconscious and conscious emotion in one step, weighted by how sure the first impression is."),
    ),
    (_("Journey score"), _("Weighted mean of the step scores of a visit, averaged over visits.")),
    (
        _("Checklist"),
        _("Points earned out of the points that could be earned, from 0 to 100. Never averaged with emotion."),
    ),
    (
        _("Moment of truth"),
        _("A step with a strong emotion that stands out from the rest of the same visits. A star in the curve."),
    ),
    (
        _("Pain point"),
        _("A step that is demonstrably unpleasant, or often very unpleasant, or that misses its checklist target."),
    ),
    (_("Indicative"), _("Fewer than 10 visits: read the direction, not the size.")),
)
MORE: tuple[Word, ...] = (
    (_("95% margin"), _("The area in which the real value probably lies. More visits make it smaller.")),
    (_("n"), _("How many visits a figure rests on.")),
    (
        _("Demonstrable"),
        _("Shown by a test after correction for several comparisons; without it a difference may be chance."),
    ),
    (_("Wave"), _("All visits of one period, with the same questions.")),
    (_("Unconscious emotion"), _("The first, fast impression without words, given by the shopper in one tap.")),
    (_("Conscious emotion"), _("What the shopper felt, in words, with its strength from 1 to 5.")),
    (
        _("Gap"),
        _("How much milder or stricter the words are than the first impression, without what a shopper always adds."),
    ),
    (_("Desired emotion"), _("What the organisation wants people to feel in a step, set before the visits.")),
    (
        _("Importance"),
        _("The part of what all steps explain of the overall grade that goes together with one step. No cause."),
    ),
    (
        _("Expected gain"),
        _(
            "What the overall grade may rise when a step comes to the level that a quarter of the locations exceed, "
            "if the link holds. It tells what to tackle first."
        ),
    ),
    (
        _("Expected effect"),
        _(
            "What the overall grade may rise when the step of an action comes to its own target, if the link holds. "
            "It belongs to the plan."
        ),
    ),
    (_("Impact moment"), _("A step that weighs more than an equal part, or a moment of truth.")),
    (_("Peak and end"), _("Mean of the strongest moment and the last one: how a visit may be remembered.")),
    (
        _("Reliability"),
        _("How well scores tell locations apart, from 0 to 1. Locations are put in order from 0.7 on."),
    ),
)

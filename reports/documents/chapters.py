"""Which chapters a report has, in their order, and which of them somebody chose."""

from collections.abc import Collection

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

CHAPTERS: dict[str, Promise] = {
    "cover": gettext_lazy("Cover"),
    "summary": gettext_lazy("Summary"),
    "reading": gettext_lazy("How to read this report"),
    "journey": gettext_lazy("The journey on one card"),
    "steps": gettext_lazy("A page per step"),
    "priorities": gettext_lazy("What to tackle first"),
    "places": gettext_lazy("Locations and channels"),
    "pains": gettext_lazy("Pain points"),
    "plan": gettext_lazy("Improvement plan"),
    "method": gettext_lazy("Method and words"),
    "appendix": gettext_lazy("Appendix: all figures"),
}
ALWAYS = frozenset({"cover", "summary", "method"})
"""What no report goes without: what it is, what it says in short, and how it was made."""


def chosen(chapters: Collection[str] | None) -> frozenset[str]:
    """The keys of the chapters to print; ``None`` is all of them. Raises ``ValueError`` for one nobody knows."""
    if chapters is None:
        return frozenset(CHAPTERS)
    unknown = set(chapters) - CHAPTERS.keys()
    if unknown:
        raise ValueError(f"There is no chapter {', '.join(sorted(unknown))}.")
    return ALWAYS | set(chapters)

"""Small parts of every page: icons, faces, numbers as people read them, what is left of a clock."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django import template
from django.template.context import RequestContext
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from fieldwork.common import texts
from fieldwork.common.icons import ICONS

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A line icon as decoration; the word beside it carries the meaning. Raises ``KeyError`` for a new name."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))


@register.filter
def text(value: Any) -> str:
    """The customer's text in the reader's language."""
    return texts.pick(value)


@register.filter
def money(cents: int | None, currency: str = "EUR") -> str:
    """Minor units as an amount: 1850 → € 18,50."""
    if cents is None:
        return "–"
    sign = {"EUR": "€"}.get(currency, currency)
    amount = number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"{sign} {amount}"


@register.filter
def num(value: Any, decimals: int = 1) -> str:
    """A number rounded half-up (never to even), with the reader's decimal sign; an en dash for nothing."""
    if value is None or value == "":
        return "–"
    step = Decimal(1).scaleb(-int(decimals))
    rounded = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    return number_format(rounded, decimal_pos=int(decimals), use_l10n=True, force_grouping=False)


@register.filter
def left(when: Any) -> str:
    """How long until a moment, or how long it is past: "nog 21 u 14 min", "5 uur te laat"."""
    if when is None:
        return ""
    seconds = (when - timezone.now()).total_seconds()
    minutes = int(abs(seconds) // 60)
    days, hours = minutes // 1440, minutes // 60
    if days >= 2:
        span = ngettext("%(n)d day", "%(n)d days", days) % {"n": days}
    elif hours:
        span = _("%(h)d h %(m)d min") % {"h": hours, "m": minutes % 60}
    else:
        span = _("%(m)d min") % {"m": minutes}
    return (_("%(span)s left") if seconds >= 0 else _("%(span)s late")) % {"span": span}


@register.filter
def duration(seconds: int | float | None) -> str:
    """Seconds as minutes and seconds: 185 → "3 min 5 s"."""
    if seconds is None:
        return "–"
    whole = int(seconds)
    if whole < 60:
        return _("%(s)d s") % {"s": whole}
    return _("%(m)d min %(s)d s") % {"m": whole // 60, "s": whole % 60}


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The address of this page with some of its query changed; an empty value leaves the key out."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = str(value)
    return f"?{params.urlencode()}"


@register.simple_tag
def language() -> str:
    """The language of the page, for ``<html lang>``."""
    return (get_language() or "nl")[:2]

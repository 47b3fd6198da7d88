"""From a notice to a mail: one template per kind, told as plain text and as simple HTML, in the person's language."""

from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from fieldwork.notices.contents import content_of
from fieldwork.notices.models import Notice
from fieldwork.notices.states import REMINDERS
from fieldwork.people.models import User

SALT = "notices.stop"
LAYOUTS = ("subject.txt", "base.txt", "base.html")


def address(path: str) -> str:
    """The full address of a page of ours."""
    return urljoin(settings.SITE_URL, path)


def stop_path(person: User) -> str:
    """The page where reminders are stopped without logging in. It does nothing else, so its key never expires."""
    return reverse("notices:stop", args=[signing.dumps(person.pk, salt=SALT)])


def whose(token: str) -> User | None:
    """Whose reminders this key stops; ``None`` for a key that is not ours."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None


def compose(notice: Notice) -> EmailMultiAlternatives | None:
    """The mail of this notice, not yet sent; ``None`` when what it would say is no longer true."""
    person = notice.person
    with translation.override(person.language):
        content = content_of(notice)
        if content is None:
            return None
        is_reminder = notice.kind in REMINDERS
        stop = address(stop_path(person)) if is_reminder else ""
        context = content.words | {
            "name": person.get_short_name(),
            "link": address(content.path),
            "stop": stop,
            "choose": address(reverse("notices:choose")),
            "language": person.language,
        }
        subject, text, html = (
            _told(notice.kind, layout, context) for layout in ("subject.txt", "base.txt", "base.html")
        )
    headers = {"Message-ID": notice.message_id, "Auto-Submitted": "auto-generated"}
    if is_reminder:  # mail programs show a button of their own for these
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(" ".join(subject.split()), text, to=[person.email], headers=headers)
    mail.attach_alternative(html, "text/html")
    return mail


def _told(kind: str, layout: str, context: dict[str, Any]) -> str:
    """The words of a kind in one of the layouts, which they extend."""
    return render_to_string(f"email/{kind}.txt", context | {"layout": f"email/{layout}"}).strip()

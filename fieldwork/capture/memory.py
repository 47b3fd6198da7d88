"""How the memory of a phone is called."""

from typing import Any

from django.utils.crypto import salted_hmac


def phone_user(user: Any) -> str:
    """Twelve letters per person that say nothing about who it is; IndexedDB on the phone is named after them."""
    return salted_hmac("capture.phone", str(user.pk)).hexdigest()[:12]

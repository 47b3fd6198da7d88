"""Form fields that every room may use."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LONGEST_KEY = 18  # digits that a key in any of our databases surely holds


class SeveralField(forms.ModelMultipleChoiceField):
    """Several rows by their numbers; a number that no table can hold is an unknown choice like any other."""

    def clean(self, value: Any) -> Any:
        """The chosen rows. Raises ``ValidationError``; SQLite would raise ``OverflowError`` for a large number."""
        for one in value if isinstance(value, (list, tuple)) else ():
            if len(str(one)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice", {"value": one})
        return super().clean(value)

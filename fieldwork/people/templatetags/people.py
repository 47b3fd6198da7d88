"""Form controls in our style, also those of forms that other packages made."""

from django import forms, template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def is_check(field: BoundField) -> bool:
    """Whether the control is one check box, whose label stands behind it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def control(field: BoundField) -> SafeString:
    """The control with our class and without a placeholder: the label says what to fill in."""
    field.field.widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": "input"})

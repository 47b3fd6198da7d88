"""The admin site for people, clients and locations: for repairs; the desk's own pages are for daily work."""

from functools import partial
from typing import cast

from allauth.account.decorators import secure_admin_login
from django import forms
from django.contrib import admin
from django.db import models, transaction
from django.http import HttpRequest

from fieldwork.common import audit
from fieldwork.people.models import Client, Location, ShopperProfile, User
from fieldwork.people.news import location_moved

# One login page with one rate limit and the second factor, also for the admin site.
setattr(admin.site, "login", secure_admin_login(admin.site.login))  # noqa: B010  (a method, to the type checker)


class Traced(admin.ModelAdmin):
    """Every change made here stands in the audit trail with the names of the fields."""

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        """Save and say so."""
        super().save_model(request, obj, form, change)
        verb = f"{obj._meta.model_name}.{'changed' if change else 'created'}_in_admin"
        audit.record(verb, obj, by=cast(User, request.user), fields=sorted(form.changed_data))

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        """Remove and say so."""
        audit.record(f"{obj._meta.model_name}.deleted_in_admin", obj, by=cast(User, request.user))
        super().delete_model(request, obj)


@admin.register(User)
class UserAdmin(Traced):
    """People; a password is never shown or set here."""

    list_display = ["name", "email", "role", "client", "is_active"]
    list_filter = ["role", "is_active", "client"]
    list_select_related = ["client"]
    search_fields = ["name", "email", "pseudonym"]
    exclude = ["password", "groups", "user_permissions", "last_login"]
    filter_horizontal = ["managed_clients", "scope"]
    readonly_fields = ["pseudonym", "date_joined"]


@admin.register(Client)
class ClientAdmin(Traced):
    """Clients."""

    list_display = ["name", "code", "language"]
    search_fields = ["name", "code"]


@admin.register(Location)
class LocationAdmin(Traced):
    """Nodes of the trees."""

    list_display = ["name", "code", "kind", "client", "is_open"]
    list_filter = ["kind", "is_open", "client"]
    list_select_related = ["client"]
    search_fields = ["name", "code", "address"]
    autocomplete_fields = ["region", "district"]

    def save_model(self, request: HttpRequest, obj: models.Model, form: forms.ModelForm, change: bool) -> None:
        """Save, and say so when it hangs elsewhere now."""
        super().save_model(request, obj, form, change)
        if change and {"region", "district"} & set(form.changed_data):
            transaction.on_commit(partial(location_moved.send_robust, Location, location_id=obj.pk))


@admin.register(ShopperProfile)
class ShopperProfileAdmin(Traced):
    """Profiles of shoppers."""

    list_display = ["user", "city"]
    list_select_related = ["user"]
    search_fields = ["user__name", "city"]
    autocomplete_fields = ["user"]

"""Visits in the admin site, to look at when something is wrong. Moves are made on the board, never here."""

from django.contrib import admin
from django.http import HttpRequest

from fieldwork.visits.models import Visit


@admin.register(Visit)
class VisitAdmin(admin.ModelAdmin):
    list_display = ["uuid", "location", "scenario", "state", "shopper", "due_at"]
    list_filter = ["state", "channel"]
    list_select_related = ["location", "scenario", "shopper"]
    search_fields = ["uuid", "location__name", "shopper__name"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Visits are planned."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        """Only to look."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Visit | None = None) -> bool:
        """What happened stays."""
        return False

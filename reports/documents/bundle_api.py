"""How far an order of many reports is, for the page that waits for it and for programs."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import ngettext
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from reports.documents import bundles
from reports.documents.models import Bundle


class BundleSerializer(serializers.Serializer):
    """One order of many reports and how far it is."""

    uuid = serializers.UUIDField()
    title = serializers.CharField()
    language = serializers.CharField()
    kind = serializers.CharField(help_text="journey or location: that of its reports")
    per = serializers.CharField(help_text="site, district or region")
    ordered_at = serializers.DateTimeField()
    state = serializers.SerializerMethodField(help_text="ready when all of it is over, else being_made")
    phase = serializers.SerializerMethodField(help_text="How far it is, in the reader's language.")
    percent = serializers.SerializerMethodField()
    is_over = serializers.SerializerMethodField()
    counts = serializers.SerializerMethodField(
        help_text="Parts by state: ready, being_made, waiting, failed, cancelled, nothing; and total."
    )

    def _of(self, bundle: Bundle) -> bundles.Counts:
        found: bundles.Counts = self.context["counts"][bundle.pk]
        return found

    def get_state(self, bundle: Bundle) -> str:
        return "ready" if self._of(bundle).is_over else "being_made"

    def get_phase(self, bundle: Bundle) -> str:
        counts = self._of(bundle)
        words = ngettext("%(n)d of %(total)d is ready.", "%(n)d of %(total)d are ready.", counts.ready)
        return words % {"n": counts.ready, "total": counts.total}

    def get_percent(self, bundle: Bundle) -> int:
        return self._of(bundle).percent

    def get_is_over(self, bundle: Bundle) -> bool:
        return self._of(bundle).is_over

    def get_counts(self, bundle: Bundle) -> dict[str, int]:
        counts = self._of(bundle)
        return {**counts.__dict__, "total": counts.total}


class BundleViewSet(viewsets.GenericViewSet):
    """Orders of many reports that somebody may see, newest first."""

    serializer_class = BundleSerializer
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> "QuerySet[Bundle]":
        user: Any = self.request.user  # signed in: the permission classes saw to it
        return Bundle.objects.visible_to(user)

    def check_permissions(self, request: Request) -> None:
        """Only who composes reports has business here."""
        super().check_permissions(request)
        if not request.user.has_perm("documents.compose"):
            raise PermissionDenied

    def _told(self, found: list[Bundle]) -> list[dict[str, Any]]:
        context = {**self.get_serializer_context(), "counts": bundles.counts_of(found)}
        told: Any = BundleSerializer(found, many=True, context=context).data
        return list(told)

    @extend_schema(responses=BundleSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every order, newest first."""
        return self.get_paginated_response(self._told(self.paginate_queryset(self.get_queryset()) or []))

    def retrieve(self, request: Request, uuid: str) -> Response:
        """One order."""
        return Response(self._told([self.get_object()])[0])

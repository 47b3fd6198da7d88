"""How far a report is, for the page that waits for it and for programs."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from reports.documents.models import Report
from reports.documents.versions import Standing, standing_of


class ReportSerializer(serializers.Serializer):
    """One report and what it is doing."""

    uuid = serializers.UUIDField()
    kind = serializers.CharField(source="figure_set.kind", help_text="journey, location or visit")
    title = serializers.CharField()
    language = serializers.CharField()
    ordered_at = serializers.DateTimeField()
    state = serializers.CharField(help_text="waiting, being_made, ready, failed, cancelled, withdrawn or removed")
    words = serializers.CharField(source="state.label", help_text="The state in the reader's language.")
    phase = serializers.CharField(help_text="What is being done now; empty when nothing is.")
    percent = serializers.IntegerField()
    reason = serializers.CharField(help_text="Why it failed; empty when it did not.")
    is_over = serializers.SerializerMethodField()
    is_replaced = serializers.SerializerMethodField(
        help_text="A report in use rests on newer figures, or has a newer text beside the same ones."
    )
    replaced_by = serializers.SerializerMethodField(
        help_text="Number of the newest report in its place that you may see; empty when there is none."
    )
    newer_figures_at = serializers.SerializerMethodField(
        help_text="When newer figures were fixed that no report in use rests on yet; null when there are none."
    )
    number = serializers.CharField(help_text="Public number; printed on the report and in its seal.")
    is_withdrawn = serializers.BooleanField(help_text="It should not be used any more; the file stays for the record.")
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    withdrawal_reason = serializers.CharField()
    signature = serializers.CharField(
        help_text="basic, stamped (with a time stamp) or unstamped (the service did not answer); empty without a file."
    )
    has_demo_key = serializers.BooleanField(help_text="Signed with a demonstration key, which proves nothing.")
    pages = serializers.IntegerField()
    sha256 = serializers.CharField(source="pdf_sha256")

    def get_is_over(self, report: Report) -> bool:
        return not report.is_on_its_way

    def _standing(self, report: Report) -> Standing:
        found: Standing = self.context["standing"][report.pk]
        return found

    def get_is_replaced(self, report: Report) -> bool:
        return self._standing(report).is_replaced

    def get_replaced_by(self, report: Report) -> str:
        newer = self._standing(report).newer
        return newer.number if newer else ""

    def get_newer_figures_at(self, report: Report) -> datetime | None:
        return self._standing(report).waits_since


class ReportViewSet(viewsets.GenericViewSet):
    """Reports somebody may see, newest first."""

    serializer_class = ReportSerializer
    lookup_field = "uuid"
    lookup_value_converter = "uuid"

    def get_queryset(self) -> "QuerySet[Report]":
        user: Any = self.request.user  # signed in: the permission classes saw to it
        return Report.objects.visible_to(user).with_facts()

    def check_permissions(self, request: Request) -> None:
        """Only who reads reports has business here."""
        super().check_permissions(request)
        if not request.user.has_perm("documents.read"):
            raise PermissionDenied

    def _told(self, found: Iterable[Report]) -> Any:
        reader: Any = self.request.user
        context = {**self.get_serializer_context(), "standing": standing_of(found, reader)}
        return ReportSerializer(found, many=True, context=context).data

    @extend_schema(responses=ReportSerializer(many=True))
    def list(self, request: Request) -> Response:
        """Every report, newest first."""
        return self.get_paginated_response(self._told(self.paginate_queryset(self.get_queryset()) or []))

    def retrieve(self, request: Request, uuid: str) -> Response:
        """One report."""
        return Response(self._told([self.get_object()])[0])

"""The cells of a comparison for programs: the same question in the address, the figures unrounded."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers, viewsets
from rest_framework.request import Request
from rest_framework.response import Response

from fieldwork.common.errors import Invalid
from reports.dashboards.compare import read, said, why_impossible
from reports.figures import choices
from reports.figures.cuts import By, Of


class FigureSerializer(serializers.Serializer):
    """A figure that never travels alone."""

    value = serializers.FloatField(allow_null=True, help_text="Unrounded; null comes with a reason.")
    lo = serializers.FloatField(allow_null=True)
    hi = serializers.FloatField(allow_null=True)
    level = serializers.FloatField()
    n = serializers.IntegerField()
    n_eff = serializers.FloatField(allow_null=True)
    basis = serializers.CharField(help_text="What n counts.")
    method = serializers.CharField()
    display_class = serializers.CharField(help_text="full, indicative, counts_only or suppressed")
    reason = serializers.CharField(allow_null=True)
    flags = serializers.ListField(child=serializers.CharField())
    formula_version = serializers.CharField()


class CellSerializer(serializers.Serializer):
    """One cell: valences from -1 to 1, a gap from -2 to 2, a grade 1-10, a checklist score 0-100, a share 0-1."""

    key = serializers.CharField()
    name = serializers.SerializerMethodField(help_text="In the reader's language; empty where the key says it all.")
    figure = FigureSerializer(source="result")

    def get_name(self, cell: Any) -> str:
        return said(cell.name)


class CellViewSet(viewsets.ViewSet):
    """One figure of a study by one thing, over the reader's part of the tree."""

    @extend_schema(
        parameters=[
            OpenApiParameter("of", enum=Of.values, description="Which figure; without it the journey score."),
            OpenApiParameter("by", enum=By.values, description="One cell for each; without it by location."),
            OpenApiParameter("wave", int, many=True, description="Without it the newest wave, or all by wave."),
            OpenApiParameter("node", int, description="A place, with everything below it."),
            OpenApiParameter("channel", str),
            OpenApiParameter("step", str),
        ],
        responses=CellSerializer(many=True),
    )
    def list(self, request: Request, study: int) -> Response:
        """The cells, in the order of the page. 422 for a figure that cannot be cut this way."""
        user: Any = request.user  # signed in: the permission classes saw to it
        if not user.has_perm("dashboards.read"):
            raise PermissionDenied
        found = next((one for one in choices.options(user) if one.pk == study), None)
        if found is None or not found.waves:
            raise Http404
        asked = read(user, request.query_params, found)
        if not asked.is_possible:
            raise Invalid(why_impossible(asked))
        return Response(CellSerializer(asked.cells(), many=True).data)

"""The only door of the renderer: it opens for the pictures of one report, and for nothing else on earth."""

from collections.abc import Mapping

from PIL import ImageFile
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME = "report:"
# WeasyPrint tells Pillow to take torn pictures, for the whole process; whoever uploads one must hear of it.
ImageFile.LOAD_TRUNCATED_IMAGES = False


class ReportFetcher(URLFetcher):
    """Serves ``report:NAME`` from memory. Any other address stops the rendering.

    The base class is used for its contract only; none of its handlers for files, http or redirects is set up.
    """

    def __init__(self, resources: Mapping[str, tuple[str, bytes]]) -> None:
        super().__init__(timeout=0, allowed_protocols=("report",), allow_redirects=False, fail_on_errors=True)
        for handlers in (self.handle_open, self.handle_error, self.process_request, self.process_response):
            handlers.clear()
        self.resources = resources

    def fetch(self, url: str, headers: Mapping[str, str] | None = None) -> URLFetcherResponse:
        """The picture behind ``url``. Raises the fatal error (a ``BaseException``) for everything else."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.resources:
            raise FatalURLFetchingError(f"A report may only show its own pictures, not {url[:120]!r}")
        media_type, body = self.resources[name]
        return URLFetcherResponse(url, body, {"Content-Type": media_type})

"""A renderer for tests that are not about pages."""

import io

import pypdf


class StandIn:
    """A renderer that counts what it is asked; its page is a real, small PDF."""

    def __init__(self, fails=None):
        self.asked, self.fails = [], fails

    def render(self, figures, *, language, pictures, progress, **with_it):
        self.asked.append((language, sorted(pictures)))
        if self.fails:
            raise self.fails
        for done in (1, 2, 3):
            progress(done, 3)
        page = pypdf.PdfWriter()
        page.add_blank_page(100, 100)
        held = io.BytesIO()
        page.write(held)
        return held.getvalue()

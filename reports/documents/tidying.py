"""Words of people made fit for paper: nothing invisible, no endless words, no title longer than its place."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

LONGEST_WORD = 80  # a checksum of 64 stays whole
LONGEST_TEXT = 2000
SHORT = {
    "title": 120,
    "client": 90,
    "name": 90,
    "owner": 90,
    "study": 120,
    "previous_wave": 60,
    "location": 90,
    "number": 20,
    "waves": 60,
    "selection": 120,
}
LONGEST_OF_FORM = 400  # a question, an option, a caption: texts in several languages
RUNNING_HEAD = 70
WRITTEN, SHORT_WRITTEN = 3000, {"title": 300, "owner": 120, "author": 120, "approved_by": 120, "measure": 1000}
"""Bounds of what people write about figures: above those of the forms, so that nothing they wrote is cut."""

# Control characters, halves of pairs and non-characters; and the marks that turn writing direction around
# beyond their own sentence (Unicode Bidi overrides and embeddings; isolates are harmless). And places to hyphenate:
# the report hyphenates nothing, and before the end of a line WeasyPrint 70 breaks off at one.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\ud800-\udfff\u202a-\u202e\ufdd0-\ufdef\ufffe\uffff]")
# Other ends of lines become the usual one: behind a space, WeasyPrint 70 breaks off at the separator of paragraphs.
LINES = dict.fromkeys(map(ord, "\x0b\x0c\x85\u2028\u2029"), "\n")
ENDLESS = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")
BREAK = "\u200b"
# Emoji, with what colours and joins them. No font of the report draws them, and a file for the archive may not hold
# a character without a drawing (ISO 19005-3 6.2.11.8); so they are printed as their name, as a reader aloud says it.
# Those before U+1F000 are the ones that Unicode shows in colour and our fonts lack.
SIGNS = "\u23f0\u23f3\u2705\u270a\u270b\u2728\u274c\u274e\u2795-\u2797\u27b0\u27bf\u3030\u303d\u3297\u3299"
JOINED = "\U0001f3fb-\U0001f3ff\ufe0f\u200d\u2640\u2642\U000e0020-\U000e007f"
EMOJI = re.compile(f"[{SIGNS}\U0001f000-\U0001faff][{JOINED}]*")


def tidy(value: Any, key: str = "", bounds: Mapping[str, int] = SHORT, longest_of_form: int = LONGEST_OF_FORM) -> Any:
    """The same figures with every text made printable; numbers and structure stay as they are.

    Texts are cut at the bound of their name; those in several languages else at ``longest_of_form`` characters. A
    word of more than eighty characters gets invisible places to break, or laying it out takes minutes.
    """
    if isinstance(value, dict):
        longest = bounds.get(key, longest_of_form)
        return {
            name: printable(held, longest)
            if len(name) == 2 and isinstance(held, str)
            else tidy(held, name, bounds, longest_of_form)
            for name, held in value.items()
        }
    if isinstance(value, list):
        return [tidy(held, key, bounds, longest_of_form) for held in value]
    return printable(value, bounds.get(key, LONGEST_TEXT)) if isinstance(value, str) else value


def printable(words: str, longest: int = LONGEST_TEXT) -> str:
    """Words that can be printed, at most ``longest`` characters, ending in an ellipsis when cut.

    Without control characters and the like; emoji are named, and lines end in one way.
    """
    found = EMOJI.sub(_named, UNPRINTABLE.sub("", words.translate(LINES)))
    if len(found) > longest:
        found = found[: longest - 1].rstrip() + "…"
    return ENDLESS.sub(lambda word: word[0] + BREAK, found) if len(found) > LONGEST_WORD else found


def _named(emoji: re.Match[str]) -> str:
    """``[slightly smiling face]`` in English, the only language in which Unicode names it; ``[emoji]`` in others."""
    in_english = (get_language() or "").startswith("en")
    return f"[{unicodedata.name(emoji[0][0], 'emoji').lower()}]" if in_english else "[emoji]"

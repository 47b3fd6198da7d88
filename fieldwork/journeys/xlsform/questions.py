"""One row of a survey as a question of a document."""

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ValidationError

from fieldwork.journeys import documents, kinds, shapes
from fieldwork.journeys.xlsform import markers
from fieldwork.journeys.xlsform.choices import Lists
from fieldwork.journeys.xlsform.columns import Row
from fieldwork.journeys.xlsform.results import Notes
from fieldwork.journeys.xlsform.survey import Node

Question = dict[str, Any]
MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,300}>|\*\*|__(?=\S)|(?<=\S)__")
SHOWN = re.compile(r"\$\{([^${}]{1,250})\}")
BOUND = re.compile(r"\b(\w{1,40})\s{0,9}=\s{0,9}(-?[0-9.]{1,20})")
ACKNOWLEDGED = {"key": "OK", "text": {"nl": "Gezien", "en": "Seen"}}
OTHER = {"key": "other", "text": {"nl": "Anders", "en": "Other"}}
SPECIFY = {"nl": "Namelijk", "en": "Please specify"}
# What XLSForm asks and a journey does not.
NOT_HERE = {
    "no preload": gettext_lazy("The product knows this of each visit by itself."),
    "no video": gettext_lazy("Films are not taken on a visit."),
    "no file": gettext_lazy("Files cannot be added to a visit, photos can."),
    "no rank": gettext_lazy("Putting answers in order is not asked here; ask for a first and a second choice."),
    "no shape": gettext_lazy("Lines and areas on a map are not taken on a visit."),
    "no list": gettext_lazy("Choices from a file of their own are not taken over; put them in the choices sheet."),
    "no other": gettext_lazy("This is not asked here."),
}
KINDS = {
    "integer": "number", "decimal": "number", "range": "number", "date": "date", "time": "time",
    "datetime": "datetime", "photo": "photo", "note": "note", "one": "single", "several": "multiple",
    "acknowledge": "single", "again": "yes_no", "calculate": "computed", "today": "computed", "text": "short_text",
    "barcode": "short_text", "geopoint": "short_text", "audio": "long_text",
}  # fmt: skip
INSTEAD = {
    "geopoint": gettext_lazy("Becomes a text; where a shopper is, a study can ask for itself."),
    "barcode": gettext_lazy("Becomes a text: the code is typed."),
    "audio": gettext_lazy("Becomes a text; a spoken note can be given with every step when the study allows it."),
}
LONG = {"multiline"}


def why_not(node: Node) -> str:
    """Why a question of this type is not asked on a visit; empty when it is."""
    return str(NOT_HERE.get(node.means, "")) if node.means.startswith("no ") else ""


def plain_text(typed: str) -> str:
    """A text without markup."""
    return MARKUP.sub("", typed).strip()


def clean_text(row: Row, name: str, longest: int, notes: Notes) -> dict[str, str]:
    """A text of a row in the languages of journeys, without markup; what had to go is noted."""
    texts = shapes.empty()
    for code, typed in row.texts.get(name, {}).items():
        plain = MARKUP.sub("", typed)
        if plain != typed:
            notes.change(row.sheet, row.number, name, _("Texts are shown without markup."))
        if SHOWN.search(plain):
            notes.change(row.sheet, row.number, name, _("A text cannot show an earlier answer; its name stands there."))
            plain = SHOWN.sub(lambda found: f"[{found[1].strip()}]", plain)
        if len(plain) > longest:
            words = {"longest": longest}
            notes.change(row.sheet, row.number, name, _("The text was cut after %(longest)s characters.") % words)
            plain = f"{plain[: longest - 1]}…"
        texts[code] = plain.strip()
    return texts


class Maker:
    """Makes questions; everything but their conditions, which need all questions to be there."""

    def __init__(self, lists: Lists, notes: Notes) -> None:
        self.lists, self.notes = lists, notes

    def make(self, node: Node, key: str, section: str | None) -> Question | None:
        """The question of a node, or ``None`` when it is not taken over (which is noted then)."""
        row = node.row
        why = why_not(node)
        if why:
            self.notes.leave_out(row.sheet, row.number, row.get("type"), why)
            return None
        kind = self._kind(node)
        question: Question = {
            **kinds.get(kind).new(key),
            "text": clean_text(row, "label", 500, self.notes),
            "hint": clean_text(row, "hint", 500, self.notes),
            "required": self._required(row, kind),
            "section": section,
        }
        if node.means == "again":
            question |= {"points": None, "weight": 0}
        elif kind in ("single", "multiple", "yes_no", "scale") and not self._with_choices(question, node):
            return None
        if kind in ("number", "duration"):
            self._with_numbers(question, node)
        question |= markers.read(row, markers.OF_QUESTIONS, self.notes)
        if kind not in ("note", "computed") and (rule := markers.evidence(row, self.notes)):
            question["evidence"] = rule
        if not any(question["text"].values()) and kind != "computed":
            self.notes.change(row.sheet, row.number, node.name, _("It has no label; its name stands there."))
            question["text"] = dict.fromkeys(question["text"], node.name[:500])
        self._tell(node, kind)
        return self._checked(question, row)

    def _kind(self, node: Node) -> str:
        row, kind = node.row, KINDS[node.means]
        if node.means in INSTEAD:
            self.notes.change(row.sheet, row.number, row.get("type"), str(INSTEAD[node.means]))
        if kind == "short_text" and LONG & set(row.get("appearance").lower().split()):
            kind = "long_text"
        wanted = row.get("journey_kind").strip().lower()
        if row.get("calculation") and kind not in ("computed", "note"):
            if self._is_yes(row, "read_only"):
                why = _("Becomes a computed value, which is not shown on the phone.")
                self.notes.change(row.sheet, row.number, row.get("type"), why)
                return "computed"
            why = _("An answer that is computed and can be changed is not taken over; the question is asked.")
            self.notes.leave_out(row.sheet, row.number, "calculation", why)
        if not wanted:
            return kind
        if wanted in kinds.KINDS and (wanted, kind) in FITTING:
            return wanted
        why = _("A question of this type cannot be of the kind “%(kind)s”.") % {"kind": wanted[:40]}
        self.notes.leave_out(row.sheet, row.number, f"journey_kind: {wanted}", why)
        return kind

    def _is_yes(self, row: Row, name: str) -> bool:
        try:
            return bool(row.get(name)) and markers.truth(row.get(name))
        except ValueError:
            return False

    def _required(self, row: Row, kind: str) -> bool:
        typed = row.get("required")
        if not typed or kind in ("note", "computed"):
            return False
        try:
            return markers.truth(typed)
        except ValueError:
            why = _("Whether an answer is needed cannot depend on other answers; it may stay empty.")
            self.notes.leave_out(row.sheet, row.number, f"required: {typed}", why)
            return False

    def _with_choices(self, question: Question, node: Node) -> bool:
        row = node.row
        listed = self.lists.by_name.get(node.list_name, [])
        if node.means == "acknowledge":
            question["options"] = [{**ACKNOWLEDGED, "hint": shapes.empty(), "points": None}]
            return True
        if not listed:
            why = _("There is no list “%(list)s” in the choices sheet.") % {"list": node.list_name[:80]}
            self.notes.refuse(row.sheet, row.number, row.get("type"), why)
            return False
        if len(listed) > shapes.MOST_OPTIONS:
            words = {"count": len(listed), "most": shapes.MOST_OPTIONS}
            why = _("The list has %(count)s choices; at most %(most)s fit in one question.") % words
            self.notes.leave_out(row.sheet, row.number, row.get("type"), why)
            return False
        options = [dict(one.option) for one in listed]
        if question["kind"] == "yes_no":
            return self._as_yes_no(question, options, row)
        if question["kind"] == "scale":
            question["anchors"] = [{"text": one["text"], "points": one["points"]} for one in options[:11]]
            return True
        if question["kind"] == "multiple":
            options = [{**one, "exclusive": choice.is_exclusive} for one, choice in zip(options, listed, strict=True)]
        if node.has_other and "other" not in {one["key"] for one in options}:
            more = {"exclusive": False} if question["kind"] == "multiple" else {}
            options.append({**OTHER, "hint": shapes.empty(), "points": None, **more})
        question["options"] = options
        return True

    def _as_yes_no(self, question: Question, options: list[dict[str, Any]], row: Row) -> bool:
        worth = {one["key"]: one["points"] for one in options}
        if set(worth) != {"yes", "no"}:
            why = _("A question of yes or no has the choices “yes” and “no”.")
            self.notes.refuse(row.sheet, row.number, "journey_kind: yes_no", why)
            return False
        scored = any(points is not None for points in worth.values())
        question["points"] = {key: points or 0 for key, points in worth.items()} if scored else None
        return True

    def _with_numbers(self, question: Question, node: Node) -> None:
        row = node.row
        question["decimals"] = 3 if node.means == "decimal" else 0
        if node.means != "range":
            return
        found = dict(BOUND.findall(row.get("parameters")))
        try:
            low, high, by = (float(found.get(name, usual)) for name, usual in (("start", 1), ("end", 10), ("step", 1)))
        except ValueError:
            self.notes.leave_out(row.sheet, row.number, row.get("parameters"), _("These bounds cannot be read."))
            return
        low, high = min(low, high), max(low, high)
        digits = max(len(found.get(name, "").partition(".")[2]) for name in ("start", "end", "step"))
        question |= {"min": low, "max": high, "decimals": min(digits, 3)}
        if by not in (1, 0.1, 0.01, 0.001):
            why = _("Every number between the bounds can be answered, not only steps of %(step)g.") % {"step": by}
            self.notes.change(row.sheet, row.number, row.get("parameters"), why)

    def _tell(self, node: Node, kind: str) -> None:
        """What of the row does not come along."""
        row = node.row
        looks = [word for word in row.get("appearance").split() if word.lower() not in LONG]
        if looks:
            why = _("How a question looks is the product's own.")
            self.notes.leave_out(row.sheet, row.number, f"appearance: {' '.join(looks)}", why)
        if row.get("default") and kind != "computed":
            why = _("Nothing is filled in beforehand: an answer that nobody gave would count.")
            self.notes.leave_out(row.sheet, row.number, f"default: {row.get('default')}", why)
        if row.get("parameters") and node.means != "range":
            why = _("Parameters of this type have no meaning here.")
            self.notes.leave_out(row.sheet, row.number, f"parameters: {row.get('parameters')}", why)
        if kind not in ("computed", "note") and self._is_yes(row, "read_only"):
            why = _("A question that cannot be answered is no question; here it can.")
            self.notes.leave_out(row.sheet, row.number, "read_only", why)

    def _checked(self, question: Question, row: Row) -> Question | None:
        """The question as its kind reads it; ``None``, noted, when it cannot."""
        try:
            return kinds.get(question["kind"]).model.model_validate(question).model_dump(mode="json", by_alias=True)
        except ValidationError as error:
            problem = documents.unreadable(error)[0]
            words = {"where": problem["where"], "why": problem["message"]}
            why = _("%(where)s cannot be read: %(why)s") % words
            self.notes.leave_out(row.sheet, row.number, row.get("name"), why)
            return None

    def complete(self, question: Question, row: Row) -> None:
        """Lay ``journey_more`` over a question: it has the last word, where it can be read."""
        more = {key: value for key, value in markers.more(row, self.notes).items() if key not in ("key", "kind")}
        fresh = self._checked({**question, **more}, row) if more else None
        if fresh is not None:
            question.clear()
            question.update(fresh)


# Kinds that a marker may ask for, and what the type of the row must come to.
FITTING = {
    ("yes_no", "single"), ("scale", "single"), ("grade", "number"), ("nps", "number"), ("duration", "number"),
    ("receipt", "number"), ("long_text", "short_text"), ("short_text", "short_text"), ("short_text", "long_text"),
    *((kind, kind) for kind in kinds.KINDS),
}  # fmt: skip


def specify(question: Question, key: str, step: str) -> Question:
    """The question behind "other", as XLSForm adds it."""
    path_of = {"is": "contains" if question["kind"] == "multiple" else "eq", "value": "other"}
    return {
        **kinds.get("short_text").new(key),
        "text": {code: SPECIFY.get(code, SPECIFY["en"]) for code in shapes.languages()},
        "required": False,
        "section": question["section"],
        "show_if": {"field": f"{step}/{question['key']}", **path_of},
    }

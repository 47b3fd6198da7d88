"""A workbook as a journey document: the tree of its survey laid out in phases, steps, sections and questions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from fieldwork.common.errors import Invalid
from fieldwork.journeys import documents, shapes
from fieldwork.journeys.xlsform import adapter, choices, limits, markers, survey
from fieldwork.journeys.xlsform.columns import Reader, Row
from fieldwork.journeys.xlsform.logic import Logic
from fieldwork.journeys.xlsform.naming import Names, key_of
from fieldwork.journeys.xlsform.questions import Maker, clean_text, specify
from fieldwork.journeys.xlsform.results import Notes
from fieldwork.journeys.xlsform.survey import QUESTION, REPEAT, Node

MOST_NODES = adapter.MOST_JUDGED  # with every repeat written out
FIRST_PHASE = {"nl": "Eerste fase", "en": "First phase"}
LOOSE = {"nl": "Vragen", "en": "Questions"}
Pair = tuple[Node, dict[str, Any]]
AGAIN = {"nl": "Is er nog een?", "en": "Is there another one?"}


@dataclass(slots=True)
class Place:
    """One step to be: its own row when a group makes it, and what stands in it."""

    group: Node | None
    nodes: list[Node] = field(default_factory=list)
    key: str = ""


class Mapping:
    """Makes one document of one workbook; it may be unfinished where the notes say that something stands in the way."""

    def __init__(self, book: adapter.Workbook, language: str, name: str, notes: Notes) -> None:
        self.notes, self.reader, self.name = notes, Reader(book, language, notes), name
        self.rows = self.reader.rows(adapter.SURVEY)
        self.choice_rows = self.reader.rows(adapter.CHOICES)
        self.settings = self.reader.rows(adapter.SETTINGS)
        self.lists = choices.read(self.choice_rows, lambda row, field, most: clean_text(row, field, most, notes), notes)
        self.survey_sheet = book.sheet(adapter.SURVEY).name
        for sheet in book.names:
            if sheet.strip().lower() not in (adapter.SURVEY, adapter.CHOICES, adapter.SETTINGS) and len(book.names) > 1:
                notes.leave_out(sheet, 0, "", _("Only the sheets survey, choices and settings are read."))

    def document(self) -> dict[str, Any]:
        """The document, as far as it goes."""
        root = survey.tree(self.rows, self.notes)
        if not any(node.kind == QUESTION for node in root.walk()):
            self.notes.refuse(self.survey_sheet, 0, "survey", _("There is no question in this workbook."))
        if sum(1 for _node in root.walk()) > MOST_NODES:
            why = _("The survey has more than %(most)s rows.") % {"most": MOST_NODES}
            self.notes.refuse(self.survey_sheet, 0, "survey", why)
            return {}
        for node in root.walk():
            _tell_leftovers(node, self.notes)
        self._write_out(root)
        listed = (len(self.lists.by_name.get(node.list_name, ())) for node in root.walk())
        offered = sum(count for count in listed if count <= shapes.MOST_OPTIONS)
        if offered > limits.MOST_ANSWERS:
            self.notes.refuse(self.survey_sheet, 0, "select", limits.too_many_answers(offered))
            return {}
        places = self._places(root)
        names = Names(root.walk())
        steps = self._steps(places, names)
        choices.columns_left(self.choice_rows, self.lists, self.notes)
        choices.lists_left(self.lists, {node.list_name for node in root.walk()}, self.notes)
        if len(steps) > documents.MOST_STEPS:
            words = {"count": len(steps), "most": documents.MOST_STEPS}
            why = _("The workbook makes %(count)s steps; a journey has %(most)s at most.") % words
            self.notes.refuse(self.survey_sheet, 0, "", why)
        count = sum(len(step["questions"]) for step in steps)
        if count > documents.MOST_QUESTIONS:
            words = {"count": count, "most": documents.MOST_QUESTIONS}
            why = _("The workbook makes %(count)s questions; a journey has %(most)s at most.") % words
            self.notes.refuse(self.survey_sheet, 0, "", why)
        more = markers.more(self.settings[0], self.notes) if self.settings else {}
        return {
            "schema": 1,
            "title": self._title(),
            "options": more.get("options") or {},
            "phases": self._phases(places, steps),
        }

    # --- layout -------------------------------------------------------------------------------------------
    def _write_out(self, root: Node) -> None:
        """Every repeat as so many groups, up to a bound for all of them together."""
        budget = [MOST_NODES - sum(1 for _node in root.walk())]

        def visit(node: Node) -> None:
            children: list[Node] = []
            for child in node.children:
                children += self._copies(child, budget) if child.kind == REPEAT else [child]
            node.children = children
            for child in children:
                visit(child)

        visit(root)
        if budget[0] < 0:
            words = {"most": MOST_NODES}
            why = _("Written out, the repeats hold more than %(most)s rows.") % words
            self.notes.refuse(self.survey_sheet, 0, "begin_repeat", why)

    def _copies(self, node: Node, budget: list[int]) -> list[Node]:
        count = self._how_often(node)
        size = 1 + sum(1 for _node in node.walk())
        budget[0] -= size * (count - 1)
        return survey.copies(node, count if budget[0] >= 0 else 1, AGAIN)

    def _how_often(self, node: Node) -> int:
        row = node.row
        typed, most = row.get("repeat_count"), row.get("journey_max")
        for stated in (most, typed):
            if stated.isascii() and stated.isdigit():
                if 0 < int(stated) <= survey.MOST_COPIES:
                    return int(stated)
                words = {"most": survey.MOST_COPIES}
                why = _("A group is repeated 1 to %(most)s times; %(most)s are taken over.") % words
                self.notes.change(row.sheet, row.number, f"repeat_count: {stated}", why)
                return survey.MOST_COPIES
        words = {"count": survey.USUAL_COPIES}
        why = _("No largest number is stated; %(count)s are taken over. The column journey_max states another.") % words
        self.notes.change(row.sheet, row.number, node.name or "begin_repeat", why)
        return survey.USUAL_COPIES

    def _places(self, root: Node) -> list[Place]:
        """Groups on top are steps, what stands loose between them too; values that nobody fills in make no step."""
        places: list[Place] = []
        loose: list[Node] = []
        for child in root.children:
            if child.kind == QUESTION:
                loose.append(child)
                continue
            if any(_is_shown(node) for node in loose):
                places.append(Place(None, loose))
                loose = []
            twin = places[-1].group if places and child.copy > 1 else None
            if twin is not None and twin.row is child.row:  # the copies of one repeat are sections of one step
                places[-1].nodes += [*loose, child]
            elif child.copy:
                places.append(Place(child, [*loose, child]))
            else:
                places.append(Place(child, [*loose, *child.children]))
            loose = []
        if loose:
            if not places or any(_is_shown(node) for node in loose):
                places.append(Place(None, loose))
            else:
                places[-1].nodes += loose
        return places

    def _steps(self, places: list[Place], names: Names) -> list[dict[str, Any]]:
        maker = Maker(self.lists, self.notes)
        steps: list[dict[str, Any]] = []
        made: list[tuple[Place, dict[str, Any], list[Pair]]] = []
        for place in places:
            place.key = key_of(self._key_name(place), {one.key for one in places}, "step")
            step = self._step(place)
            pairs = self._questions(place, step, maker)
            steps.append(step)
            made.append((place, step, pairs))
        questions = {node.path: question for _place, _step, pairs in made for node, question in pairs if node.path}
        logic = Logic(names, self.lists, questions, self.notes)
        for place, step, pairs in made:
            # What belongs to a repeat on top belongs to each of its copies, not to their step.
            group = place.group if place.group and not place.group.copy else None
            if group:
                step["show_if"] = logic.of_group(group) or step.get("show_if")
            for node, question in pairs:
                logic.of_question(node, question, group)
                maker.complete(question, node.row)
            self._complete(step, place)
        logic.tell_cycles()
        return steps

    def _key_name(self, place: Place) -> str:
        if place.group is None:
            return "questions"
        return place.group.row.get("journey_key") or place.group.name

    def _step(self, place: Place) -> dict[str, Any]:
        row = place.group.row if place.group else Row(self.survey_sheet, 0)
        title = clean_text(row, "label", 120, self.notes)
        if not any(title.values()):
            name = place.group.name if place.group else ""
            title = dict.fromkeys(title, name[:120]) if name else self._title_of_loose()
        step: dict[str, Any] = {
            "key": place.key,
            "title": title,
            "ask": self._ask(row, title),
            "intro": clean_text(row, "journey_intro", 4000, self.notes),
            "sections": [],
            "questions": [],
            "desired": markers.desired(row, self.notes),
            **markers.read(row, markers.OF_STEPS, self.notes),
        }
        return step

    def _complete(self, step: dict[str, Any], place: Place) -> None:
        """Lay ``journey_more`` over a step: it has the last word, where it can be read."""
        row = place.group.row if place.group else Row("", 0)
        told = markers.more(row, self.notes)
        more = {key: value for key, value in told.items() if key not in ("phase", "key", "questions")}
        if not more:
            return
        try:
            documents.Step.model_validate({**step, **more, "questions": []})
        except ValueError:
            self.notes.leave_out(row.sheet, row.number, "journey_more", _("This cell cannot be read."))
        else:
            step.update(more)

    def _title_of_loose(self) -> dict[str, str]:
        return {code: LOOSE.get(code, LOOSE["en"]) for code in shapes.languages()}

    def _ask(self, row: Row, title: dict[str, str]) -> dict[str, str]:
        """The question about the feeling: as the workbook has it, else as the phone would put it."""
        asked = clean_text(row, "journey_ask", 500, self.notes)
        if any(asked.values()):
            return asked
        for code, name in title.items():
            if name:
                with override(code):
                    asked[code] = _("How did this feel: {step}?").replace("{step}", name)
        return asked

    def _questions(self, place: Place, step: dict[str, Any], maker: Maker) -> list[Pair]:
        """Every question of a step in order, nested groups as its sections; says which node made which."""
        taken: set[str] = set()
        pairs: list[Pair] = []
        sections: dict[Node, str] = {}
        for node in _flat(place.nodes):
            if node.kind != QUESTION:
                key = key_of(
                    _with_copy(node.row.get("journey_key") or node.name, node), {*sections.values()}, "section"
                )
                sections[node] = key
                title = self._section_title(node, place.group)
                step["sections"].append({"key": key, "title": title, "weight": None})
                continue
            inner = next((sections[above] for above in node.above() if above in sections), None)
            name = node.row.get("journey_key") or node.name or "note"
            copy = next((above.copy for above in node.above() if above.copy), 0)
            key = key_of(f"{name[:36]}_{copy}" if copy > 1 else name, taken, "question")
            is_kept = key == name.lower() or copy > 1 or not node.name
            question = maker.make(node, key, inner)
            if question is None:
                continue
            taken.add(key)
            node.path = f"{step['key']}/{key}"
            if not is_kept:
                why = _("Its key here is “%(key)s”.") % {"key": key}
                self.notes.change(node.row.sheet, node.row.number, node.name, why)
            step["questions"].append(question)
            pairs.append((node, question))
            if node.has_other:
                step["questions"].append(specify(question, key_of(f"{key[:34]}_other", taken, "other"), step["key"]))
                taken.add(step["questions"][-1]["key"])
        used = {question["section"] for question in step["questions"]}
        step["sections"] = [one for one in step["sections"] if one["key"] in used]
        if len(step["sections"]) > documents.MOST_SECTIONS:
            row = place.group.row if place.group else Row(self.survey_sheet, 0)
            words = {"count": len(step["sections"]), "most": documents.MOST_SECTIONS}
            why = _("This group holds %(count)s groups; a step has %(most)s sections at most.") % words
            self.notes.refuse(row.sheet, row.number, step["key"], why)
        return pairs

    def _section_title(self, node: Node, group: Node | None) -> dict[str, str]:
        """Its own label behind those of the groups around it inside the step; copies of a repeat are numbered."""
        around = [node, *node.above()]
        inside = around[: around.index(group)] if group in around and not (group and group.copy) else around
        titles = shapes.empty()
        for one in reversed(inside):
            if one.parent is None:
                continue
            own = clean_text(one.row, "label", 120, self.notes)
            for code in titles:
                words = own[code] or (one.name if not any(own.values()) else "")
                numbered = f"{words} {one.copy}".strip() if one.copy else words
                titles[code] = ": ".join(filter(None, (titles[code], numbered)))
        return {code: words[:120] for code, words in titles.items()}

    # --- around it ----------------------------------------------------------------------------------------
    def _title(self) -> dict[str, str]:
        title = shapes.empty()
        for name in ("form_title", "title", "set_form_title"):
            typed = self.reader.settings_value(name)
            if typed:
                title[self.reader.unmarked] = typed[:120]
                break
        more = markers.more(self.settings[0], Notes()) if self.settings else {}
        named = {code: str(words)[:120] for code, words in _mapping(more.get("title")).items() if code in title}
        title |= named
        return title if any(title.values()) else {**title, self.reader.unmarked: self.name[:120]}

    def _phases(self, places: list[Place], steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Steps that name the same phase behind each other stand in it; steps that name none go along."""
        phases: list[dict[str, Any]] = []
        for place, step in zip(places, steps, strict=True):
            row = place.group.row if place.group else Row(self.survey_sheet, 0)
            title = clean_text(row, "journey_phase", 120, self.notes)
            told = _mapping(markers.more(row, Notes()).get("phase"))
            begins = told or (any(title.values()) and (not phases or phases[-1]["title"] != title))
            if begins or not phases:
                named = title if any(title.values()) else {**title, **FIRST_PHASE}
                wanted = str(told.get("key") or next(filter(None, named.values())))
                key = key_of(wanted, {one["key"] for one in phases}, "phase")
                named = _mapping(told.get("title")) or named
                phase = {"key": key, "title": named, "lifecycle": self._lifecycle(row), "steps": []}
                phases.append({**phase, **({"episode": told["episode"]} if told.get("episode") else {})})
            phases[-1]["steps"].append(step)
        return phases

    def _lifecycle(self, row: Row) -> str:
        return markers.read(row, {"journey_lifecycle": ("lifecycle", markers.LIFECYCLES)}, self.notes).get(
            "lifecycle", "orient"
        )


def _mapping(value: Any) -> dict[str, Any]:
    """A part of somebody's JSON where a mapping belongs; empty when it is something else."""
    return value if isinstance(value, dict) else {}


def _tell_leftovers(node: Node, notes: Notes) -> None:
    """Cells that mean something in other rows, not in this one."""
    row = node.row
    useful, texts = {"type", "name", "relevant", "journey_key"}, {"label"}
    if node.kind == QUESTION:
        useful |= {"default", "read_only", "parameters", "appearance"}
        useful |= {*markers.OF_QUESTIONS, "journey_evidence", "journey_kind", "journey_more"}
        texts |= {"hint"}
        if node.means not in ("note", "calculate", "today"):
            useful |= {"required", "constraint"}
        if node.means not in ("note", "today"):
            useful.add("calculation")
        if row.get("constraint"):
            texts.add("constraint_message")
        if node.list_name:
            useful.add("choice_filter")
    elif node.parent and node.parent.parent is None:  # a group on top is a step
        texts |= {"journey_ask", "journey_intro", "journey_phase"}
        useful |= {*markers.OF_STEPS, "journey_lifecycle", "journey_emotion", "journey_emotion_by", "journey_more"}
    useful |= {"repeat_count", "journey_max"} if node.kind == REPEAT else set()
    for name in (*(one for one in row.values if one not in useful), *(one for one in row.texts if one not in texts)):
        construct = f"{name}: {row.get(name)}" if row.get(name) else name
        notes.leave_out(row.sheet, row.number, construct, _("This cell has no meaning in this row."))


def _is_shown(node: Node) -> bool:
    """Whether a shopper sees anything of it."""
    return node.means not in ("calculate", "today") and not node.means.startswith("no ")


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from node.walk()


def _with_copy(name: str, node: Node) -> str:
    return f"{name[:36]}_{node.copy}" if node.copy > 1 else name


def read(content: adapter.Workbook, language: str, name: str, notes: Notes) -> dict[str, Any] | None:
    """The clean document of a workbook, or ``None`` when something stands in the way (see the notes)."""
    document = Mapping(content, language, name, notes).document()
    if notes.are_refusing:
        return None
    try:
        return documents.clean(document)
    except Invalid as error:
        for problem in error.problems:
            notes.refuse("", 0, str(problem["where"]), str(problem["message"]))
        return None

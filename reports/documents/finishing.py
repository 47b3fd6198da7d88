"""What WeasyPrint leaves open in a tagged file, added before it is written: artifacts, scopes, ids, print flags.

Sources: ISO 14289-1 (PDF/UA-1) 7.5 for the scope of header cells, 7.8 for what repeats on every page and 7.18 for
annotations and forms; ISO 32000-1 14.7.2 for the tree of element ids and 14.8.2.2 for artifacts.
"""

from collections.abc import Iterator
from typing import Any

PRINT = 4  # annotation flag: is printed with the page
LOCKED = 128  # and not to be moved
SIGNATURE = "Seal"  # name of the field that the signature goes into
PAGINATION = b"/Artifact <</Type /Pagination>>"


def finish(pdf: Any) -> None:
    """Complete the structure of ``pdf`` (a ``pydyf.PDF``) in place; order of objects stays, so do its bytes."""
    named: list[tuple[bytes, bytes]] = []
    root = None
    for number, element in enumerate(pdf.objects):
        if not isinstance(element, dict):
            continue
        kind = element.get("Type")
        if kind == "/StructTreeRoot":
            root = element
        elif kind == "/Annot":
            element["F"] = PRINT
        elif element.get("S") == "/TH" and "A" in element:
            element["A"]["Scope"] = "/Column" if _is_in_head(pdf, element) else "/Row"
        if kind == "/StructElem" and "ID" in element:
            named.append((element["ID"].data, f"{number} 0 R".encode()))
    if root is None:
        return
    if named:
        _add_names(root, named)
    _take_out_what_repeats(pdf, root)
    _one_link_each(pdf, root)


def object_of(pdf: Any, reference: Any) -> Any:
    """The object behind ``12 0 R``."""
    return pdf.objects[int(reference.split()[0])]


def _is_in_head(pdf: Any, cell: Any) -> bool:
    row = object_of(pdf, cell["P"])
    return object_of(pdf, row["P"]).get("S") == "/THead"


def _add_names(root: Any, named: list[tuple[bytes, bytes]]) -> None:
    import pydyf  # type: ignore[import-untyped]

    pairs: list[Any] = []
    for name, reference in sorted(dict(named).items()):
        pairs += [name, reference]
    root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})


# --- running heads and feet -------------------------------------------------------------------------------
def _take_out_what_repeats(pdf: Any, root: Any) -> None:
    """Make the margin boxes of every page artifacts: a reader who hears the report hears them once per page else.

    WeasyPrint builds elements for them that hang on nothing, and marks their words as content of these.
    """
    top = object_of(pdf, root["K"][0])
    hung = set(top["K"])
    under: list[Any] = [one for one in pdf.objects if isinstance(one, dict) and one.get("P") == top.reference]
    loose = [one for one in under if one.reference not in hung]
    content = object_of(pdf, root["ParentTree"])["Nums"][1::2]
    pages = {page: number for number, page in enumerate(pdf.page_references)}
    repeated: dict[bytes, set[int]] = {}
    for page, words in _marked(pdf, loose):
        content[pages[page]][words] = b"null"
        repeated.setdefault(page, set()).add(words)
    for page, numbers in repeated.items():
        _as_artifacts(object_of(pdf, object_of(pdf, page)["Contents"]), numbers)


def _marked(pdf: Any, elements: list[Any]) -> Iterator[tuple[bytes, int]]:
    """Page and number of all marked content below these elements; the elements are emptied."""
    for element in elements:
        for child in element["K"]:
            if isinstance(child, int):
                yield element["Pg"], child
            else:
                yield from _marked(pdf, [object_of(pdf, child)])
        element.clear()


def _as_artifacts(stream: Any, numbers: set[int]) -> None:
    """Turn every ``/Span <</MCID 3>> BDC`` with one of these numbers into an artifact."""
    kept: list[Any] = []
    for part in stream.stream:
        if isinstance(part, dict) and part.get("MCID") in numbers:
            kept[-1] = PAGINATION  # in place of the tag that stands before its number
        else:
            kept.append(part)
    stream.stream = kept


# --- links ------------------------------------------------------------------------------------------------
def _one_link_each(pdf: Any, root: Any) -> None:
    """Leave one link where WeasyPrint makes one for each box in it: a line of the contents is one place to go."""
    within: set[int] = set()
    spare: list[Any] = []
    links: list[Any] = [one for one in pdf.objects if isinstance(one, dict) and one.get("S") == "/Link"]
    for element in links:
        if element.number not in within:
            parts = [object_of(pdf, child) for child in element["K"] if not isinstance(child, int)]
            for part in parts:
                if part.get("Type") != "/OBJR":
                    spare += _spare_links(pdf, part, within)
    for link in spare:
        object_of(pdf, link["Pg"])["Annots"].remove(link["Obj"])
    gone = {object_of(pdf, link["Obj"])["StructParent"] for link in spare}
    numbers = object_of(pdf, root["ParentTree"])["Nums"]
    pairs = zip(numbers[::2], numbers[1::2], strict=True)
    numbers[:] = [one for number, element in pairs if number not in gone for one in (number, element)]


def _spare_links(pdf: Any, element: Any, within: set[int]) -> Iterator[Any]:
    """Every link below ``element``, taken out; what held it stays as words."""
    within.add(element.number)
    if element.get("S") == "/Link":
        element["S"] = "/Span"
    for child in [one for one in element["K"] if not isinstance(one, int)]:
        part = object_of(pdf, child)
        if part.get("Type") == "/OBJR":
            element["K"].remove(child)
            yield part
        else:
            yield from _spare_links(pdf, part, within)


# --- the place of the signature ---------------------------------------------------------------------------
def leave_room_to_sign(pdf: Any, words: str) -> None:
    """An empty signature field of no size on the last page, with its place in the structure.

    Whoever signs would add one beside the structure, and a listener must hear of every field: ``words`` is what
    they hear.
    """
    import pydyf

    root = object_of(pdf, pdf.catalog["StructTreeRoot"])
    top = object_of(pdf, root["K"][0])
    numbers = object_of(pdf, root["ParentTree"])["Nums"]
    page = pdf.page_references[-1]
    field = pydyf.Dictionary({
        "Type": "/Annot", "Subtype": "/Widget", "FT": "/Sig", "T": pydyf.String(SIGNATURE), "TU": pydyf.String(words),
        "F": PRINT | LOCKED, "Rect": pydyf.Array([0, 0, 0, 0]), "P": page, "StructParent": numbers[-2] + 1,
    })  # fmt: skip
    pdf.add_object(field)
    place = pydyf.Dictionary({"Type": "/OBJR", "Obj": field.reference, "Pg": page})
    pdf.add_object(place)
    element = pydyf.Dictionary({
        "Type": "/StructElem", "S": "/Form", "P": top.reference, "Pg": page, "Alt": pydyf.String(words),
        "K": pydyf.Array([place.reference]),
    })  # fmt: skip
    pdf.add_object(element)
    top["K"].append(element.reference)
    numbers.extend([field["StructParent"], element.reference])
    object_of(pdf, page).setdefault("Annots", pydyf.Array()).append(field.reference)
    pdf.catalog["AcroForm"] = pydyf.Dictionary({"Fields": pydyf.Array([field.reference])})

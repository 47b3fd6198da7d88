"""What WeasyPrint leaves open in a tagged file, added before it is written: scopes, ids and print flags.

Sources: ISO 14289-1 (PDF/UA-1) 7.5 for the scope of header cells and 7.18 for annotations; ISO 32000-1
14.7.2 for the tree of element ids.
"""

from typing import Any

PRINT = 4  # annotation flag: is printed with the page


def finish(_document: Any, pdf: Any) -> None:
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
    if root is not None and named:
        _add_names(root, named)


def _is_in_head(pdf: Any, cell: Any) -> bool:
    row = _parent(pdf, cell)
    return _parent(pdf, row).get("S") == "/THead"


def _parent(pdf: Any, element: Any) -> Any:
    return pdf.objects[int(element["P"].split()[0])]


def _add_names(root: Any, named: list[tuple[bytes, bytes]]) -> None:
    import pydyf  # type: ignore[import-untyped]

    pairs: list[Any] = []
    for name, reference in sorted(dict(named).items()):
        pairs += [name, reference]
    root["IDTree"] = pydyf.Dictionary({"Names": pydyf.Array(pairs)})

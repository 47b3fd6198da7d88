"""What makes a file fit to be kept: metadata that says what it claims, and the figures themselves inside it.

Sources: ISO 19005-3 (PDF/A-3) 6.6.2 for metadata, 6.6.2.3 for the description of schemas that are not its own, 6.8
for embedded files; ISO 14289-1 (PDF/UA-1) 5 for its identifier. A time is written once and stands the same in both
places that PDF has for it.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

from .finishing import object_of

JSON = "application/json"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

# The words of the file that stand twice: in the document information and in XMP.
INFO = {
    "Title": '<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title>',
    "Author": "<dc:creator><rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq></dc:creator>",
    "Subject": '<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:description>',
    "Creator": "<xmp:CreatorTool>{}</xmp:CreatorTool>",
    "Producer": "<pdf:Producer>{}</pdf:Producer>",
}
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
{words}
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{number}</dc:identifier>
<xmp:CreateDate>{at}</xmp:CreateDate><xmp:ModifyDate>{at}</xmp:ModifyDate><xmp:MetadataDate>{at}</xmp:MetadataDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 the file follows</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


@dataclass(frozen=True)
class Attached:
    """A file inside the report. ``name`` in plain letters; ``described`` in the language of the report."""

    name: str
    media_type: str
    described: str
    body: bytes


def describe(pdf: Any, *, language: str, number: str, made_at: str) -> None:
    """Write metadata of PDF/A-3a and PDF/UA-1 into a ``pydyf.PDF``, the same in both places.

    ``made_at`` is the moment the figures were frozen (ISO, aware): the file is about that moment, and whoever
    makes it again gets the same bytes.
    """
    import pydyf  # type: ignore[import-untyped]

    at = datetime.fromisoformat(made_at).replace(microsecond=0)
    zone = at.strftime("%z")
    for name in ("CreationDate", "ModDate"):
        pdf.info[name] = pydyf.String(f"{at:D:%Y%m%d%H%M%S}{zone[:3]}'{zone[3:5]}'")
    words = [shape.format(escape(str(pdf.info[name].string))) for name, shape in INFO.items() if name in pdf.info]
    filled = XMP.format(words="\n".join(words), language=language, number=escape(number), at=at.isoformat())
    metadata = object_of(pdf, pdf.catalog["Metadata"])
    # Not packed, on purpose: whoever looks for it finds it in the plain file.
    metadata.stream, metadata.compress = [filled.encode()], False


def attach(pdf: Any, files: tuple[Attached, ...], *, made_at: str) -> None:
    """Put files into a ``pydyf.PDF``, by name, with what they are and how they belong to it.

    Their relation is *Data* (ISO 19005-3 annex E: what tables and charts were derived from), not *Source*: the
    report was not written in them, it shows them.
    """
    import pydyf

    if not files:
        return
    at = pydyf.String(f"{datetime.fromisoformat(made_at):D:%Y%m%d%H%M%S}")
    names, associated = pydyf.Array(), pydyf.Array()
    for file in sorted(files, key=lambda one: one.name):
        known = {"Size": len(file.body), "ModDate": at, "CheckSum": f"<{_md5(file.body)}>"}
        about = {
            "Type": "/EmbeddedFile",
            "Subtype": f"/{file.media_type.replace('/', '#2f')}",
            "Params": pydyf.Dictionary(known),
        }
        body = pydyf.Stream([file.body], about, compress=True)
        pdf.add_object(body)
        entry = pydyf.Dictionary(
            {
                "Type": "/Filespec",
                "F": pydyf.String(file.name),
                "UF": pydyf.String(file.name),
                "EF": pydyf.Dictionary({"F": body.reference, "UF": body.reference}),
                "Desc": pydyf.String(file.described),
                "AFRelationship": "/Data",
            }
        )
        pdf.add_object(entry)
        names.extend([pydyf.String(file.name), entry.reference])
        associated.append(entry.reference)
    pdf.catalog.setdefault("Names", pydyf.Dictionary())["EmbeddedFiles"] = pydyf.Dictionary({"Names": names})
    pdf.catalog["AF"] = associated


def identified(pdf: bytes) -> bytes:
    """A written file with its identifier (ISO 32000-1 14.4): the checksum of all its bytes, in the last dictionary.

    The library has one as well, and writes every object a second time to find it.
    """
    start = int(pdf[pdf.rindex(b"startxref") :].split()[1])
    at = pdf.index(b"<<", start) + 2
    number = f"<{_md5(pdf)}>"
    return b"%s/ID [%s]%s" % (pdf[:at], f"{number} {number}".encode(), pdf[at:])


def _md5(body: bytes) -> str:
    """The checksum that PDF itself asks for; nothing trusts it."""
    return hashlib.md5(body, usedforsecurity=False).hexdigest()

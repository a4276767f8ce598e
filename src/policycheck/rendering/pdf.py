"""The audit report as a PDF: tagged, archivable, and the same bytes for the same assessment.

WeasyPrint and its libraries are loaded when the first report is made, not before.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import Any

from policycheck.errors import RenderError
from policycheck.model.assessment import Assessment
from policycheck.rendering.bundle import Attachment, attachments
from policycheck.rendering.environment import layout
from policycheck.rendering.options import PLAIN, Options
from policycheck.rendering.report import report_html
from policycheck.rendering.tagging import finisher
from policycheck.rendering.templating import font_files
from policycheck.resources import templates_dir

VARIANT = "pdf/a-3a"
"""The PDF variant asked of WeasyPrint. The identifier of PDF/UA-1 is added to it."""

_FONT = re.compile(r"pkg:fonts/([A-Za-z-]+\.ttf)")
_MARK = "data:image/svg+xml,"

_PDF_UA = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""

_MISSING = "the PDF format needs Pango, which is not on this machine; every other format works without it"
_INSTALL = (
    "Debian, Ubuntu: apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. "
    "Fedora: dnf install pango harfbuzz. macOS: brew install pango. "
    "Windows: install MSYS2, then pacman -S mingw-w64-x86_64-pango."
)


def render_pdf(assessment: Assessment, options: Options = PLAIN) -> bytes:
    """The report as PDF bytes. Raises RenderError where the libraries for it are missing."""
    weasyprint = _weasyprint()
    with _fixed_time(assessment.proposal.header.date), _no_collection(), warnings.catch_warnings():
        # NOTE: WeasyPrint 70 leaves the file of its colour profile for the collector to close.
        warnings.filterwarnings("ignore", "unclosed file .*sRGB2014", ResourceWarning)
        page = weasyprint.HTML(string=report_html(assessment, options), url_fetcher=fetcher())
        document = page.render(font_config=_font_configuration(), pdf_variant=VARIANT)
        _identify_as_pdf_ua(document.metadata)
        carried = attachments(assessment, options, layout())
        document.metadata.attachments = [_attachment(part, assessment.proposal.header.date) for part in carried]
        made = document.write_pdf(pdf_variant=VARIANT, finisher=_finishers(finisher(page.etree_element), carried))
    assert isinstance(made, bytes)
    return made


def fetcher() -> Any:
    """A WeasyPrint fetcher that hands out the bundled fonts and the style sheet's own marks, and stops at all else."""
    weasyprint = _weasyprint()
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class BundledOnly(URLFetcher):  # type: ignore[misc, unused-ignore]  # untyped base
        """Nothing is read from the network, and from the disk nothing but fonts."""

        def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002 - the signature is WeasyPrint's
            """The resource, or FatalURLFetchingError."""
            font = _FONT.fullmatch(url)
            if font and font[1] in font_files():
                return URLFetcherResponse(url, (templates_dir() / "fonts" / font[1]).read_bytes())
            if url.startswith(_MARK):
                return weasyprint.urls.URLFetcher.fetch(self, url)
            raise FatalURLFetchingError(f"the report asked for {url[:80]}, which is not part of it")

    return BundledOnly(allowed_protocols={"data"})


def _weasyprint() -> Any:
    try:
        import weasyprint
    except OSError as error:
        raise RenderError(_MISSING, _INSTALL) from error
    return weasyprint


def _attachment(part: Attachment, date: str) -> Any:
    from weasyprint import Attachment as Written

    when = datetime.fromisoformat(date).replace(tzinfo=UTC)
    return Written(
        string=part.content,
        url_fetcher=fetcher(),
        name=part.name,
        description=part.description,
        created=when,
        modified=when,
        relationship=part.relationship,
    )


def _finishers(tag: Callable[[Any, Any], None], carried: Sequence[Attachment]) -> Callable[[Any, Any], None]:
    """What is done to a PDF before it is written: its tags, its attachments, and the compression of its streams."""

    def finish(document: Any, pdf: Any) -> None:
        tag(document, pdf)
        _name_attachments(carried, pdf)
        _compress(pdf)

    return finish


def _compress(pdf: Any) -> None:
    """Compress every stream now: the writer would do it twice, for the file and for the file's identifier."""
    for part in pdf.objects:
        if getattr(part, "compress", False):
            packed = part.data.partition(b"\nstream\n")[2].removesuffix(b"\nendstream")
            part.stream, part.compress, part.extra["Filter"] = [packed], False, "/FlateDecode"


def _name_attachments(carried: Sequence[Attachment], pdf: Any) -> None:
    """Name each attachment once, and give it our media type: WeasyPrint asks the machine's own list of types."""
    if not carried:
        return
    pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])
    files = (part for part in pdf.objects if getattr(part, "extra", {}).get("Type") == "/EmbeddedFile")
    for written, part in zip(files, carried, strict=True):
        written.extra["Subtype"] = f"/{part.media_type.replace('/', '#2f')}"


@cache
def _font_configuration() -> Any:
    """One configuration for all reports of a process: fonts are loaded once.

    It holds a temporary folder, so it has to go before the interpreter takes its modules apart.
    """
    from weasyprint.text.fonts import FontConfiguration

    atexit.register(_font_configuration.cache_clear)
    return FontConfiguration()


def _identify_as_pdf_ua(metadata: Any) -> None:
    """Add the identifier of PDF/UA-1 to the XMP metadata, and declare it as PDF/A asks."""
    plain = metadata.generate_rdf_metadata

    def with_identifier(*given: Any) -> bytes:
        made: bytes = plain(*given)
        return made.replace(b"</rdf:RDF>", _PDF_UA + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = with_identifier


@contextmanager
def _fixed_time(date: str) -> Iterator[None]:
    """Let fontTools, which subsets fonts where HarfBuzz cannot, date them by the proposal and not by the clock."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(max(0, int(datetime.fromisoformat(date).replace(tzinfo=UTC).timestamp())))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector out of layout: it finds nothing there and takes a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()

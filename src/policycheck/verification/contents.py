"""What a report carries, opened and held against its own manifest. Nothing is evaluated here."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from msgspec import DecodeError, Struct, json

from policycheck.model.pack import digest_of
from policycheck.rendering.bundle import MANIFEST, PACK_PREFIX, RESULTS, Manifest, encoded
from policycheck.verification.answer import CannotTellError, NotReproducedError
from policycheck.verification.bounds import MOST_BYTES

_RESULTS = b"urn:policycheck:results:"
_OTHER = "Was the report made by another version of policycheck? Verify it with that one."


class Contents(Struct, frozen=True):
    """The format of a report, its bytes, its attachments by name, and its manifest."""

    form: str
    data: bytes
    files: Mapping[str, bytes]
    manifest: Manifest

    @property
    def proposal(self) -> bytes:
        """The proposal as it was read."""
        return self.files[self.manifest.proposal.attachment]

    @property
    def results(self) -> bytes:
        """The results as the report carries them."""
        return self.files[RESULTS]

    @property
    def pack_files(self) -> dict[str, bytes]:
        """The files of the pack by name."""
        return pack_files(self.files)


def pack_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Those attachments that are a pack's files, by the names they have in the pack."""
    return {name.removeprefix(PACK_PREFIX): files[name] for name in files if name.startswith(PACK_PREFIX)}


def open_report(data: bytes) -> Contents:
    """A report with its attachments. Raises CannotTellError, or NotReproducedError where it contradicts itself."""
    if len(data) > MOST_BYTES:
        raise CannotTellError(f"the file is larger than {MOST_BYTES >> 20} MiB", "Is it a report? No more is read.")
    form, files = _read(data)
    if not files:
        raise CannotTellError(
            "the report carries no files, so it cannot be checked by itself",
            "It was made with --no-embed, or not by policycheck. Ask for the report with its files.",
        )
    manifest = _manifest(files)
    _check_digests(files, manifest)
    if digest_of(pack_files(files)) != manifest.pack.digest:
        raise NotReproducedError("the pack is not the one whose digest the manifest states")
    return Contents(form, data, files, manifest)


def _read(data: bytes) -> tuple[str, dict[str, bytes]]:
    start = data[:1024].lstrip().lower()
    if start.startswith(b"%pdf-"):
        from policycheck.verification.pdf import read_pdf

        return "pdf", read_pdf(data)
    if start.startswith((b"<!doctype html", b"<html")):
        from policycheck.verification.html import read_html

        return "html", read_html(data)
    if start.startswith(b"{") and _RESULTS in start:
        message = "the file holds results alone, and carries none of the files from which they were made"
        raise CannotTellError(message, "Verify the PDF or the HTML report that was made with it.")
    raise CannotTellError("the file is neither a PDF nor an HTML page", "Name a report that policycheck made.")


def _manifest(files: Mapping[str, bytes]) -> Manifest:
    if MANIFEST not in files:
        raise CannotTellError(f"the report carries no {MANIFEST}", "Ask for the report as it was made.")
    try:
        manifest = json.decode(files[MANIFEST], type=Manifest)
    except (DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CannotTellError(f"{MANIFEST} cannot be read: {error}", _OTHER) from None
    if encoded(manifest) != files[MANIFEST]:
        raise CannotTellError(f"{MANIFEST} is not written as this policycheck writes it", _OTHER)
    if not manifest.options.possible or not manifest.options.embed:
        raise CannotTellError(f"{MANIFEST} has options that no report is made with", _OTHER)
    return manifest


def _check_digests(files: Mapping[str, bytes], manifest: Manifest) -> None:
    listed = {entry.name: entry for entry in manifest.attachments}
    entries = (manifest.profile, manifest.waivers, manifest.baseline, manifest.sources)
    chosen = [entry.attachment for entry in entries if entry is not None]
    for needed in (RESULTS, manifest.proposal.attachment, *chosen, *listed):
        if needed not in files:
            raise CannotTellError(f"the report carries no {needed}", "Ask for the report as it was made.")
    wrong = [f"{name} is not listed in the manifest" for name in files if name not in listed and name != MANIFEST]
    wrong += [
        f"{name} does not have the digest that the manifest states"
        for name, entry in listed.items()
        if sha256(files[name]).hexdigest() != entry.sha256
    ]
    if wrong:
        raise NotReproducedError(*wrong)

"""The envelope of a proposal as pydantic models: the one definition from which its JSON Schema is published.

`python -m policycheck.load.envelope` prints that schema; `schemas/envelope.schema.json` holds it, and a test holds
the two equal, so that no model has to be built when a proposal is read.
"""

from __future__ import annotations

import datetime
import json
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


def _iso_date(text: str) -> str:
    if datetime.date.fromisoformat(text).isoformat() != text:
        raise ValueError("not a full date")
    return text


Text = Annotated[str, Field(min_length=1)]
Date = Annotated[str, AfterValidator(_iso_date), Field(json_schema_extra={"format": "date"})]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, title=None)


class SourceModel(_Part):
    """a cited document"""

    id: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z][A-Za-z0-9_.-]*$",
            max_length=60,
            title="source id",
            description="A short name without spaces.",
        ),
    ]
    cite: Annotated[Text, Field(title="citation", description="The source as one would cite it.")]
    seen: Annotated[Literal["search", "memory", "document"] | None, Field(title="how it was seen")] = None
    url: Annotated[Text | None, Field(title="address")] = None
    conf: Annotated[Literal["high", "medium", "low"] | None, Field(title="confidence")] = None
    date: Annotated[
        Date | None, Field(title="date of the source", description="The day of the proposal: YYYY-MM-DD.")
    ] = None
    note: Annotated[Text | None, Field(title="note")] = None
    file: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=500,
            title="file",
            description="The source's file, as seen from the proposal's folder; memo is the memo in this very file.",
        ),
    ] = None


class HeaderModel(_Part):
    """the proposal's header"""

    id: Annotated[
        str,
        Field(
            pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$",
            max_length=80,
            title="proposal id",
            description="A short name without spaces.",
        ),
    ]
    title: Annotated[Text, Field(title="title", description="The title by which the proposal is known.")]
    actor: Annotated[Text, Field(title="acting party")]
    author: Annotated[Text | None, Field(title="author")] = None
    status: Annotated[Text, Field(title="status")]
    basis: Annotated[
        Literal["as_written", "as_delivered"],
        Field(title="basis", description="Judged on its text (as_written) or on what was done (as_delivered)."),
    ]
    date: Annotated[Date, Field(title="date", description="The day of the proposal: YYYY-MM-DD.")]
    covers: Annotated[
        list[str],
        Field(min_length=1, title="strands covered", description="The strands that the proposal sets out to cover."),
    ]
    sources: Annotated[list[SourceModel], Field(title="sources")] = []
    note: Annotated[Text | None, Field(title="note")] = None


class EvidenceModel(_Part):
    """an evidence entry"""

    for_: Annotated[
        Text, Field(alias="for", title="field", description="The path of the field that the entry supports.")
    ]
    says: Annotated[
        Text, Field(title="what the source says", description="What the source says on it, in a few words.")
    ]
    where: Annotated[
        Text, Field(title="place in the source", description="Where in the source: article, page, paragraph.")
    ]
    source: Annotated[Text, Field(title="source", description="The id of one of the proposal's sources.")]
    quote: Annotated[
        str | None,
        Field(
            min_length=1,
            max_length=4_000,
            title="quotation",
            description="The source's own words, one unbroken passage. It is looked up in the source's file.",
        ),
    ] = None
    contested: Annotated[bool, Field(title="contested")] = False
    note: Annotated[Text | None, Field(title="note")] = None


class RiskModel(_Part):
    """a risk entry"""

    topic: Annotated[Text, Field(title="topic", description="The name of an advisory or tension of the pack.")]
    mitigation: Annotated[Text, Field(title="mitigation", description="What the proposal does about it.")]
    note: Annotated[Text | None, Field(title="note")] = None


class ResponseModel(_Part):
    """a response"""

    finding: Annotated[Text, Field(title="finding", description="The id of a rule, advisory or tension.")]
    text: Annotated[Text, Field(title="text", description="The author's answer. It is printed and changes nothing.")]


class EnvelopeModel(_Part):
    """the proposal"""

    pack: Annotated[Text | None, Field(title="pack")] = None
    pack_version: Annotated[
        str | None,
        Field(
            pattern=r"^[0-9]+(\.[0-9]+){0,2}$",
            title="version of the pack",
            description="The version of the pack for which the proposal was written: 1.0.0, or in quotes.",
        ),
    ] = None
    proposal: HeaderModel
    evidence: list[EvidenceModel] = []
    risks: list[RiskModel] = []
    responses: list[ResponseModel] = []


def envelope_schema() -> dict[str, object]:
    """The envelope as JSON Schema 2020-12, without nulls: what is not stated is left out."""
    schema = EnvelopeModel.model_json_schema(by_alias=True)
    plain = _inline(schema, schema.pop("$defs"))
    assert isinstance(plain, dict)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:policycheck:envelope:1",
        **plain,
    }


def _inline(node: object, definitions: dict[str, object]) -> object:
    """References replaced by what they name, `X or null` by X, defaults and generated titles dropped."""
    if isinstance(node, list):
        return [_inline(part, definitions) for part in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        target = definitions[str(node["$ref"]).rpartition("/")[2]]
        assert isinstance(target, dict)
        return _inline({**target, **{k: v for k, v in node.items() if k != "$ref"}}, definitions)
    options = node.get("anyOf")
    if isinstance(options, list):
        kept = next(option for option in options if option != {"type": "null"})
        return _inline({**kept, **{k: v for k, v in node.items() if k not in {"anyOf", "default"}}}, definitions)
    out = {key: _inline(value, definitions) for key, value in node.items() if key != "default"}
    if out.get("type") == "object" and "description" in out:
        out["title"] = out.pop("description")
    return out


if __name__ == "__main__":
    print(json.dumps(envelope_schema(), indent=2, ensure_ascii=False))  # noqa: T201 - run as a script, it prints

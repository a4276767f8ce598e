"""A small pack and a small proposal as files: every outcome but "not stated", a grade, and two reasons for none."""

from pathlib import Path

PACK = {
    "pack.yaml": """
        id: lighthouse
        version: 2.0.1
        title: How to keep a lighthouse
        description: Encodes one pamphlet, which is opinion.
        reviewed_on: 2024-05-01
        comprehensive: all_of_it
        recommendations: [light.yaml, horn.yaml, boats.yaml]
        scale:
          basis: The bands are ours.
          bands: {meets: 0.85, largely_meets: 0.65, partly_meets: 0.4, does_not_meet: 0}
          credit: {met: 1, partly_met: 0.5}
          contradicts_at: 0.25
          silent_at: 0.6
        """,
    "vocabulary.schema.yaml": """
        title: a plan for a lighthouse
        type: object
        properties:
          proposal:
            type: object
            properties:
              actor: {title: actor, oneOf: [{const: keeper, title: the keeper}, {const: board, title: the board}]}
              status: {title: status, oneOf: [{const: draft, title: a draft}, {const: final, title: final}]}
              covers: {title: strands, type: array, items: {title: strand, $ref: "#/$defs/Strand"}}
          lamp:
            title: lamp
            type: object
            additionalProperties: false
            properties:
              hours: {title: hours of light, type: number, minimum: 0, maximum: 24}
              fuel: {title: fuel, oneOf: [{const: oil, title: whale oil}, {const: gas, title: town gas}]}
              keeper: {title: name of the keeper, type: string}
              spare: {title: spare lamp, type: boolean}
          horn:
            title: horn
            type: object
            additionalProperties: false
            properties: {loud: {title: loudness of the horn, type: boolean}}
          boats:
            title: boats
            type: object
            additionalProperties: false
            properties: {names: {title: names of boats, type: array, items: {title: boat, type: string}}}
        $defs:
          Strand:
            oneOf:
              - {const: lamp, title: the lamp}
              - {const: sound, title: sound}
              - {const: boats, title: boats}
              - {const: all_of_it, title: all of it}
        """,
    "sources.yaml": """
        documents: [{id: LH, title: On Lighthouses, author: A. Keeper, date_note: Undated., note: Opinion.}]
        clauses:
          - {id: LH-1, role: requirement, of: L, where: page 1, says: A light is lit every night.}
          - {id: LH-2, role: risk, where: page 2, says: Oil runs out in winter.}
          - {id: LH-3, role: context, where: page 3, says: The sea is wide.}
          - {id: LH-4, role: requirement, where: page 4, says: Fog calls for sound.}
        authorities:
          - {id: TRINITY, cite: Rules of 1836, use: on lamps, seen: memory, confidence: low}
          - {id: UNUSED, cite: Rules of 1900, use: on nothing, seen: memory, confidence: low}
        """,
    "definitions.yaml": "definitions: {long_night: {number: 14.5, title: hours of a long night}}",
    "light.yaml": """
        id: L
        title: Keep the light
        strands: [lamp]
        sections: [lamp]
        clauses: [LH-1]
        rules:
          - id: L1
            title: Burn all night
            question: Does the lamp burn through a long night?
            met: {field: lamp.hours, at_least: $long_night}
            partly: {field: lamp.hours, at_least: 8}
            weight: 4
            severity: critical
            caps: {not_met: does_not_meet, not_stated: partly_meets, partly_met: largely_meets}
            why: Ships come in the small hours.
            remedy: State the hours.
            clauses: [LH-1]
            authority: [TRINITY]
          - id: L2
            title: Have a spare
            question: Is there a spare lamp?
            contradicted: {field: lamp.spare, is: false}
            met: {field: lamp.spare, is: true}
            weight: 1.5
            severity: major
            why: Lamps break.
            remedy: Buy one.
            clauses: [LH-1]
          - id: L3
            title: Name the keeper
            question: Is the keeper named?
            met: {field: lamp.keeper, stated: true}
            weight: 1
            severity: minor
            why: Somebody must answer.
            remedy: Name one.
            clauses: [LH-1]
          - id: L4
            title: Test the spare
            question: Is the spare lamp tested?
            requires: L2
            met: {field: lamp.spare, is: true}
            weight: 1
            severity: minor
            why: Spares rust.
            remedy: Test it.
            clauses: [LH-1]
          - id: L5
            title: Store gas safely
            question: Is the gas stored safely?
            when: {field: lamp.fuel, is: gas}
            met: {field: lamp.keeper, stated: true}
            weight: 1
            severity: minor
            why: Gas burns.
            remedy: Store it outside.
            clauses: [LH-2]
        """,
    "horn.yaml": """
        id: H
        title: Sound the horn
        strands: [sound]
        sections: [horn]
        clauses: [LH-4]
        rules: [{id: H1, title: Be loud, question: Is it loud?, met: {field: horn.loud, is: true}, weight: 1,
                 severity: critical, caps: {not_stated: does_not_meet, not_met: does_not_meet}, why: Fog muffles.,
                 remedy: Be louder., clauses: [LH-4]}]
        """,
    "boats.yaml": """
        id: B
        title: Name the boats
        when: {field: boats.names, stated: true}
        when_note: There are no boats.
        strands: [boats]
        sections: [boats]
        clauses: [LH-4]
        rules: [{id: B1, title: Name two, question: Are two named?, met: {count: "boats.names[]", at_least: 2},
                 weight: 1, severity: minor, why: One sinks., remedy: Name two., clauses: [LH-4]}]
        """,
    "advisories.yaml": """
        advisories:
          - {id: A1, slug: oil, title: Oil in winter, level: high, when: {field: lamp.fuel, is: oil},
             why: It thickens., remedy: Heat it., clauses: [LH-2]}
        """,
    "tensions.yaml": """
        tensions:
          - {id: T1, slug: cost, title: Light against cost, across: [L, H], when: {field: lamp.hours, at_least: 8},
             why: Oil is dear., remedy: Say who pays., clauses: [LH-1]}
        """,
}
PROPOSAL = """
proposal:
  id: north_rock
  title: "North Rock: \\"light\\" & 등대"
  actor: keeper
  status: draft
  basis: as_written
  date: 2020-02-29
  covers: [lamp, boats]
  sources: [{id: LOG, cite: The log}]
lamp:
  hours: 9
  fuel: oil
  spare: false
  keeper: Ann
horn: {loud: true}
evidence: [{for: lamp, says: she is there, where: page 1, source: LOG, contested: true}]
risks: [{topic: cost, mitigation: The board pays.}]
responses: [{finding: L2, text: No money.}, {finding: A1, text: We heat it.}]
"""


def write_files(folder: Path) -> None:
    """Write `pack/` and `proposal.yaml` into the folder, the same bytes everywhere."""
    (folder / "pack").mkdir()
    for name, text in PACK.items():
        (folder / "pack" / name).write_text(text, encoding="utf-8", newline="\n")
    (folder / "proposal.yaml").write_text(PROPOSAL, encoding="utf-8", newline="\n")

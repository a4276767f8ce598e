"""The plain data behind the report."""

from __future__ import annotations

from fractions import Fraction

import pytest
from tests.rendering.zoo import ZOO, changed, every_outcome, pack

from policycheck.model.figures import number
from policycheck.model.outcome import Outcome
from policycheck.model.proposal import Response
from policycheck.rendering.crossref import Link, anchor, cited, covering
from policycheck.rendering.figures import percent
from policycheck.rendering.quotation import BLOCK_CAP, BLOCKS_CAP, CHARACTERS_CAP, EXCERPT_CAP, quotation
from policycheck.rendering.view import ENTRIES_CAP, report_view, words


@pytest.mark.parametrize(
    ("share", "shown"),
    [
        (Fraction(7, 13), "53.8 %"),
        (Fraction(0), "0 %"),
        (Fraction(1), "100 %"),
        (Fraction(8499, 10000), "84.9 %"),
        (Fraction(1, 3), "33.3 %"),
        (Fraction(1999, 2000), "99.9 %"),
    ],
)
def test_percentages_are_cut_never_rounded_up(share: Fraction, shown: str) -> None:
    assert percent(share) == shown


@pytest.mark.parametrize(("value", "shown"), [(Fraction(4), "4"), (Fraction(5, 2), "2.5"), (Fraction(1, 3), "1/3")])
def test_weights_are_written_short(value: Fraction, shown: str) -> None:
    assert number(value) == shown


def test_every_finding_has_a_card_and_stands_in_one_place() -> None:
    view = report_view(every_outcome())
    for part in view.sections:
        shown = [card.finding for card in (*part.failed, *part.settled)]
        assert {id(finding) for finding in shown} == {id(finding) for finding in part.grade.findings}
        assert len(shown) == len(part.grade.findings)


def test_failed_cards_come_worst_first() -> None:
    order = list(Outcome)
    for part in report_view(every_outcome()).sections:
        ranks = [order.index(card.finding.outcome) for card in part.failed]
        assert ranks == sorted(ranks)


def test_rules_without_bearing_on_a_verdict_have_no_share_and_no_cap() -> None:
    (outside,) = [part for part in report_view(every_outcome()).sections if part.in_annex]
    assert {(card.share, card.cap) for card in outside.cards} == {("", "")}


def test_shares_of_the_score_leave_out_what_does_not_apply() -> None:
    part = report_view(every_outcome()).sections[0]
    shares = {card.finding.rule.id: card.share for card in part.cards}
    assert shares["H1.6"] == ""
    assert shares["H1.1"] == "14.2 %"


def test_what_a_rule_holds_back_is_what_it_has_not_earned() -> None:
    cards = {card.finding.rule.id: card for card in report_view(every_outcome()).sections[0].cards}
    told = {name: (cards[name].share, cards[name].lost) for name in ("H1.2", "H1.5", "H1.6", "H1.10")}
    assert told == {
        "H1.2": ("11.4 %", "11.4 %"),  # not met
        "H1.5": ("17.1 %", "0 %"),  # met
        "H1.6": ("", ""),  # not applicable
        "H1.10": ("17.1 %", "8.5 %"),  # partly met
    }


def test_the_changes_that_matter_start_with_the_lowest_verdict() -> None:
    made = report_view(every_outcome())
    assert [card.finding.rule.id for card in made.changes] == ["H4.1", "H1.1", "H2.1"]


def test_without_anything_between_the_rules_that_hold_the_verdict_are_the_changes() -> None:
    made = every_outcome()
    first = changed(made.grades[0], between=())
    view = report_view(changed(made, grades=(first, *made.grades[1:])))
    assert "H1.1" in [card.finding.rule.id for card in view.changes]


def test_the_rules_that_decide_are_those_of_the_graded_recommendations() -> None:
    assert [card.finding.rule.id for card in report_view(every_outcome()).deciding] == ["H1.1", "H2.1"]


def test_verdicts_are_counted_worst_first() -> None:
    tally = report_view(every_outcome()).tally
    assert tally == (("not addressed", ("H4",)), ("partly meets", ("H1", "H2")), ("out of scope", ("H3",)))


def test_a_card_tells_that_it_reads_a_contested_coding() -> None:
    part = report_view(every_outcome()).sections[0]
    contested = {card.finding.rule.id for card in part.cards if card.contested}
    assert contested == {card.finding.rule.id for card in part.cards if card.facts}


def test_clauses_and_rules_know_each_other() -> None:
    view = report_view(every_outcome())
    cited = {
        (row.clause.id, link.name)
        for group in view.matrix
        for row in group.rows
        for use in row.uses
        for link in use.links
    }
    for part in view.sections:
        for card in part.cards:
            for clause in card.finding.rule.clauses:
                assert (clause, card.finding.rule.id) in cited
    assert view.matrix[0].cited < len(view.matrix[0].rows)


def test_evidence_names_the_rules_that_read_what_it_supports() -> None:
    contested, general = report_view(every_outcome()).evidence
    assert contested.source == "Log of the harbour master"
    assert {use.link.name for use in contested.rules} <= {use.link.name for use in general.rules}
    assert cited("pilots.bars") in covering("pilots.bars[1].name")
    assert cited("pilots.bars[].name") in covering("pilots.bars[1].name")
    assert cited("pilots.bars[1]") in covering("pilots.bars[1].name")
    assert cited("pilots.bars[2]") not in covering("pilots.bars[1].name")
    assert cited("pilots.bar") not in covering("pilots.bars[1].name")


def test_lines_are_counted_as_in_the_file() -> None:
    found = quotation("a\r\nb\rc\u2028c\n", {"line-2": (Link("H1.1", "rule-H1.1"),)})
    assert [(line.number, line.text, line.target) for line in found.lines] == [
        (1, "a", ""),
        (2, "b", "line-2"),
        (3, "c\u2028c", ""),
    ]


def test_a_line_leads_back_to_every_finding_that_reads_it() -> None:
    view = report_view(every_outcome())
    there = {(fact.target, card.target) for part in view.sections for card in part.cards for fact in card.facts}
    there |= {(fact.target, concern.target) for concern in view.concerns for fact in concern.facts}
    back = {(line.target, link.target) for line in view.quotation.lines for link in line.readers}
    assert back == {(line, owner) for line, owner in there if line}
    assert len(back) > 3


def test_responses_to_advisories_and_tensions_are_shown() -> None:
    made = every_outcome()
    concern = made.advisories[0].concern.id
    proposal = changed(made.proposal, responses=(Response(finding=concern, text="We know."),))
    view = report_view(changed(made, proposal=proposal))
    assert [item.response for item in view.concerns if item.response] == ["We know."]


@pytest.mark.parametrize(
    ("responses", "printed"),
    [(1, "x" * 3000), (20, "x" * 3000), (50, f"{'x' * 400} [2,600 more characters]")],
)
def test_many_long_responses_share_the_room_there_is(responses: int, printed: str) -> None:
    made = every_outcome()
    concern = made.advisories[0].concern.id
    said = tuple(Response(finding=concern, text="x" * 3000) for _ in range(responses))
    view = report_view(changed(made, proposal=changed(made.proposal, responses=said)))
    assert [item.response for item in view.concerns if item.response] == [printed]


def test_a_long_line_goes_on_without_a_number() -> None:
    found = quotation("x" * 2500, {})
    assert [(line.number, len(line.text)) for line in found.lines] == [(1, 1000), (0, 1000), (0, 500)]


def test_a_long_text_is_quoted_from_its_beginning_and_then_only_where_it_is_read() -> None:
    read = {f"line-{BLOCKS_CAP + 3}": (Link("H1.1", "rule-H1.1"),)}
    found = quotation("abc\n" * (BLOCKS_CAP + 2) + "x" * 500 + "\nend\n", read)
    assert [line.number for line in found.lines] == [*range(1, BLOCKS_CAP + 1), BLOCKS_CAP + 3]
    assert (found.lines[-1].text, found.lines[-1].target) == ("x" * EXCERPT_CAP, f"line-{BLOCKS_CAP + 3}")
    assert found.count == BLOCKS_CAP + 4
    assert found.left_out == len("abc" * 2) + 500 - EXCERPT_CAP + len("end")


def test_one_line_without_end_is_cut_too() -> None:
    found = quotation("x" * (CHARACTERS_CAP + 7), {})
    assert sum(len(line.text) for line in found.lines) == CHARACTERS_CAP
    assert max(len(line.text) for line in found.lines) == BLOCK_CAP
    assert found.left_out == 7


def test_what_an_example_holds_is_quoted_in_full() -> None:
    assert report_view(every_outcome()).quotation.left_out == 0


def test_many_entries_are_cut_with_the_contested_ones_first() -> None:
    made = every_outcome()
    contested, plain = made.proposal.evidence
    many = changed(made, proposal=changed(made.proposal, evidence=(*[plain] * ENTRIES_CAP, contested)))
    rows = report_view(many).evidence
    assert len(rows) == ENTRIES_CAP
    assert [row.evidence.contested for row in rows[:2]] == [True, False]


def test_values_are_said_in_the_words_of_the_vocabulary() -> None:
    assert words(pack(), ("proposal", "covers", 0), "lights") == "lights and buoys"
    assert words(pack(), ("proposal", "actor"), "harbour_board") == "harbour board"


def test_link_targets_are_safe() -> None:
    assert anchor("rule", 'R1."><script>') == "rule-R1._22_3e_3cscript_3e"


@pytest.mark.parametrize("name", ZOO)
def test_every_assessment_has_a_view(name: str) -> None:
    made = ZOO[name]()
    assert len(report_view(made).sections) == len(made.grades)

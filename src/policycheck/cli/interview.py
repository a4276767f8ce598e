"""`policycheck interview`: asks what a proposal does not state, one by one, and writes each answer into it."""

from __future__ import annotations

import os
from contextlib import suppress

import click

from policycheck.authoring.interview import Interview, spoken
from policycheck.authoring.order import Ranked
from policycheck.cli import screen
from policycheck.cli.again import command
from policycheck.cli.asking import BackError, StopError, ask_value, line, say
from policycheck.cli.guard import YES, guarded
from policycheck.cli.output import write_file
from policycheck.cli.problems import report_problems
from policycheck.cli.standing import moves, put_standing
from policycheck.errors import InputError
from policycheck.load.front_matter import bare_memo
from policycheck.model.lookup import Found
from policycheck.pipeline import Auditor
from policycheck.rendering.page import exact

_HEAD = (
    "Answer what the document says. Every answer is written into the file at once. "
    "At any question: back (to the one before), stop (and go on another day)."
)


def run_interview(source: str, pack: str) -> int:
    """Ask until nothing that matters is left, or the reader stops. The file holds every answer at any time."""
    if source == "-":
        raise click.UsageError("an interview writes its answers into a file: give the name of one.")
    memo = bare_memo(source) if source else None
    if not source or memo is not None:
        from policycheck.cli.begin import begin

        try:
            source = begin(pack, source, memo)
        except (BackError, StopError):
            say("Stopped. Nothing was written.")
            return YES
    return _Talk(source, pack).run()


class _Talk:
    """One interview: what it is on, and where it writes."""

    def __init__(self, source: str, pack: str) -> None:
        found = Auditor(pack=pack, explain=False).audit(source)
        self._source = source
        self._pack = pack
        self._interview = Interview(found.pack, found.proposal, os.path.dirname(source))
        self._cited = ""

    def run(self) -> int:
        """From the first question to the report."""
        page = screen.page()
        page.block(self._interview.proposal.header.title, style="strong")
        put_standing(page, self._interview.standing)
        page.gap()
        page.block(_HEAD)
        screen.show(page.text())
        with suppress(StopError):
            while left := self._interview.left():
                self._step(left)
            self._close("Nothing that the proposal leaves open can move a verdict now.")
            return YES
        self._close("Stopped.", offer=False)
        return YES

    def _step(self, left: tuple[Ranked, ...]) -> None:
        """One question, with its answer and the evidence for it; or one step back."""
        one = left[0]
        self._put(one, len(left))
        try:
            value = ask_value(one.question.field)
        except BackError:
            self._back()
            return
        if value is None:
            self._interview.skip(one.question.path)
            return
        before = self._interview.standing
        try:
            self._interview.answer(one.question.path, value)
        except InputError as error:
            report_problems(error.problems)
            say("This answer cannot stand in the proposal. The question comes again.")
            return
        self._save()
        for sentence in moves(before, self._interview.standing):
            say(sentence, indent=2)
        with suppress(BackError):
            self._cite(one)

    def _put(self, one: Ranked, left: int) -> None:
        question, page = one.question, screen.page()
        page.line()
        place = spoken(self._interview.pack, self._interview.document.value, question.path)
        page.block(place[:1].upper() + place[1:], first=f"{self._interview.steps + 1}. ", indent=3, style="strong")
        if question.field.description:
            page.block(question.field.description, indent=2)
        for rule in one.rules:
            page.block(rule.question, first=f"  {rule.id} asks: ", indent=4, style="dim")
        page.whole(f"{question.name}, {left} open", first="  ", style="dim")
        screen.show(page.text())

    def _cite(self, one: Ranked) -> None:
        """The evidence for the answer. Enter at either line leaves it out."""
        while True:
            says = line("  What does the document say on it? (Enter: no evidence) ")
            where = says and line("  Where in it? (article, page, paragraph) ")
            if not where:
                return
            source, citation = self._source_of()
            try:
                self._interview.cite(one.question.path, says, where, source, citation)
            except InputError as error:
                report_problems(error.problems)
                continue
            self._cited = source
            self._save()
            if citation and len(self._interview.sources) > 1:
                say(f"{source} is a new document: {citation}", indent=2)
            if self._interview.has_file(source):
                self._quote(source)
            return

    def _quote(self, source: str) -> None:
        """The own words of a source that names its file, looked up there. Enter leaves them out."""
        while quote := _passage("  In its own words? (one passage, then an empty line; Enter: no quotation) "):
            found = self._interview.look_up(source, quote)
            near = f" “{found.nearest}”" if found.nearest else ""
            say(f"{found.words[:1].upper()}{found.words[1:]}{near}.", indent=2)
            if found.state is Found.NOT_FOUND:
                continue
            try:
                self._interview.quote(quote)
            except InputError as error:
                report_problems(error.problems)
                continue
            self._save()
            return

    def _source_of(self) -> tuple[str, str]:
        """The id of the source that says so, and how it is cited where it is new."""
        sources = self._interview.sources
        names = [name for name, _ in sources]
        usual = self._cited if self._cited in names else names[0] if len(names) == 1 else ""
        page = screen.page()
        for name, cite in sources:
            page.block(cite, first=f"    {name}  ", indent=6 + len(name))
        if sources:
            screen.show(page.text())
        hint = f" (Enter: {usual}; or its id, or a new one as one cites it)" if sources and usual else ""
        hint = hint or (" (its id, or a new one as one cites it)" if sources else " (as one cites it)")
        while True:
            typed = line(f"  Which document is it?{hint} ") or usual
            if typed in names:
                return typed, ""
            if typed and sources and " " not in typed:
                say(f"There is no source '{typed}'. Type one of the ids, or a new document as one cites it.", indent=2)
            elif typed:
                return self._interview.new_source(), typed

    def _back(self) -> None:
        if self._interview.back():
            self._save()
            say("Back: the last answer is taken out.")
        else:
            say("This is where the interview began.")

    def _save(self) -> None:
        write_file(self._source, self._interview.document.content)

    def _close(self, reason: str, *, offer: bool = True) -> None:
        page = screen.page()
        page.line()
        page.block(f"{reason} {exact(self._source)} holds every answer.")
        put_standing(page, self._interview.standing)
        if not offer:
            page.whole(f"To go on: {command('interview', self._source, self._pack)}", style="dim")
        screen.show(page.text())
        if offer:
            with suppress(BackError, StopError):
                self._offer()

    def _offer(self) -> None:
        """The report, where one is wanted."""
        from policycheck.cli.report_offer import write_report

        while True:
            name = line("Write the report? Type a file such as audit.pdf, audit.html or audit.md (Enter: no) ")
            if not name:
                return
            if guarded(write_report, self._source, self._pack, os.path.expanduser(name)) < 2:
                return


def _passage(prompt: str) -> str:
    """Lines up to an empty one, as one text: a passage comes in several lines where it is pasted."""
    lines = [line(prompt)]
    while lines[-1]:
        lines.append(line("  "))
    return " ".join(lines).strip()

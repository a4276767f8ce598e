"""A profile applied to a pack: the pack as the profile would have it, and every departure in words.

What comes out is held to what every pack is held to. The pack itself stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from msgspec.structs import replace

from policycheck.errors import InputError
from policycheck.load.gate import demands_of, unknown_recommendations
from policycheck.load.pack_checks import rule_complaints, scale_complaints
from policycheck.load.problems import Problems, did_you_mean
from policycheck.load.ranges import Misfit, misfits
from policycheck.model.condition import Operand, RuleOutcome
from policycheck.model.document import Document, Path
from policycheck.model.figures import number
from policycheck.model.outcome import GRADES, Outcome, Severity, Verdict
from policycheck.model.pack import Pack, Recommendation, Rule, Scale
from policycheck.model.profile import Change, Profile
from policycheck.model.rewriting import Rewriter, nodes

_ONE = Fraction(1)


def apply_profile(pack: Pack, document: Document) -> Pack:
    """The pack as the profile would have it. Raises InputError with everything that does not fit."""
    problems = Problems()
    applied = _Application(pack, document, problems)
    made = applied.pack_made_over()
    if problems.fatal:
        raise InputError(problems.ordered())
    return made


class _Application:
    """Applies one profile to one pack; collects what does not fit, and what changes."""

    def __init__(self, pack: Pack, document: Document, problems: Problems) -> None:
        self.pack = pack
        self.document = document
        self.problems = problems
        self.value: Mapping[str, Any] = document.value
        self.drop: Mapping[str, str] = self.value.get("drop", {})
        self.rules: Mapping[str, Mapping[str, Any]] = self.value.get("rules", {})
        self.changes: list[Change] = []

    def pack_made_over(self) -> Pack:
        """The pack with everything changed; of use only if no problem was added."""
        self._suits()
        self._names()
        scale = self._scale()
        numbers = self._numbers()
        recommendations = self._recommendations()
        rewrite = Rewriter(lambda node: numbers.get(node.name, node) if isinstance(node, Operand) else node)
        made = replace(
            self.pack,
            recommendations=rewrite(recommendations),
            advisories=rewrite(self.pack.advisories),
            tensions=rewrite(self.pack.tensions),
            checks=rewrite(self.pack.checks),
            numbers={**self.pack.numbers, **numbers},
            scale=scale,
        )
        self._bounds(made, set(numbers))
        demands = tuple(demands_of(self.value.get("gate", {})))
        for name, message, hint in unknown_recommendations(demands, self.pack):
            self._add(("gate", "recommendations", name), "PROFILE-REFERENCE", message, hint)
        return replace(
            made,
            profile=Profile(
                id=self.value["id"],
                title=self.value["title"],
                description=self.value.get("description", ""),
                name=self.document.name,
                content=self.document.text.encode(),
                changes=tuple(self.changes),
                dropped=tuple(self.drop),
                gate=demands,
            ),
        )

    def _add(self, path: Path, code: str, message: str, hint: str = "") -> None:
        self.problems.add(self.document, path, code, message, hint, at_key=True)

    def _suits(self) -> None:
        wanted, version = self.value.get("pack", self.pack.id), self.value.get("pack_version", self.pack.version)
        if wanted != self.pack.id:
            message = f"the profile is for the pack {wanted}, not for {self.pack.id}"
            self._add(("pack",), "PROFILE-PACK", message, "Choose another profile, or the pack it is for.")
        elif version != self.pack.version:
            message = f"the profile is for version {version} of {self.pack.id}, not for {self.pack.version}"
            hint = "Read what changed in the pack, then set the profile's pack_version."
            self._add(("pack_version",), "PROFILE-PACK", message, hint)

    def _names(self) -> None:
        """Everything that is dropped or changed is there, and nothing that stays depends on what is dropped."""
        known = {rule.id for recommendation in self.pack.recommendations for rule in recommendation.rules}
        for key, names in (("drop", self.drop), ("rules", self.rules)):
            for name in names:
                if name not in known:
                    message = f"the pack {self.pack.id} has no rule '{name}'"
                    self._add((key, name), "PROFILE-REFERENCE", message, did_you_mean(name, known))
        for name in self.rules:
            if name in self.drop:
                self._add(("rules", name), "PROFILE-TWICE", f"{name} is dropped and changed", "Do one of both.")
        self._left_hanging()

    def _left_hanging(self) -> None:
        for recommendation in self.pack.recommendations:
            left = [rule for rule in recommendation.rules if rule.id not in self.drop]
            if not left:
                message = f"no rule of {recommendation.id} is left"
                self._add(("drop", recommendation.rules[-1].id), "PROFILE-DROP", message, "Keep one of its rules.")
            for rule in left:
                if rule.requires in self.drop:
                    hint = f"Drop {rule.id} too, or keep {rule.requires}."
                    message = f"{rule.id} requires {rule.requires}, which is dropped"
                    self._add(("drop", rule.requires), "PROFILE-DROP", message, hint)
        for concern in self.pack.concerns:
            read = {node.rule for node in nodes(concern) if isinstance(node, RuleOutcome)}
            for name in sorted(read & set(self.drop)):
                message = f"{concern.id} ({concern.title}) asks for the outcome of {name}, which is dropped"
                self._add(("drop", name), "PROFILE-DROP", message, f"Keep {name}.")

    def _recommendations(self) -> tuple[Recommendation, ...]:
        made = tuple(self._recommendation(recommendation) for recommendation in self.pack.recommendations)
        kept = [rule for recommendation in self.pack.recommendations for rule in recommendation.rules]
        self.changes += _weights(kept, {rule.id: rule for one in made for rule in one.rules}, self.rules)
        return made

    def _recommendation(self, recommendation: Recommendation) -> Recommendation:
        made = [self._rule(rule) for rule in recommendation.rules]
        rules = {rule.id: rule for rule in made if rule is not None}
        for rule in rules.values():
            for said in rule_complaints(rule, rules):
                if rule.requires not in self.drop:
                    self._add(self._place(rule, said.part), said.code, said.message, said.hint)
        same = tuple(made) == recommendation.rules
        return recommendation if same else replace(recommendation, rules=tuple(rules.values()))

    def _place(self, rule: Rule, part: Path) -> Path:
        """Where the profile made a rule unsound: at the rule, or, if it left that alone, at the one it requires."""
        return ("rules", rule.id if rule.id in self.rules else rule.requires, *part)

    def _rule(self, rule: Rule) -> Rule | None:
        """The rule as it is to be, None if it is dropped; changes of weights are told together."""
        if rule.id in self.drop:
            told = f"weight {number(rule.weight)}, {rule.severity.value}"
            self.changes.append(Change(f"{rule.id} ({rule.title})", told, "dropped", self.drop[rule.id]))
            return None
        entry = self.rules.get(rule.id, {})
        reason = entry.get("reason", "")
        uniform = _ONE if "weights" in self.value else rule.weight
        wanted: dict[str, Any] = {
            "weight": Fraction(str(entry["weight"])) if "weight" in entry else uniform,
            "severity": Severity(entry.get("severity", rule.severity)),
            "caps": {Outcome(o): Verdict(v) for o, v in entry["caps"].items()} if "caps" in entry else rule.caps,
        }
        different = {key: value for key, value in wanted.items() if value != getattr(rule, key)}
        made = replace(rule, **different) if different else rule
        if "weight" in entry:
            self._tell(f"weight of {rule.id}", number(rule.weight), number(made.weight), reason)
        self._tell(f"severity of {rule.id}", rule.severity.value, made.severity.value, reason)
        self._tell(f"caps of {rule.id}", _caps(rule), _caps(made), reason)
        return made

    def _tell(self, what: str, old: str, new: str, reason: str = "") -> None:
        if old != new:
            self.changes.append(Change(what, old, new, reason))

    def _numbers(self) -> dict[str, Operand]:
        """The changed numbers, each by its name."""
        made: dict[str, Operand] = {}
        for name, entry in self.value.get("numbers", {}).items():
            old = self.pack.numbers.get(name)
            if old is None:
                message = f"the pack {self.pack.id} has no number '{name}'"
                hint = did_you_mean(name, self.pack.numbers)
                self._add(("numbers", name), "PROFILE-REFERENCE", message, hint)
                continue
            made[name] = replace(old, values=(entry["value"],))
            what = f"number {name}" + (f" ({old.title})" if old.title else "")
            self._tell(what, str(old.values[0]), str(entry["value"]), entry.get("reason", ""))
        return made

    def _bounds(self, made: Pack, names: set[str]) -> None:
        """What the changed numbers bound can still be true, and need not be."""
        told: set[tuple[str, Misfit]] = set()
        for node in nodes((made.recommendations, made.advisories, made.tensions, made.checks)):
            told.update(misfits(node, names))
        for name, (message, hint) in sorted(told):
            self._add(("numbers", name, "value"), "PACK-RANGE", message, hint)

    def _scale(self) -> Scale:
        old, entry = self.pack.scale, self.value.get("scale", {})
        exact = {key: Fraction(str(entry[key])) for key in ("contradicts_at", "silent_at") if key in entry}
        made = replace(
            old,
            bands={**old.bands, **{Verdict(k): Fraction(str(v)) for k, v in entry.get("bands", {}).items()}},
            credit={**old.credit, **{Outcome(k): Fraction(str(v)) for k, v in entry.get("credit", {}).items()}},
            unevidenced=Outcome(self.value.get("unevidenced", old.unevidenced)),
            **exact,
        )
        for said in scale_complaints(made):
            self._add(("scale", *said.part), said.code, said.message, said.hint)
        self._tell_scale(old, made, entry.get("reason", ""))
        return made

    def _tell_scale(self, old: Scale, new: Scale, reason: str) -> None:
        self._tell("a rule met without evidence is", old.unevidenced.words, new.unevidenced.words)
        for grade in GRADES:
            self._tell(f"band of '{grade.words}'", number(old.bands[grade]), number(new.bands[grade]), reason)
        for outcome, credit in old.credit.items():
            self._tell(f"credit of '{outcome.words}'", number(credit), number(new.credit[outcome]), reason)
        self._tell("'contradicts' from", number(old.contradicts_at), number(new.contradicts_at), reason)
        self._tell("'mostly silent' from", number(old.silent_at), number(new.silent_at), reason)


def _weights(old: Sequence[Rule], new: Mapping[str, Rule], told: Mapping[str, Mapping[str, Any]]) -> Iterator[Change]:
    """What a uniform weight changes: the rules of one weight together, the heaviest first."""
    groups: dict[Fraction, list[str]] = {}
    for rule in old:
        made = new.get(rule.id)
        if made is not None and made.weight != rule.weight and "weight" not in told.get(rule.id, {}):
            groups.setdefault(rule.weight, []).append(rule.id)
    for weight in sorted(groups, reverse=True):
        yield Change(f"weight of {', '.join(groups[weight])}", number(weight), number(_ONE))


def _caps(rule: Rule) -> str:
    said = sorted(rule.caps.items(), key=lambda cap: list(Outcome).index(cap[0]))
    return "; ".join(f"{outcome.words}: {verdict.words}" for outcome, verdict in said) or "none"

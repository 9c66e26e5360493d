"""Does the knowledge base hold together? One line for the first thing that does not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable

from data.clinical.chapters import check_code
from data.clinical.files import FINDINGS_FILE
from data.clinical.knowledge import (
    SEPARATING_GAP,
    Clinical,
    ClinicalError,
    Diagnosis,
    Finding,
    Strength,
    separating_findings,
    shared_findings,
)

# Two look-alikes share this many findings that speak for both ...
SHARED_FINDINGS = 2
# ... and are told apart by this many whose weights differ by at least `SEPARATING_GAP`.
SEPARATING_FINDINGS = 2
# Something speaks at least this strongly for every diagnosis.
STRONGEST = 2
# How many findings of a diagnosis may be as strong as that: few nearly settle it or rule it out.
MOST: tuple[tuple[str, int, Callable[[Strength], bool]], ...] = (
    ("class 3 when it is there", 3, lambda s: s.present == 3),
    ("class 2 or 3 when it is there", 8, lambda s: s.present >= 2),
    ("class -3 when it is there", 3, lambda s: s.present == -3),
    ("class -3 when it is absent", 2, lambda s: s.absent == -3),
    ("class -2 or -3 when it is absent", 6, lambda s: s.absent <= -2),
)
# What speaks for more diagnoses than this settles none of them.
SETTLES_AMONG = 5


def check_unique(findings: list[Finding], diagnoses: list[Diagnosis]) -> None:
    """Ids, names and codes of one kind are used once; no phrase can be read as two findings.

    Raises:
        ClinicalError: naming the two that share one.
    """
    _once("finding id", ((finding.id, finding.id) for finding in findings))
    _once("diagnosis id", ((diagnosis.id, diagnosis.id) for diagnosis in diagnoses))
    _once("finding name", ((finding.name, finding.id) for finding in findings))
    _once(
        "diagnosis name",
        ((name, d.id) for d in diagnoses for name in (d.name, *d.also)),
    )
    _once("ICD-10 code", ((diagnosis.icd10, diagnosis.id) for diagnosis in diagnoses))
    for finding in findings:
        _once("phrase", ((phrase, finding.id) for phrase in (*finding.phrases, *finding.absent)))
    # A finding's name may also be one of its own phrases.
    _once(
        "phrase",
        (
            (phrase, finding.id)
            for finding in findings
            for phrase in {
                text.casefold() for text in (finding.name, *finding.phrases, *finding.absent)
            }
        ),
    )


def _once(what: str, texts: Iterable[tuple[str, str]]) -> None:
    owners: dict[str, str] = {}
    for text, owner in texts:
        key = text.casefold()
        if key in owners:
            raise ClinicalError(
                f"duplicate {what} {text!r} in {owners[key]} and {owner}; change one of them"
            )
        owners[key] = owner


def check_whole(base: Clinical) -> None:
    """No orphans, no unknown ids, and look-alikes that share something and can be told apart.

    Raises:
        ClinicalError: naming the first entry that breaks a rule.
    """
    _check_exclusions(base)
    _check_tests(base)
    _check_findings(base)
    _check_strengths(base)
    for diagnosis in base.diagnoses.values():
        _check_warnings(base, diagnosis)
        check_code(diagnosis)
        _check_look_alikes(base, diagnosis)


def nearest_pair(base: Clinical) -> tuple[Diagnosis, Diagnosis, int]:
    """The two diagnoses that are hardest to tell apart, and how far apart they are.

    The distance is the sum over all findings of how much their classes differ.
    Raises `ClinicalError` where there are fewer than two.
    """
    every = list(base.diagnoses.values())
    if len(every) < 2:
        raise ClinicalError(f"a pair needs 2 diagnoses, and there are {len(every)}; add one")
    pairs = ((one, other) for n, one in enumerate(every) for other in every[n + 1 :])
    one, other = min(pairs, key=lambda pair: _distance(*pair))
    return one, other, _distance(one, other)


def _distance(one: Diagnosis, other: Diagnosis) -> int:
    both = one.findings.keys() | other.findings.keys()
    return sum(
        abs(one.says(f, there) - other.says(f, there)) for f in both for there in (True, False)
    )


def _check_exclusions(base: Clinical) -> None:
    for finding in base.findings.values():
        for other in finding.excludes:
            if other not in base.findings:
                raise ClinicalError(
                    f"{finding.id} excludes {other!r}, which is unknown; "
                    f"use the id of a finding or add it to a {FINDINGS_FILE}"
                )
        if finding.id in finding.excludes:
            raise ClinicalError(f"{finding.id} excludes itself; name another finding")


def _check_tests(base: Clinical) -> None:
    named = {t.name for d in base.diagnoses.values() for t in (d.first_test, d.confirming_test)}
    for finding in base.findings.values():
        if finding.test is not None and finding.test not in named:
            raise ClinicalError(
                f"{finding.id}: no diagnosis has the test {finding.test!r}; "
                "use the name of a first_test or confirming_test, or leave it out"
            )


def _check_findings(base: Clinical) -> None:
    used: set[str] = set()
    for diagnosis in base.diagnoses.values():
        for finding in diagnosis.findings:
            if finding not in base.findings:
                raise ClinicalError(
                    f"{diagnosis.id}: unknown finding {finding!r}; add it to a {FINDINGS_FILE}"
                )
        if not any(diagnosis.prevalence.values()):
            raise ClinicalError(f"{diagnosis.id} is never seen; give a prevalence above 0")
        for finding, strength in diagnosis.findings.items():
            if strength.present > 0 and not _ever_possible(diagnosis, base.findings[finding]):
                raise ClinicalError(
                    f"{diagnosis.id}: {finding!r} is not possible at any age and sex at which it "
                    "is seen; remove it, or correct the prevalence or who can have the finding"
                )
        for finding in diagnosis.red_flags:
            if diagnosis.says(finding, True) <= 0:
                raise ClinicalError(
                    f"{diagnosis.id}: red flag {finding!r} is not a finding for it; "
                    "list it under findings with a class above 0"
                )
        strengths = [s.present for s in diagnosis.findings.values()]
        if max(strengths) < STRONGEST or min(strengths) > 0:
            raise ClinicalError(
                f"{diagnosis.id}: nothing speaks strongly for it, or nothing against it; "
                f"give at least one finding of class {STRONGEST} and one below 0"
            )
        used.update(diagnosis.findings)
    orphans = [finding for finding in base.findings if finding not in used]
    if orphans:
        raise ClinicalError(
            f"orphan finding {orphans[0]!r} ({len(orphans)} in all); "
            "use it in a diagnosis or remove it"
        )


def _check_strengths(base: Clinical) -> None:
    speaks_for = Counter(
        finding
        for diagnosis in base.diagnoses.values()
        for finding, strength in diagnosis.findings.items()
        if strength.present > 0
    )
    for diagnosis in base.diagnoses.values():
        for what, most, strong in MOST:
            found = [finding for finding, s in diagnosis.findings.items() if strong(s)]
            if len(found) > most:
                raise ClinicalError(
                    f"{diagnosis.id}: {found[most]!r} is finding {most + 1} of {what}; "
                    f"{most} at most are plausible, so give it a weaker class"
                )
        for finding, strength in diagnosis.findings.items():
            if strength.present == 3 and speaks_for[finding] > SETTLES_AMONG:
                raise ClinicalError(
                    f"{diagnosis.id}: {finding!r} is of class 3, and speaks for "
                    f"{speaks_for[finding]} diagnoses; what speaks for more than {SETTLES_AMONG} "
                    "is of class 2 at most"
                )


def _check_warnings(base: Clinical, diagnosis: Diagnosis) -> None:
    for finding in diagnosis.warnings:
        if finding not in base.findings:
            raise ClinicalError(
                f"{diagnosis.id}: unknown warning {finding!r}; use the id of a finding"
            )
        if diagnosis.says(finding, True) > 0:
            raise ClinicalError(
                f"{diagnosis.id}: warning {finding!r} speaks for it, and a warning points "
                "elsewhere; list it under red_flags"
            )
        others = (d for d in base.diagnoses.values() if d.must_not_miss)
        if all(other.says(finding, True) <= 0 for other in others):
            raise ClinicalError(
                f"{diagnosis.id}: warning {finding!r} speaks for no diagnosis that must not be "
                "missed; remove it"
            )


def _ever_possible(diagnosis: Diagnosis, finding: Finding) -> bool:
    return any(
        seen and finding.possible(age, sex) for (age, sex), seen in diagnosis.prevalence.items()
    )


def _check_look_alikes(base: Clinical, diagnosis: Diagnosis) -> None:
    for other_id in diagnosis.look_alikes:
        if other_id == diagnosis.id:
            raise ClinicalError(f"{diagnosis.id} is its own look-alike; name another diagnosis")
        if other_id not in base.diagnoses:
            raise ClinicalError(
                f"{diagnosis.id}: unknown look-alike {other_id!r}; use the id of a diagnosis"
            )
        other = base.diagnoses[other_id]
        shared = shared_findings(diagnosis, other)
        if len(shared) < SHARED_FINDINGS:
            raise ClinicalError(
                f"{diagnosis.id} and {other_id} share {len(shared)} findings that speak for both; "
                f"look-alikes share at least {SHARED_FINDINGS}"
            )
        apart = separating_findings(diagnosis, other)
        if len(apart) < SEPARATING_FINDINGS:
            raise ClinicalError(
                f"look-alikes {diagnosis.id} and {other_id} are not separated: {len(apart)} "
                f"classes differ by {SEPARATING_GAP} or more; make it {SEPARATING_FINDINGS} or more"
            )

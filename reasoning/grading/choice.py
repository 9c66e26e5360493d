"""SC, a single choice: the letter of the option that a reply settles on.

A reply may name several options on its way. What counts, in this order: a box; the last clause
that states an answer ("the answer is", "I choose", 应选); a line that begins with one letter and no
other line that does; the last clause with a weaker cue ("most likely", "therefore"); one option
named and no other. An option that is named only to be ruled out does not count, and where two
remain there is no answer.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from string import ascii_uppercase

from reasoning.grading import reply
from reasoning.grading.kind import Kind, register
from reasoning.grading.text import key
from reasoning.problem import AnswerType

#: Letters that count when the options are not known.
ANY = dict.fromkeys(ascii_uppercase[:10], "")

#: Longest text that is compared as a choice, in characters; longer ones equal only themselves.
MAX_ANSWER = 2_000

STATES = re.compile(
    r"\banswers?\b|\bdecision\b|\bfinal (?:response|choice)\b|####|答案|应选|故选|选择|应该选|我选"
    r"|\b(?:choose|chose|pick|select|go(?:ing)? with|went with|opt for|settle on)\b"
    r"|\b(?:correct|right|best) (?:option|choice|one)\b|(?:正确|最佳)(?:的)?(?:选项|答案)"
    r"|(?<![备候可不])选(?!项)"
    r"|\b(?:option|choice) \(?[a-z]\)? (?:is|must be|would be) (?:the )?(?:correct|right|best)",
    re.I,
)
_SUGGESTS = re.compile(
    r"\b(?:correct|right|most likely|best|therefore|thus|hence|so|conclu\w+|diagnosis|suggests?"
    r"|consistent with|overall)\b|因此|所以|正确|最可能|诊断",
    re.I,
)
_NEGATES = re.compile(
    r"\b(?:not|never|neither|nor|cannot|without|rul(?:e|es|ed|ing) out|exclud\w+|eliminat\w+"
    r"|rather than|instead of|unlike|other than|against|except)\b"
    r"|\b(?:incorrect|wrong|false)(?: (?:options?|ones|choices?|answers?|statements?))?"
    r"(?: are| is)?\s*[:：]"
    r"|n't\b|不是|并非|而非|排除|不选|不应选",
    re.I,
)
#: Takes back what was stated before: "The answer is A. No, B."
_CORRECTS = re.compile(
    r"\W*(?:no(?=\s*(?:[,.;:!—-]|$))|wait|actually|correction|sorry|hold on|on second thoughts?"
    r"|不对|等等|更正)(?![\w-])",
    re.I,
)
_NEGATED_AFTER = re.compile(
    r"(?:[\s,/:：]|\b(?:and|or|as well as|both|all)\b|和|与|及|或|都|均|、|项|选项)*"
    r"(?:(?:is|are|was|were|would|can|could|may|might|has|have|been|be|seems?|looks?|does|do|did)\b"
    r"\s*|是\s*){0,3}(?:\w+ly\s+|also\s+|both\s+|just\s+|all\s+|an?\s+|the\s+){0,2}"
    r"(?:(?:not|n't|never|wrong|incorrect|false|unlikely|less|excluded|eliminated|ruled out"
    r"|implausible|inappropriate|contraindicated|cannot)\b|no(?=\s*(?:[.,;!]|$))|doesn't|isn't|aren't|can't|不|错|被排除)",
    re.I,
)
CLAUSE = re.compile(
    r"(?<=[^\s])[.!](?=\s|$)|[。！;；\n]|[,，](?!\s*(?:and\s+|or\s+)?\(?[A-Z]\)?\s*(?:,|，|\.|and\b|or\b|$))"
    r"|\b(?:but|because|whereas|while|since|although|though|however)\b|但|因为|而(?!非)"
)
_SENTENCE = re.compile(r"(?<=[.!?？。！\n])")
_LETTER = re.compile(r"(?<![A-Za-z0-9'’\-_])(?P<open>[(\[【<])?\s*(?P<letter>[A-Za-z])\s*"
                     r"(?P<close>[)\]】>])?(?![A-Za-z0-9'’_]|-\w)")  # fmt: skip
_BEFORE = re.compile(
    r"(?:^|[:：,，、.)\]】#*=\-—(/>\"“「『]|[\u4e00-\u9fff]|\b(?:options?|choices?|answers?|either|or|and|not|is|was"
    r"|be|than|both|of|neither|nor|out|excludes?|eliminates?|pick|choose|chose|select|with|for|on"
    r"|therefore|thus|so|between|because|letter|unlike|are)|['’]s)\s*$",
    re.I,
)
_CUED = re.compile(
    r"(?:\b(?:options?|choices?|letter|answers?(?: is)?)|选项?|答案[是为]?)\s*[:：]?\s*$", re.I
)
_AFTER_ARTICLE = re.compile(
    r"\s+(?!(?:is|was|are|and|or|because|as|since|would|should|seems|does|can|could|may|might|has"
    r"|here|the|over|in|fits|rather|instead|with|alone|looks|must|to|for|not|best|most|which)\b)\w"
)
#: "I think A or B" names both, though "think" leads up to no letter.
_JOINED_TO_NEXT = re.compile(
    r"\s*(?:[,/、和与及或]|(?:and|or)\b)\s*(?:or\s+|and\s+)?[(\[]?[A-J][)\]]?(?![\w'’-])"
)
_CELLS = re.compile(r"[ -](?:cells?|lymph\w+|virus)\b")
_HEADING = re.compile(
    r"^\W{0,4}(?:(?:option|choice)\s+)?[(\[]?(?P<letter>[A-Z])"
    r"(?:[)\]:：．]|、(?!\s*[A-Z](?![A-Za-z]))|\.(?=\s)|\W*$)",
    re.I,
)
#: A second option on the line that begins with one, as in "A) aspirin B) heparin".
_LISTED = re.compile(
    r"(?:[\s,;]+(?!(?:than|not|over|unlike|because|while|but|is|are|was|rather)\b)\w[\w'-]*){0,5}"
    r"[\s,;]+[(\[]?(?P<letter>[A-Z])[)\]](?=\s)"
)
_MARKUP = re.compile(
    r"\*\*|__|`|\\[()\[\]]|\$|\\(?:mathbf|mathrm|text|textbf|textit|boxed|rm|bf)(?![a-zA-Z])|[{}]|(?<=\w)\*|\*(?=\w)"
)
_JOINED = re.compile(r"(answers?(?: is)?|答案(?:是|为)?|decision|response)\s?([:：])\s?\n", re.I)


@dataclass(frozen=True, slots=True)
class _Mention:
    """An option named in a clause; `letter` may be none of the options."""

    letter: str
    start: int
    end: int


def read_choice(text: str, options: Mapping[str, str]) -> str | None:
    """The letter of the option that a reply settles on; None when it settles on none, or on two.

    Knows letters in brackets, boxes, Markdown and LaTeX, full-width and Chinese forms, and the
    option's text in place of its letter. Takes time in proportion to the reply.
    """
    options = options or ANY
    visible = reply.visible(text)
    if boxes := reply.last_boxes(visible):
        # Boxes side by side are one answer; a later one that corrects it stands behind some text.
        found = {_settled(unmarked(box, options), options) for box in boxes}
        return found.pop() if len(found) == 1 else None
    field = reply.last_field(visible)
    if field is not None:
        return _settled(unmarked(field, options), options)
    return _settled(unmarked(visible, options), options)


def unmarked(text: str, options: Mapping[str, str]) -> str:
    """The reply without markup, with "C. Warfarin" as "C) Warfarin"."""
    text = _MARKUP.sub("", reply.folded(text))
    lines = (" ".join(line.split()) for line in text.splitlines())
    text = "\n".join(line for line in lines if line)
    text = _JOINED.sub(r"\1\2 ", text)
    for letter, option in options.items():
        if option:
            named = rf"(?<![A-Za-z0-9]){letter}\s*[.:、)]\s*(?={re.escape(option)})"
            text = re.sub(named, letter + ") ", text, flags=re.I)
    return "".join(s for s in _SENTENCE.split(text) if not s.endswith(("?", "？"))).strip()


def _settled(text: str, options: Mapping[str, str]) -> str | None:
    bare = text.strip("()[]<>.:,;#*\"' \n\t")
    if len(bare) == 1 and bare.upper() in options:
        return bare.upper()
    whole = [letter for letter, option in options.items() if option and key(option) == key(text)]
    if len(whole) == 1:
        return whole[0]
    texts = option_texts(options)
    stated: set[str] | None = None
    suggested: set[str] | None = None
    named: set[str] = set()
    corrects = False
    for clause in CLAUSE.split(text):
        corrects = corrects or bool(_CORRECTS.match(clause))
        live = letters_named(clause, options, texts)
        if not live:
            continue
        if STATES.search(clause):
            stated = live
        elif stated and corrects:
            stated = stated | live  # which of the two is meant would be a guess
        elif _SUGGESTS.search(clause):
            suggested = live
        named |= live
        corrects = False
    heading = _heading(text, options, texts)
    for found in (stated, heading, suggested, named):
        if found:
            (letter, *others) = sorted(found)
            return letter if not others and letter in options else None
    return None


def _heading(
    text: str, options: Mapping[str, str], texts: re.Pattern[str] | None
) -> set[str] | None:
    """The letter that a line begins with, if it is one letter in all and is not ruled out there."""
    found: set[str] = set()
    for line in text.splitlines():
        if match := _HEADING.match(line.strip()):
            letter = match["letter"]
            if letter in options and not _NEGATED_AFTER.match(line.strip()[match.end() :]):
                found.add(letter)
                rest = line.strip()[match.end() :]
                rest = texts.sub("x", rest) if texts else rest
                if (listed := _LISTED.match(f" {rest}")) and listed["letter"] in options:
                    found.add(listed["letter"])
    if len(found) == 1:
        return found
    last = (text.splitlines() or [""])[-1]
    match = _HEADING.match(last.strip())
    alone = match is not None and not last.strip()[match.end() :].strip()
    return {match["letter"]} if match and alone else None


def option_texts(options: Mapping[str, str]) -> re.Pattern[str] | None:
    """One pattern for the texts of all options, the longest first."""
    texts = sorted((o.strip() for o in options.values() if o.strip()), key=len, reverse=True)
    if not texts:
        return None
    any_text = "|".join(re.escape(unicodedata.normalize("NFKC", t)) for t in texts)
    return re.compile(rf"(?<![A-Za-z0-9])(?:{any_text})(?![A-Za-z0-9])", re.I)


def letters_named(
    clause: str, options: Mapping[str, str], texts: re.Pattern[str] | None
) -> set[str]:
    """The letters that a clause names and does not rule out."""
    mentions, rest = _mentions(clause, options, texts)
    negation = _NEGATES.search(rest)
    ruled_out_from = negation.start() if negation else len(clause)
    live: set[str] = set()
    negated, later = False, len(clause)
    for mention in reversed(mentions):
        # "A and B are wrong" rules out both: what joins two mentions joins their fates.
        if clause[mention.end : min(later, mention.end + 9)].strip(" ,、/)").lower() not in _JOINS:
            negated = bool(_NEGATED_AFTER.match(clause, mention.end))
        if not negated and mention.start < ruled_out_from:
            live.add(mention.letter)
        later = mention.start
    return live


_JOINS = frozenset({"", "and", "or", "nor", "和", "与", "及", "或"})


def _mentions(
    clause: str, options: Mapping[str, str], texts: re.Pattern[str] | None
) -> tuple[list[_Mention], str]:
    """The options named in a clause, in order, and the clause with their texts blanked out."""
    by_text = {key(option): letter for letter, option in options.items() if option}
    found: list[_Mention] = []

    def blank(match: re.Match[str]) -> str:
        if letter := by_text.get(key(match[0])):
            found.append(_Mention(letter, match.start(), match.end()))
        return "\x00" * len(match[0])

    rest = texts.sub(blank, clause) if texts else clause
    for match in _LETTER.finditer(rest):
        if _is_mention(rest, match, options):
            found.append(_Mention(match["letter"].upper(), match.start(), match.end()))
    return sorted(found, key=lambda m: m.start), rest


def _is_mention(clause: str, match: re.Match[str], options: Mapping[str, str]) -> bool:
    """Whether a lone letter names an option: not an article, a pronoun, vitamin K, hepatitis B."""
    letter = match["letter"]
    if _CELLS.match(clause, match.end()):
        return False
    before = clause[max(match.start() - 40, 0) : match.start()]
    bracketed = bool(match["open"] and match["close"])
    cued = bool(_CUED.search(before))
    if letter.islower():
        return letter.upper() in options and (bracketed or (cued and letter != "a"))
    if letter not in options and not cued:
        return False
    if bracketed or cued:
        return not (letter in "AI" and not bracketed and _AFTER_ARTICLE.match(clause, match.end()))
    if letter in "AI" and _AFTER_ARTICLE.match(clause, match.end("letter")):
        return False
    return bool(_BEFORE.search(before) or _JOINED_TO_NEXT.match(clause, match.end()))


def _read(text: str, options: Mapping[str, str]) -> str | None:
    return read_choice(text, options)


def _same(first: str, second: str, options: Mapping[str, str]) -> bool:
    if len(first) > MAX_ANSWER or len(second) > MAX_ANSWER:
        return first.strip() == second.strip()
    one, other = read_choice(first, options), read_choice(second, options)
    return first.strip() == second.strip() if one is None or other is None else one == other


register(AnswerType.SC, Kind(_read, _same))

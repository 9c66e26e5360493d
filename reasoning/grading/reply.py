r"""Where a reply says its answer: the last \boxed{}, "####", "the answer is", a field or a tag.

Reading takes time in proportion to the reply. What stands in a thought is no answer.
"""

from __future__ import annotations

import re
import unicodedata

#: Only this much of the end of a reply is read, in characters; answers come last.
MAX_REPLY = 10_000
#: Longest stretch after "the answer is" that is read.
MAX_STATEMENT = 2_000

_BOX = re.compile(r"\\(?:boxed|fbox|framebox)\s*(?=[{\w])")
#: What may stand between the boxes of one answer.
_BETWEEN_BOXES = re.compile(
    r"(?:[\s,;，；、$~&]|\\[()\[\],;!\\]|\\q?quad|\\text\s*\{[\s,]{0,9}(?:and|or)?\s{0,9}\}|and|or|和|或){0,40}"
)
_HASHES = re.compile(r"####[ \t]*([^\n]+)")
_JSON = re.compile(r'"(?:final_)?answer"\s*:\s*(?:"((?:[^"\\\n]|\\.){0,2000})"|([-\d.eE+]{1,50}))')
_TAGGED = re.compile(r"<answer>((?:[^<]|<(?!/?answer)){0,2000})</answer>", re.I)
_STATED = re.compile(
    r"(?:\b(?:the |my |so )?(?:final |correct |right )?(?:answer|result)\b(?:\*\*)?"
    r"(?: to (?:the|this) (?:question|problem))?(?: is| should be| would be|:| =)"
    r"|\bfinal answer\b|(?:答案|结果)(?:应该|应)?(?:是|为|:|：)|【答案】|故答案为|\b答：)"
    r"(?:\*\*)?[ \t]*:?(?:\*\*)?[ \t]*\n?",
    re.I,
)
_FORMULA = re.compile(r"\$\$([^$]+)\$\$|\$([^$]+)\$|\\\(([^$]{1,500}?)\\\)|\\\[([^$]{1,500}?)\\\]")
_SENTENCE_END = re.compile(r"[.!](?:\s|$)|[。！；;](?!\w)|\n")
_PRIMES = re.compile(
    r"[^'\"][^°\\]{0,80}(?:°|\\circ|\\degree)[^'\"]{0,80}(?:'[^'\"]{0,80})?\d('{1,2}|\")$"
)
_MARKS = "*_`\"' \t\r\n"


def visible(text: str) -> str:
    """The end of a reply without its thoughts; empty when a thought was never closed."""
    _, closed, after = text.rpartition("</think>")
    text = after if closed else text
    return text.partition("<think>")[0][-MAX_REPLY:]


def folded(text: str) -> str:
    """The end of a text with its full-width and other compatibility forms made plain.

    Cut again, as one such character may stand for eighteen.
    """
    return unicodedata.normalize("NFKC", text)[-MAX_REPLY:]


def last_box(text: str) -> str | None:
    r"""The content of the last complete \boxed{...}, with nested braces; None if there is none."""
    boxes = last_boxes(text)
    return boxes[-1] if boxes else None


def last_boxes(text: str) -> list[str]:
    r"""The last complete box and those that lead up to it, as in "\boxed{1} and \boxed{2}"."""
    found: list[str] = []
    limit = len(text)
    for match in reversed(list(_BOX.finditer(text))):
        start = match.end()
        if text[start] == "{":
            closing = _closing_brace(text, start, limit)
            content = None if closing is None else text[start + 1 : closing].strip()
            end = limit if closing is None else closing + 1
        else:
            content, end = text[start], start + 1  # \boxed 5
        if found and (content is None or not _BETWEEN_BOXES.fullmatch(text, end, limit)):
            break
        if content is not None:
            found.insert(0, content)
        # A box left open reaches to the end; only those before it are left.
        limit = match.start() if found else start
    return found


def _closing_brace(text: str, start: int, limit: int) -> int | None:
    depth = 0
    at = start
    while at < limit:
        character = text[at]
        if character == "\\":
            at += 2
            continue
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return at
        at += 1
    return None


def conclusion(text: str) -> str | None:
    """What a reply states to be its answer, as written; None when it states nothing."""
    text = visible(text)
    box = last_box(text)
    if box is not None:
        return box or None
    if hashes := _last(_HASHES, text):
        return hashes[1].strip(_MARKS) or None
    if field := last_field(text):
        return field
    if stated := _last(_STATED, text):
        return _statement(text[stated.end() : stated.end() + MAX_STATEMENT])
    return None


def last_field(text: str) -> str | None:
    """The last value of a JSON field "answer", or what stands in the last <answer> tag."""
    field = _last(_JSON, text) or _last(_TAGGED, text)
    return next((group.strip() for group in field.groups() if group), "") or None if field else None


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for found in pattern.finditer(text):  # noqa: B007  (the last one is wanted)
        pass
    return found


def _statement(rest: str) -> str | None:
    """The rest of a sentence. A full stop inside dollar signs, or in a number, is not its end."""
    for end in _SENTENCE_END.finditer(rest):
        before = rest[: end.start()]
        if before.strip(_MARKS) and before.replace("\\$", "").count("$") % 2 == 0:
            return _unmarked(before)
    return _unmarked(rest) or None


def _unmarked(text: str) -> str:
    """A text without the marks around it; the primes of an angle, 45°30', are none."""
    bare = text.strip(_MARKS)
    primes = _PRIMES.match(text.strip("*_` \t\r\n"))
    return f"{bare}{primes[1]}" if primes else bare


def last_formula(text: str) -> str | None:
    """The last formula between dollar signs or TeX brackets."""
    found = _last(_FORMULA, visible(text))
    return next((group.strip() for group in found.groups() if group), None) if found else None


def last_line(text: str) -> str | None:
    """The last line that says anything, without its Markdown."""
    for line in reversed(visible(text).splitlines()):
        if bare := line.strip(_MARKS + "#"):
            return bare
    return None

"""From LaTeX or plain text to tokens: one spelling for everything that means the same.

Deals with what is only typography: full-width and Chinese forms, spacing commands, alternative
fraction commands, dollar signs, thousands separators. The meaning is left to `grammar`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from reasoning.errors import GradingError
from reasoning.grading.chinese import spell_out
from reasoning.grading.scale import in_figures

#: Longest answer that is read as an expression, in characters.
MAX_CHARS = 2_000
#: Longest number literal, in digits.
MAX_DIGITS = 1_000

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ", "0123456789+-n")
_CHARACTERS = {
    "−": "-", "–": "-", "—": "-", "×": "*", "✕": "*", "÷": "/", "·": "*", "⋅": "*", "∙": "*",
    "∗": "*", "√": r"\sqrt ", "∛": r"\sqrt[3]", "π": r"\pi ", "∞": r"\infty ", "°": r"^\circ ",
    "≈": "=", "≡": "=", "、": ",", "。": ".", "“": '"', "”": '"', "′": "'", "’": "'",
    "½": r"\frac{1}{2}", "⅓": r"\frac{1}{3}", "⅔": r"\frac{2}{3}", "¼": r"\frac{1}{4}",
    "℃": r"\text{celsius}",
    "¾": r"\frac{3}{4}", "⅕": r"\frac{1}{5}", "⅙": r"\frac{1}{6}", "⅛": r"\frac{1}{8}",
}  # fmt: skip
_SPACING = re.compile(
    r"\\(?:left|right)(?![a-zA-Z])\.?|\\(?:[bB]igg?[lrm]?|displaystyle|textstyle|limits|nolimits"
    r"|quad|qquad|mathstrut|hfill)(?![a-zA-Z])|\\[,;:!> ]|~|\s+"
)
_DOLLARS = re.compile(r"(?<!\\)\$|\\[()\[\]]")
_SAME: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (re.compile(r"\\\\(?=[a-zA-Z])"), r"\\"),  # a backslash escaped once too often
    (re.compile(r"\\[dtc]frac(?![a-zA-Z])"), r"\\frac"),
    (re.compile(r"\\[dt]binom(?![a-zA-Z])"), r"\\binom"),
    (re.compile(r"\\(?:times|cdot|ast)(?![a-zA-Z])"), "*"),
    (re.compile(r"(?<=\d)\s*[xX]\s*(?=10\s?(?:\^|\*\*|\{))"), "*"),  # 1.6 x 10^-19
    (re.compile(r"\\div(?![a-zA-Z])"), "/"),
    (re.compile(r"\\(?:approx|equiv|simeq)(?![a-zA-Z])"), "="),
    (re.compile(r"\\pm(?![a-zA-Z])"), "±"),
    (re.compile(r"\\mp(?![a-zA-Z])"), "∓"),
    (re.compile(r"\\(?:lvert|rvert|vert|mid)(?![a-zA-Z])"), "|"),
    (re.compile(r"\\colon(?![a-zA-Z])"), ":"),
    (re.compile(r"\\degree(?![a-zA-Z])"), r"^\\circ"),
    (re.compile(r"\\(?:prime)(?![a-zA-Z])"), "'"),
    (re.compile(r"\^\s*\{\s*('+)\s*\}|\^\s*('+)"), r"\1\2"),
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"\\(?:mathbf|textbf|mathit|boldsymbol|bm|pmb|bf)\s*\{([^{}]*)\}"), r"{\1}"),
    (re.compile(r"\\(?:text|textrm|mathrm)\s*\{([^{}]*\d[^{}]*)\}"), r"\1"),
    (re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3})+(?![\d/.,])"), lambda m: m[0].replace(" ", "")),
    (re.compile(r"\\(?:mathrm|text|textrm)\s*\{\s*([ei])\s*\}"), r"{\1}"),
    (
        re.compile(
            r"\\(?:operatorname|mathrm|text)\s*\{\s*((?:arc)?(?:sin|cos|tan)|log|ln|exp)\s*\}"
        ),
        r"\\\1 ",
    ),
    (re.compile(r"\\(?:text|textrm|mathrm)\s*\{\s*,?\s*(?:and|or)\s*\}|\band\b|\bor\b|和|或"), ","),
    (re.compile(r",\s*,"), ","),
)


@lru_cache(maxsize=1024)
def tidy(text: str) -> str:
    """One spelling for one text; an expression's meaning is kept.

    Raises:
        GradingError: the text is too long.
    """
    if len(text) > MAX_CHARS:
        raise GradingError(f"answer has {len(text)} characters; allowed: {MAX_CHARS}")
    text = re.sub(
        f"[{'⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ'}]+", lambda m: "^{" + m[0].translate(_SUPERSCRIPTS) + "}", text
    )
    for old, new in _CHARACTERS.items():
        text = text.replace(old, new)
    text = _DOLLARS.sub("", unicodedata.normalize("NFKC", text).replace("−", "-"))
    if len(text) > 4 * MAX_CHARS:  # one character may stand for eighteen
        raise GradingError(f"answer has {len(text)} characters; allowed: {MAX_CHARS}")
    text = re.sub(r",\s*\\!\s*", ",", text)
    text = _SPACING.sub(" ", text)
    for pattern, replacement in _SAME:
        text = pattern.sub(replacement, text)
    return spell_out(in_figures(text)).strip().rstrip(".,;: ").strip()


Kind = Literal["number", "name", "command", "text", "symbol"]


@dataclass(frozen=True, slots=True)
class Token:
    """One lexical unit. `spaced`: white space stood before it."""

    kind: Kind
    text: str
    spaced: bool = False


_SUBSCRIPT = r"(?:\s*_\s*(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[a-zA-Z]+|[A-Za-z]|\d+))?'*"
_TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?![\d,])|\d+)(?:\.\d+|\.(?!\d))?(?:[eE][+-]?\d+)?"
    r"(?:_(?:\d+|\{\d+\}))?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<text>\\(?:text|textnormal|textrm|textbf|textit|mathrm|mbox|operatorname)\s*\{[^{}]*\})"
    r"|(?P<command>\\[a-zA-Z]+)"
    rf"|(?P<name>(?:[A-Za-z]+|[\u03b1-\u03c9\u0391-\u03a9]){_SUBSCRIPT})"
    r"|(?P<symbol>\\[{}%$|]|[-+*/^=:,()\[\]{}|!%±∓_'])"
    r"|(?P<space>\s+)"
)


def tokens(text: str) -> list[Token]:
    """The tokens of a tidy text.

    Raises:
        GradingError: a character that no expression has, or a number with too many digits.
    """
    found: list[Token] = []
    at, spaced = 0, False
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise GradingError(f"{text[at]!r} is not part of an expression")
        at = match.end()
        if match.lastgroup == "space":
            spaced = True
            continue
        found.extend(_make(match, spaced))
        spaced = False
    return found


def _make(match: re.Match[str], spaced: bool) -> list[Token]:
    kind, text = match.lastgroup, match[0]
    if kind == "number":
        if len(text) > MAX_DIGITS:
            raise GradingError(f"number has {len(text)} digits; allowed: {MAX_DIGITS}")
        return [Token("number", text.replace(",", ""), spaced)]
    if kind == "command":
        return [Token("command", text[1:], spaced)]
    if kind == "text":
        return [Token("text", text[text.index("{") + 1 : -1].strip(), spaced)]
    if kind == "name":
        if not text[0].isascii():  # α is \alpha
            text = unicodedata.name(text[0]).split()[-1].lower() + text[1:]
            return [Token("command", text, spaced)] if "_" not in text else [_named(text, spaced)]
        return [_named(text, spaced)]
    return [Token("symbol", text.removeprefix("\\") if text in (r"\|", r"\%") else text, spaced)]


def _named(text: str, spaced: bool) -> Token:
    return Token("name", name_key(text), spaced)


def name_key(text: str) -> str:
    r"""A name with its subscript in one spelling: `T_{\mathrm{s}}` and `T_s` are the same."""
    stem, _, subscript = text.partition("_")
    primes = subscript.count("'") if subscript else 0
    subscript = _strip_dressing(subscript.replace("'", ""))
    return stem.strip() + (f"_{subscript}" if subscript else "") + "'" * primes


def _strip_dressing(text: str) -> str:
    return re.sub(r"\\(?:mathrm|textrm|text|rm)(?![a-zA-Z])|[{}\s\\]", "", text)

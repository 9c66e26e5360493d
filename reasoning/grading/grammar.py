r"""From text to expression tree: precedence climbing (Pratt 1973) over the tokens of `latex`.

Hand-written, not generated: `\sin 2x`, `\frac12`, `1\frac45` and `|x|` mean what they mean by
where they stand, and a table-driven grammar needs more exceptions than rules for them. Takes time
and stack in proportion to the text, which is limited.
"""

from __future__ import annotations

import re
from fractions import Fraction

from reasoning.errors import GradingError
from reasoning.grading.latex import Token, tidy, tokens
from reasoning.grading.limits import check_time
from reasoning.grading.tree import Call, Name, Number, Tree

#: Deepest nesting and largest tree; answers stay far below, hostile text does not.
MAX_DEPTH = 40
MAX_NODES = 300
#: Largest power of ten in scientific notation.
MAX_EXPONENT = 3_000

_FUNCTION_NAMES = (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh exp ln log lg sqrt abs floor ceil"
)
FUNCTIONS = frozenset(_FUNCTION_NAMES.split())
_ALIASES = {"asin": "arcsin", "acos": "arccos", "atan": "arctan", "tg": "tan", "ctg": "cot"}
_SYMBOLS = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi"
    " rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon"
    " Phi Psi Omega hbar ell infty odot angle triangle"
)
_LATEX_NAMES = frozenset(_SYMBOLS.split())
#: A longer run of letters is one name, not a product: "blue" is no anagram of "lube".
MAX_LETTERS = 4
_WORD = re.compile(r"(?P<stem>[A-Za-z]+)(?P<tail>.*)")
_CLOSING = {"(": ")", "[": "]", "{": "}", r"\{": r"\}", "|": "|"}
_OF_SEVERAL = frozenset("gcd lcm min max".split())
_FENCES = {"lfloor": ("rfloor", "floor"), "lceil": ("rceil", "ceil"), "langle": ("rangle", "")}

_SUM, _PRODUCT, _NEGATION, _POWER, _POSTFIX = 10, 20, 25, 50, 60
_INFIX = {"+": _SUM, "-": _SUM, "±": _SUM, "∓": _SUM, "*": _PRODUCT, "/": _PRODUCT, ":": 15}


def parse(text: str) -> Tree:
    """The tree of an expression in LaTeX or plain text.

    Raises:
        GradingError: it is no expression, or over a limit of length, depth, size or digits.
    """
    return parse_tidy(tidy(text))


def parse_tidy(text: str) -> Tree:
    """`parse` for a text that `latex.tidy` has been over already."""
    check_time()
    return _Parser(tokens(text)).whole()


class _Parser:
    def __init__(self, found: list[Token]) -> None:
        self.tokens = found[::-1]  # the next token is the last: taking it costs nothing
        self.depth = 0
        self.nodes = 0
        self.bars = 0

    def whole(self) -> Tree:
        if not self.tokens:
            raise GradingError("the answer is empty; an expression was expected")
        tree = self.expression(0)
        if self.tokens:
            raise GradingError(f"{self.tokens[-1].text!r} does not fit in the expression")
        return tree

    def peek(self) -> str:
        """The next token's text, or "" at the end; a command keeps its backslash."""
        if not self.tokens:
            return ""
        token = self.tokens[-1]
        return "\\" + token.text if token.kind == "command" else token.text

    def take(self, expected: str = "") -> Token:
        if not self.tokens or (expected and self.peek() != expected):
            found = self.peek() or "its end"
            raise GradingError(f"expected {expected or 'more'!r} in the expression, not {found!r}")
        return self.tokens.pop()

    def call(self, function: str, *args: Tree) -> Call:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise GradingError(f"expression has over {MAX_NODES} operations; write it shorter")
        first = args[0]
        if function in {"+", "*"} and isinstance(first, Call) and first.function == function:
            args = (*first.args, *args[1:])  # 1+2+3 is one sum: a long one is not a deep tree
        tree = Call(function, args)
        if tree.height > MAX_DEPTH:
            raise GradingError(f"expression is nested deeper than {MAX_DEPTH}")
        return tree

    def expression(self, binding: int) -> Tree:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise GradingError(f"expression is nested deeper than {MAX_DEPTH}")
        left = self.prefix()
        while (step := self.infix(left, binding)) is not None:
            left = step
        self.depth -= 1
        return left

    def operand(self) -> Tree:
        """One operand without brackets."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise GradingError(f"expression is nested deeper than {MAX_DEPTH}")
        tree = self.prefix()
        self.depth -= 1
        return tree

    def infix(self, left: Tree, binding: int) -> Tree | None:
        """`left` with the next operator and operand, or None when nothing binds that tightly."""
        if not self.tokens:
            return None
        token, text = self.tokens[-1], self.peek()
        if token.kind == "symbol" and text in {"!", "%"} and binding < _POSTFIX:
            self.take()
            return self.call("factorial" if text == "!" else "percent", left)
        if text == "^" and binding < _POWER:
            self.take()
            return self.power(left)
        if token.kind == "symbol" and text in _INFIX:
            strength = _INFIX[text]
            if binding >= strength:
                return None
            self.take()
            right = self.expression(strength)
            if text == "-":
                return self.call("+", left, self.call("neg", right))
            return self.call("/" if text == ":" else text, left, right)
        if text in {r"\bmod", r"\mod"}:
            if binding >= _PRODUCT:
                return None
            self.take()
            return self.call("mod", left, self.expression(_PRODUCT))
        if self.starts_operand() and binding < _PRODUCT:
            if token.kind == "number":
                raise GradingError("two numbers stand side by side; put an operator between them")
            return self.call("*", left, self.expression(_PRODUCT))
        return None

    def starts_operand(self) -> bool:
        token, text = self.tokens[-1], self.peek()
        if token.kind == "symbol":
            return text in {"(", "{", "[", r"\{"} or (text == "|" and not self.bars)
        if token.kind == "command":
            return not (token.text.startswith("r") and token.text in {"rfloor", "rceil", "rangle"})
        return token.kind in {"number", "name"} or len(token.text) == 1

    def power(self, base: Tree) -> Tree:
        if self.peek() == "\\circ":
            self.take()
            return self.call("degree", base)
        if self.peek() == "{" and len(self.tokens) > 2 and self.tokens[-2].text == "circ":
            self.take()
            self.take()
            self.take("}")
            return self.call("degree", base)
        return self.call("^", base, self.expression(_POWER - 1))

    def prefix(self) -> Tree:
        token = self.take()
        text = token.text
        if token.kind == "number":
            return self.number(token)
        if token.kind == "name":
            return self.word(token)
        if token.kind == "command":
            return self.command(text)
        if token.kind == "text":
            if len(text) != 1:
                raise GradingError(f"{text!r} is no part of an expression")
            return Name(text)
        if text in {"-", "+", "±", "∓"}:
            # After "^" the sign belongs to the one operand that follows.
            operand = self.expression(_NEGATION)
            return operand if text == "+" else self.call("neg" if text == "-" else text, operand)
        if text in _CLOSING:
            return self.group(text)
        raise GradingError(f"{text!r} does not fit in the expression")

    def group(self, opening: str) -> Tree:
        outer_bars = self.bars
        self.bars = 1 if opening == "|" else 0
        inner = self.expression(0)
        self.take(_CLOSING[opening])
        self.bars = outer_bars
        return self.call("abs", inner) if opening == "|" else inner

    def number(self, token: Token) -> Tree:
        whole = read_literal(token.text)
        if whole.step is not None or "_" in token.text:
            return whole
        return self.mixed(whole)

    def mixed(self, whole: Number) -> Tree:
        r"""1\frac{4}{5} and 1 4/5 are sums; any other number is itself."""
        ahead = [t.text for t in self.tokens[-1:-8:-1]]
        match ahead:
            case ["frac", "{", above, "}", "{", below, "}"]:
                length = 7
            case ["frac", both, *_] if both.isdecimal() and len(both) == 2:
                above, below, length = both[0], both[1], 2
            case [above, "/", below, *_] if self.tokens[-1].spaced:
                length = 3
            case _:
                return whole
        if not (above.isdecimal() and below.isdecimal() and 0 < int(above) < int(below)):
            return whole
        del self.tokens[-length:]
        return Number(whole.value + Fraction(int(above), int(below)))

    def word(self, token: Token) -> Tree:
        """A run of letters: a function, a name with a subscript, or letters that multiply."""
        match = _WORD.fullmatch(token.text)
        if match is None:
            return Name(token.text)
        stem, tail = _ALIASES.get(match["stem"], match["stem"]), match["tail"]
        if stem == "log" and tail[:1] == "_" and tail[1:].isalnum():
            base = tail[1:]
            return self.function("log", read_literal(base) if base[0].isdigit() else Name(base))
        if stem in FUNCTIONS and not tail:
            return self.function(stem)
        if not tail and self.peek() == "(":
            for name in FUNCTIONS:
                if stem.endswith(name):  # asqrt(b) is a times sqrt(b)
                    self.tokens.append(Token("name", name))
                    stem = stem.removesuffix(name)
        if stem == "pi" or len(stem) == 1 or len(stem) > MAX_LETTERS:
            return Name(stem + tail)
        if not tail and stem[:-1] in FUNCTIONS:  # sinx
            return self.letters(stem[:-1], stem[-1])
        return self.letters(stem[0], stem[1:] + tail)

    def letters(self, first: str, rest: str) -> Tree:
        """A run of letters taken apart: the first part now, the rest as what follows it."""
        self.tokens.append(Token("name", rest))
        return self.function(first) if first in FUNCTIONS else Name(first)

    def command(self, name: str) -> Tree:
        if name == "frac":
            return self.call("/", self.argument(), self.argument())
        if name == "binom":
            return self.call("binomial", self.argument(), self.argument())
        if name == "sqrt":
            return self.root()
        if name in _OF_SEVERAL:
            return self.several(name)
        if name in _FENCES:
            closing, function = _FENCES[name]
            inner = self.expression(0)
            self.take("\\" + closing)
            return self.call(function, inner) if function else inner
        if name in FUNCTIONS or name in _ALIASES:
            base: Tree | None = None
            if name == "log" and self.peek() == "_":
                self.take()
                base = self.argument()
            return self.function(_ALIASES.get(name, name), base)
        if name == "pi" or name in _LATEX_NAMES:
            return Name(self.subscripted(name))
        raise GradingError(f"\\{name} is not understood in an expression")

    def several(self, name: str) -> Tree:
        """A function of two or more values between commas."""
        closing = _CLOSING[self.take(r"\{" if self.peek() == r"\{" else "(").text]
        args = [self.expression(0)]
        while self.peek() == ",":
            self.take()
            args.append(self.expression(0))
        self.take(closing)
        if len(args) < 2:
            raise GradingError(f"\\{name} has one value; two or more are needed")
        return self.call(name, *args)

    def subscripted(self, name: str) -> str:
        """A name with its subscript and its primes."""
        if self.peek() == "_":
            self.take()
            name = f"{name}_{self.subscript()}"
        while self.peek() == "'":
            name += self.take().text
        return name

    def subscript(self) -> str:
        if self.peek() != "{":
            return self.take().text
        self.take()
        parts = []
        while self.peek() != "}":
            parts.append(self.take().text)
        self.take()
        return "".join(parts)

    def argument(self) -> Tree:
        r"""A TeX argument: a group in braces, or one digit, letter or command (`\frac12`)."""
        if self.peek() in {"{", "("}:
            return self.group(self.take().text)
        token = self.take()
        first, rest = token.text[:1], token.text[1:]
        if token.kind == "number" and first.isdigit():
            if rest:
                self.tokens.append(Token("number", rest))
            return read_literal(first)
        if token.kind == "name" and "_" not in token.text:
            if rest:
                self.tokens.append(Token("name", rest))
            return Name(first)
        self.tokens.append(token)
        return self.operand()

    def root(self) -> Tree:
        degree: Tree = Number(Fraction(2))
        if self.peek() == "[":
            degree = self.group(self.take().text)
        operand = self.group(self.take().text) if self.peek() in {"{", "("} else self.operand()
        return self.call("root", operand, degree)

    def function(self, name: str, base: Tree | None = None) -> Tree:
        """A function with its power, if any, and its operand in brackets or without."""
        power: Tree | None = None
        if self.peek() == "^":
            self.take()
            power = self.argument() if self.peek() != "-" else self.expression(_POWER - 1)
        if self.peek() in {"(", "[", "{", "|"}:
            operand = self.group(self.take().text)
        else:
            operand = self.expression(_PRODUCT + 1)
            while self.tokens and self.continues_operand():
                operand = self.call("*", operand, self.expression(_PRODUCT + 1))
        if power == Call("neg", (Number(Fraction(1)),)) or power == Number(Fraction(-1)):
            return self.call("arc" + name, operand)
        tree = self.apply(name, operand, base)
        return tree if power is None else self.call("^", tree, power)

    def continues_operand(self) -> bool:
        """Whether the next token goes on with an operand without brackets, as x in sin 2x."""
        token = self.tokens[-1]
        if token.kind == "name":
            stem = token.text.partition("_")[0]
            return stem not in FUNCTIONS and stem not in _ALIASES
        if token.kind == "command":
            return token.text in _LATEX_NAMES | {"pi", "frac", "sqrt"}
        return False

    def apply(self, name: str, operand: Tree, base: Tree | None) -> Tree:
        if name == "sqrt":
            return self.call("root", operand, Number(Fraction(2)))
        if name == "exp":
            return self.call("^", Name("e"), operand)
        if name == "lg":
            base = Number(Fraction(10))
        log = self.call("ln" if name in {"log", "lg"} else name, operand)
        return log if base is None else self.call("/", log, self.call("ln", base))


_SCIENTIFIC = re.compile(
    r"(?P<mantissa>\d+\.?\d*|\.\d+)(?:[eE](?P<power>[+-]?\d+))?(?:_\{?(?P<base>\d+)\}?)?", re.ASCII
)


def read_literal(text: str) -> Number:
    """A number token: 42, 3.50, 1.6e-19, 204_5 (in base 5).

    Raises:
        GradingError: the power of ten or the base is out of range.
    """
    match = _SCIENTIFIC.fullmatch(text)
    if match is None:
        raise GradingError(f"{text[:20]!r} is no number")
    if match["base"]:
        return _in_base(match["mantissa"], match["base"])
    mantissa = match["mantissa"]
    power_text = match["power"] or "0"
    if len(power_text) > 6 or abs(int(power_text)) > MAX_EXPONENT:
        raise GradingError(f"power of ten is {power_text[:12]}; allowed: up to {MAX_EXPONENT}")
    scale = Fraction(10) ** int(power_text)
    value = Fraction("0" + mantissa if mantissa.startswith(".") else mantissa.rstrip(".")) * scale
    places = len(mantissa.partition(".")[2])
    if not places and not match["power"]:
        return Number(value)
    significant = len(mantissa.replace(".", "").lstrip("0"))
    return Number(value, scale / 10**places, significant)


def _in_base(digits: str, base_text: str) -> Number:
    base = int(base_text) if len(base_text) <= 2 else 0
    try:
        return Number(Fraction(int(digits, base if base >= 2 else 37)))
    except ValueError:
        raise GradingError(f"{digits[:20]} is no number in base {base_text[:8]}") from None

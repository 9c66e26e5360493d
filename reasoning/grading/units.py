"""The unit behind a number: taken off, and compared by name where both answers give one.

Names only: 5 kg and 5000 g are not the same answer here. Only units in the table are compared;
any other trailing word ("apples", "distinct values") says what was counted and is dropped.
"""

from __future__ import annotations

import re

_SPELLINGS = {
    "m": "metre metres meter meters 米",
    "cm": "centimetre centimetres centimeter centimeters 厘米",
    "mm": "millimetre millimetres millimeter millimeters 毫米",
    "km": "kilometre kilometres kilometer kilometers 千米 公里",
    "in": "inch inches",
    "ft": "foot feet",
    "mi": "mile miles",
    "g": "gram grams 克",
    "mg": "milligram milligrams 毫克",
    "μg": "µg mcg microgram micrograms 微克",
    "kg": "kilogram kilograms 千克 公斤",
    "lb": "lbs pound pounds",
    "s": "sec secs second seconds 秒",
    "min": "mins minute minutes 分钟",
    "h": "hr hrs hour hours 小时",
    "day": "days d 天 日",
    "week": "weeks 周",
    "year": "years yr yrs 年",
    "ms": "millisecond milliseconds",
    "L": "l liter liters litre litres 升",
    "mL": "ml milliliter milliliters millilitre millilitres 毫升",
    "J": "joule joules 焦耳",
    "kJ": "kilojoule kilojoules",
    "eV": "",
    "N": "newton newtons 牛",
    "W": "watt watts",
    "kW": "",
    "V": "volt volts 伏",
    "A": "ampere amperes amp amps 安",
    "K": "kelvin",
    "Pa": "pascal pascals",
    "kPa": "",
    "Hz": "hertz",
    "mol": "moles mole",
    "mmol": "",
    "rad": "radian radians",
    "degree": "degrees deg 度",
    "celsius": "°C",
    "percent": "%",
    "dollar": "dollars $ USD usd",
    "cent": "cents",
    "euro": "euros € EUR",
    "pounds sterling": "£ GBP",
    "yuan": "元 块 ¥ RMB CNY",
}
KNOWN = {name: unit for unit, names in _SPELLINGS.items() for name in (unit, *names.split())}

_POWER = r"(?:\s*\^\s*\{?\s*-?\d\s*\}?)?"
_WORD = r"[A-Za-zµμΩ\u4e00-\u9fff]+"
_DRESSED = (
    r"\\(?:text|textnormal|textrm|textbf|mathrm|mbox|operatorname|rm)\s*\{(?!\s*[ei]\s*\})[^{}]*\}"
)
_DRESSED_UNIT = re.compile(rf"(?<=[\d)}}\]% ])\s*((?:[*/]?\s*{_DRESSED}{_POWER}\s*)+)$")
_PLAIN_UNIT = re.compile(
    rf"(?<=[\d)}}])(\s*)((?:{_WORD}){_POWER}(?:(?: ?[*/] ?| )(?:{_WORD}){_POWER}){{0,4}})\s*$"
)
_CELSIUS = re.compile(r"\^\s*\{?\s*\\circ\s*\}?\s*(?:\\(?:text|mathrm|rm)\s*)?\{?\s*C\s*\}?\s*$")
_MONEY = re.compile(r"^\s*([-+]?)\s*(\\\$|\$|€|£|¥)\s*(?=[\d.])|(€|£|¥|元)\s*$")
_FUNCTIONS = re.compile(r"(?:sin|cos|tan|log|ln|exp|sqrt|pi|e|i)(?:\s|$|\^)")


def peel(text: str, any_word: bool) -> tuple[str, str | None]:
    r"""A tidy text without its trailing unit, and the unit.

    `any_word`: a trailing word may be any unit (right for a number); otherwise only `\text{...}`
    and words in the table count (right for an expression, where "x" is a variable). The unit is
    None where there is none, and "" where it is not in the table.
    """
    if match := _MONEY.search(text):
        symbol = (match[2] or match[3]).removeprefix("\\")
        return (match[1] or "") + text[: match.start()] + text[match.end() :], KNOWN[symbol]
    if match := _CELSIUS.search(text):
        return text[: match.start()], "celsius"
    if match := _DRESSED_UNIT.search(text):
        return text[: match.start()].rstrip(), _unit(match[1])
    if match := _PLAIN_UNIT.search(text):
        space, word = match[1], match[2]
        unit = _unit(word)
        long_enough = any_word or (unit and (len(word) > 1 and (space or len(word) > 2)))
        if long_enough and not _FUNCTIONS.match(word):
            return text[: match.start()].rstrip(), unit
    return text, None


def _unit(text: str) -> str:
    """One spelling of a unit expression; "" when a word of it is not in the table."""
    text = re.sub(r"\b(?:square|sq)\.? (\w+)", r"\1^2", text)
    text = re.sub(r"\bcubic (\w+)", r"\1^3", text)
    bare = re.sub(r"\\[a-z]+|[{}~.]|\s(?=\^)", " ", text)
    words = re.findall(rf"{_WORD}|\^?\s*-?\d|/|[%$°]", bare)
    known = [
        KNOWN.get(w) or KNOWN.get(w.lower()) or ("" if w[0].isalpha() else w.replace(" ", ""))
        for w in words
    ]
    return "" if "" in known else " ".join(known).replace(" ^", "^").replace(" / ", "/")


def compatible(first: str | None, second: str | None) -> bool:
    """Whether two units do not contradict each other."""
    return not first or not second or first == second

"""The units that answers are written in: every spelling, and the name that pint knows it by.

Nothing else is ever handed to pint: what a model wrote is looked up here first (`units`).
"""

from __future__ import annotations

#: Units that are told from variables even in an expression: "5 cm" is a length, "5 kT" a product.
_EVERYDAY = {
    "metre": "m metres meter meters 米",
    "centimetre": "cm centimetres centimeter centimeters 厘米",
    "millimetre": "mm millimetres millimeter millimeters 毫米",
    "kilometre": "km kilometres kilometer kilometers 千米 公里",
    "inch": "in inches",
    "foot": "ft feet",
    "mile": "mi miles",
    "gram": "g grams 克",
    "milligram": "mg milligrams 毫克",
    "microgram": "μg µg mcg micrograms 微克",
    "kilogram": "kg kilograms 千克 公斤",
    "pound": "lb lbs pounds",
    "second": "s sec secs seconds 秒",
    "minute": "min mins minutes 分钟 分",
    "hour": "h hr hrs hours 小时",
    "day": "days d 天 日",
    "week": "weeks 周 星期",
    "month": "months 月 个月",
    "year": "years yr yrs 年",
    "millisecond": "ms milliseconds 毫秒",
    "litre": "L l liter liters litres 升",
    "millilitre": "mL ml milliliter milliliters millilitres 毫升",
    "joule": "J joules 焦耳 焦",
    "kilojoule": "kJ kilojoules 千焦",
    "electron_volt": "eV",
    "newton": "N newtons 牛顿 牛",
    "watt": "W watts 瓦特 瓦",
    "kilowatt": "kW kilowatts 千瓦",
    "volt": "V volts 伏特 伏",
    "ampere": "A amperes amp amps 安培 安",
    "kelvin": "K kelvins 开尔文 开",
    "pascal": "Pa pascals 帕斯卡 帕",
    "kilopascal": "kPa 千帕",
    "hertz": "Hz 赫兹 赫",
    "mole": "mol moles 摩尔",
    "millimole": "mmol",
    "radian": "rad radians 弧度",
    "degree": "degrees deg 度",
    "degC": "celsius °C 摄氏度",
    "percent": "% pct percentage 百分比",
    "dollar": "dollars $ USD usd 美元",
    "cent": "cents",
    "euro": "euros € EUR 欧元",
    "pound_sterling": "£ GBP 英镑",
    "yuan": "元 块 ¥ RMB CNY",
}

#: Units that are read behind a number or in \text{...} only.
_MORE = {
    "degF": "fahrenheit °F",
    "ton": "tons",
    "tonne": "t tonnes 吨",
    "yard": "yd yards",
    "ounce": "oz ounces",
    "acre": "acres",
    "hectare": "ha hectares 公顷",
    "gallon": "gal gallons",
    "decade": "decades",
    "century": "centuries 世纪",
    "light_year": "ly light-year light-years lightyear lightyears 光年",
    "astronomical_unit": "AU au",
    "angstrom": "Å angstroms",
    "arcminute": "arcmin arcminutes",
    "arcsecond": "arcsec arcseconds",
    "revolutions_per_minute": "rpm",
    "standard_atmosphere": "atm atmosphere atmospheres",
    "torr": "Torr",
    "mmHg": "",
    "bar": "bars",
    "psi": "",
    "knot": "knots kn",
    "kilometre_per_hour": "kph kmh",
    "mile_per_hour": "mph",
    "unified_atomic_mass_unit": "u amu Da",
    "watt_hour": "Wh",
    "kilowatt_hour": "kWh",
    "horsepower": "hp",
    "poise": "P",
    "curie": "Ci",
    "bit": "bits 比特",
    "byte": "B bytes 字节",
    "molar": "M",
    "turn": "turns revolution revolutions rev 圈",
    "square_metre": "平方米",
    "square_kilometre": "平方千米 平方公里",
    "square_centimetre": "平方厘米",
    "cubic_metre": "立方米",
    "cubic_centimetre": "立方厘米 cc",
}

#: Units that take prefixes: symbol, and names in words.
_PREFIXED = {
    "metre": "m metre metres meter meters",
    "gram": "g gram grams",
    "second": "s second seconds",
    "ampere": "A ampere amperes",
    "kelvin": "K",
    "mole": "mol mole moles",
    "hertz": "Hz hertz",
    "newton": "N newton newtons",
    "pascal": "Pa pascal pascals",
    "joule": "J joule joules",
    "watt": "W watt watts",
    "coulomb": "C coulomb coulombs",
    "volt": "V volt volts",
    "farad": "F farad farads",
    "ohm": "Ω ohm ohms",
    "siemens": "S siemens",
    "weber": "Wb weber webers",
    "tesla": "T tesla teslas",
    "henry": "H henry henries henrys",
    "lumen": "lm lumen lumens",
    "lux": "lx lux",
    "candela": "cd candela candelas",
    "becquerel": "Bq becquerel becquerels",
    "gray": "Gy gray grays",
    "sievert": "Sv sievert sieverts",
    "electron_volt": "eV electronvolt electronvolts",
    "litre": "L l litre litres liter liters",
    "calorie": "cal calorie calories",
    "parsec": "pc parsec parsecs",
    "molar": "M molar",
}
_PREFIXES = {
    "": ("", ""), "tera": ("T", "tera"), "giga": ("G", "giga"), "mega": ("M", "mega"),
    "kilo": ("k", "kilo"), "centi": ("c", "centi"), "deci": ("d", "deci"), "milli": ("m", "milli"),
    "micro": ("μ", "micro"), "nano": ("n", "nano"), "pico": ("p", "pico"), "femto": ("f", "femto"),
}  # fmt: skip
#: Prefixes that only these units take: "cd" is a candela, "dm" a decimetre.
_RARE = {"centi": {"metre", "litre", "gram"}, "deci": {"metre", "litre", "gram"}}

#: Units that pint does not define, in its own notation; each currency is a dimension of its own.
OWN_DEFINITIONS = (
    "dollar = [dollar]", "cent = 0.01 * dollar", "euro = [euro]",
    "pound_sterling = [pound_sterling]", "yuan = [yuan]",
    "kilometre_per_hour = kilometre / hour", "mile_per_hour = mile / hour",
    "square_metre = metre ** 2", "square_kilometre = kilometre ** 2",
    "square_centimetre = centimetre ** 2", "cubic_metre = metre ** 3",
    "cubic_centimetre = centimetre ** 3",
)  # fmt: skip


def _spelled(table: dict[str, str]) -> dict[str, str]:
    return {spelling: name for name, words in table.items() for spelling in (name, *words.split())}


def _prefixed() -> dict[str, str]:
    found: dict[str, str] = {}
    for unit, words in _PREFIXED.items():
        symbol, *names = words.split()
        for prefix, (short, long) in _PREFIXES.items():
            if unit not in _RARE.get(prefix, {unit}):
                continue
            found[short + symbol] = prefix + unit
            if prefix == "micro":
                found |= {f"u{symbol}": prefix + unit, f"µ{symbol}": prefix + unit}
            found |= {long + name: prefix + unit for name in names if len(name) > 1}
            if len(names) and len(names[0]) == 1:  # L and l
                found[short + names[0]] = prefix + unit
    return found


#: Spelling to pint's name, for the units of daily life and for all of them.
EVERYDAY = _spelled(_EVERYDAY)
KNOWN = {**_prefixed(), **_spelled(_MORE), **EVERYDAY}
NAMES = frozenset(KNOWN.values())

"""What Google makes of typed text, and the text it shows for a value."""

import datetime
import re
from fractions import Fraction

from google_emulator.behaviour import Json
from google_emulator.state import Formula, Scalar

EPOCH = datetime.datetime(1899, 12, 30)
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?)?")
LOCAL_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
DAY_FIRST = ("fr", "de", "es", "it", "en_GB")
TEMPORAL = ("DATE", "TIME", "DATE_TIME")


def to_serial(moment: datetime.datetime) -> float | int:
    """Days since 1899-12-30."""
    gap = moment - EPOCH
    return gap.days if gap.seconds == 0 else gap.days + gap.seconds / 86400


def from_serial(serial: float) -> datetime.datetime:
    """The moment of a serial, to the second."""
    return EPOCH + datetime.timedelta(seconds=round(Fraction(serial) * 86400))


def read_typed(text: str, locale: str) -> tuple[Scalar | Formula | None, Json | None]:
    """What a person who types this gets: the value, and the number format it brings."""
    if text == "":
        return None, None
    if text.startswith("=") and len(text) > 1:
        return Formula(text), None
    if text.startswith("'"):
        return text[1:], None
    bare = text.strip()
    if bare.upper() in ("TRUE", "FALSE") or (bare.upper() in ("VRAI", "FAUX") and locale.startswith("fr")):
        return bare.upper() in ("TRUE", "VRAI"), None
    return _read_date(bare, locale) or _read_number(bare, locale) or (text, None)


def _read_date(text: str, locale: str) -> tuple[Scalar, Json] | None:
    iso, local, clock = ISO_DATE.fullmatch(text), LOCAL_DATE.fullmatch(text), CLOCK.fullmatch(text)
    try:
        if iso:
            parts = [int(part or 0) for part in iso.groups()]
            kind = ("DATE_TIME", "yyyy-mm-dd h:mm:ss") if iso[4] else ("DATE", "yyyy-mm-dd")
            return to_serial(datetime.datetime(*parts)), _pattern(*kind)  # type: ignore[arg-type]
        if local:
            first, second, year = (int(part) for part in local.groups())
            day_first = locale.startswith(DAY_FIRST)
            day, month = (first, second) if day_first else (second, first)
            pattern = "dd/mm/yyyy" if day_first else "m/d/yyyy"
            return to_serial(datetime.datetime(year, month, day)), _pattern("DATE", pattern)
    except ValueError:
        return None
    if clock and int(clock[1]) < 24:
        seconds = int(clock[1]) * 3600 + int(clock[2]) * 60 + int(clock[3] or 0)
        return seconds / 86400, _pattern("TIME", "h:mm:ss" if clock[3] else "h:mm")
    return None


def _read_number(text: str, locale: str) -> tuple[Scalar, Json | None] | None:
    if locale.startswith(("fr", "de", "es", "it")):
        text = text.replace("\u202f", "").replace("\xa0", "")
        text = text.replace(",", ".") if text.count(",") == 1 and "." not in text else text
    if text.endswith("%") and NUMBER.fullmatch(text[:-1].strip()):
        bare = text[:-1].strip()
        return float(Fraction(bare) / 100), _pattern("PERCENT", "0.00%" if "." in bare else "0%")
    if GROUPED.fullmatch(text):
        return _plain(float(text.replace(",", ""))), _pattern(
            "NUMBER", "#,##0.00" if "." in text else "#,##0"
        )
    if NUMBER.fullmatch(text):
        return _plain(float(text)), None
    return None


def _pattern(kind: str, pattern: str) -> Json:
    return {"type": kind, "pattern": pattern}


def _plain(number: float) -> int | float:
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def plain(value: Scalar) -> Scalar:
    """A whole number without its ".0"."""
    return _plain(value) if isinstance(value, float) else value


def show(value: Scalar, number_format: Json | None, locale: str) -> str:
    """The text a cell shows."""
    if isinstance(value, bool):
        return _show_bool(value, locale)
    if isinstance(value, str):
        return value
    kind = (number_format or {}).get("type", "")
    pattern = (number_format or {}).get("pattern", "")
    if kind in TEMPORAL:
        return show_date(value, pattern or {"TIME": "h:mm:ss"}.get(kind, "yyyy-mm-dd"))
    text = _show_number(value, pattern if kind not in ("TEXT", "") or pattern else "")
    return text.translate(str.maketrans(",.", "\u202f,")) if locale.startswith("fr") else text


def _show_bool(value: bool, locale: str) -> str:
    if locale.startswith("fr"):
        return "VRAI" if value else "FAUX"
    return "TRUE" if value else "FALSE"


def show_general(value: float | int) -> str:
    """A number without a format: ten significant figures at most."""
    number = float(value)
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if abs(number) >= 1e15 or 0 < abs(number) < 1e-6:
        return f"{number:.5E}".replace("E-0", "E-").replace("E+0", "E+")
    text = f"{number:.{max(0, 10 - len(str(int(abs(number)))) + (abs(number) < 1))}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _show_number(value: float | int, pattern: str) -> str:
    if pattern in ("", "General", "@"):
        return show_general(value)
    core = re.search(r"[#0,]*[#0](?:\.[0#]+)?", pattern.split(";")[0])
    if not core:
        return show_general(value)
    percent = "%" in pattern
    whole, _, decimals = core[0].partition(".")
    exact = Fraction(str(value)) * (100 if percent else 1)
    scale = 10 ** len(decimals)
    units = int(abs(exact) * scale + Fraction(1, 2))
    digits = f"{units // scale:,}" if "," in whole else str(units // scale)
    digits = digits.rjust(whole.replace(",", "").count("0"), "0")
    if decimals:
        digits += "." + str(units % scale).rjust(len(decimals), "0")
    before, after = pattern.split(";")[0].split(core[0], 1)
    text = f"{_literal(before)}{digits}{_literal(after)}"
    return f"-{text}" if exact < 0 and units else text


def _literal(text: str) -> str:
    return re.sub(r'\[[^\]]*\]|["\\]|_.|\*.', "", text)


def show_date(serial: float | int, pattern: str) -> str:
    """A date or a time by its pattern."""
    moment = from_serial(serial)
    afternoon = "am/pm" in pattern.lower()

    def token(match: re.Match[str]) -> str:
        word = match[0]
        lower = word.lower()
        if lower == "am/pm":
            return "AM" if moment.hour < 12 else "PM"
        number = {
            "y": moment.year if len(lower) > 2 else moment.year % 100,
            "d": moment.day,
            "h": (moment.hour % 12 or 12) if afternoon else moment.hour,
            "s": moment.second,
            "m": moment.minute if _is_minute(pattern, match) else moment.month,
        }[lower[0]]
        return str(number).rjust(len(lower) if lower[0] == "y" else min(len(lower), 2), "0")

    return re.sub(r"[aA][mM]/[pP][mM]|[yY]+|[dD]+|[hH]+|[sS]+|[mM]+", token, pattern.replace('"', ""))


def _is_minute(pattern: str, match: re.Match[str]) -> bool:
    before = re.findall(r"[a-zA-Z]", pattern[: match.start()])
    after = re.findall(r"[a-zA-Z]", pattern[match.end() :])
    return (bool(before) and before[-1].lower() == "h") or (bool(after) and after[0].lower() == "s")

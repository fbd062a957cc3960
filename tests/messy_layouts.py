"""Messy lists with a known truth: seeded, in many layouts, written from the truth and never from the reader."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise

from messy_files import Cell, Grid, write_csv, write_ods, write_xlsm, write_xlsx
from messy_people import DEPARTMENTS, HEADINGS, HMC, WORDS, make_cast, make_crew, make_locations

FR_MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
EN_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
FR_DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]


@dataclass(frozen=True)
class MessyList:
    """One file and what it says: ``truth`` holds each row's canonical cells, in the file's order."""

    seed: int
    name: str
    data: bytes
    table: str
    country: str
    lang: str
    truth: list[dict[str, str]]
    traits: dict[str, str]
    zeros: int  # phones whose leading zero the file has lost


def make_list(seed: int) -> MessyList:
    """Make the messy list of a seed; every seed is another layout."""
    pick = random.Random(seed)
    table = "crew" if seed % 6 not in (4, 5) else "cast" if seed % 6 == 4 else "locations"
    lang = pick.choice(("fr", "fr", "en"))
    country = pick.choice(("FR", "CA-QC")) if lang == "fr" else pick.choice(("CA-QC", "FR"))
    form = ("xlsx", "csv", "ods", "xlsx", "xlsm")[seed % 5]
    traits = {
        "names": pick.choice(
            (
                "two",
                "CAPS First",
                "First CAPS",
                "Last, First",
                "First Last",
                "Last First",
                "nickname",
                "two CAPS",
            )
        ),
        "phones": pick.choice(
            ("number", "number+", "spaced", "dotted", "e164", "several", "labelled", "mixed")
        ),
        "dates": pick.choice(("real", "iso", "short", "short2", "words", "weekday", "serial")),
        "groups": pick.choice(
            ("banner", "caps", "dashes", "count", "merged", "repeated", "column", "down", "hmc", "two-column")
        ),
        "header": pick.choice(("one", "one", "two-rows")),
        "order": pick.choice(("month", "day")) if lang == "en" else "day",
        "form": form,
    }
    truth = _MAKERS[table](pick, traits, lang, country)
    grid = _Drawing(pick, traits, lang, country, table).draw(truth)
    name, data = _WRITERS[form](pick, seed, grid)
    return MessyList(seed, name, data, table, country, lang, truth, traits, grid.zeros)


class _Drawing:
    """Draw rows the way an office might have."""

    def __init__(
        self, pick: random.Random, traits: dict[str, str], lang: str, country: str, table: str
    ) -> None:
        self.pick, self.traits, self.lang, self.country, self.table = pick, traits, lang, country, table
        self.at = 0 if lang == "fr" else 1
        self.grid = Grid()
        self.down = ""

    def draw(self, truth: list[dict[str, str]]) -> Grid:
        pick, grid = self.pick, self.grid
        columns = self._columns(truth)
        width = len(columns)
        for number in range(pick.randrange(0, 4)):
            title = pick.choice(
                ("LES OMBRES - LONG MÉTRAGE", "Version du 3 mars 2026", "Société Exemple", "Prod. n° 12")
            )
            grid.rows.append([title, *[None] * (width - 1)])
            if pick.random() < 0.5:
                grid.merges.append((len(grid.rows), 1, len(grid.rows), width))
            if number == 1 and pick.random() < 0.5:
                grid.rows.append([None] * width)
        header = self._header(columns)
        group = ""
        for number, row in enumerate(truth):
            banner = self._banner(row)
            if banner and banner != group:
                group = banner
                self._draw_banner(banner, width)
            grid.rows.append([self._cell(column, row) for column in columns])
            if pick.random() < 0.08:
                grid.rows.append([None] * width)
            if number % 9 == 8 and pick.random() < 0.7:
                grid.rows.append(list(header))
        self._tail(len(truth), width)
        return grid

    def _columns(self, truth: list[dict[str, str]]) -> list[str]:
        keys = [key for key in truth[0] if key not in ("last_name", "first_name", "department", "role")]
        if self.table == "crew":
            keys += ["department"] if self.traits["groups"] in ("column", "down", "two-column") else []
        self.pick.shuffle(keys)
        if "last_name" in truth[0]:
            names = ["last_name", "first_name"] if self.traits["names"].startswith("two") else ["full_name"]
            at = self.pick.randrange(0, len(keys) + 1)
            keys[at:at] = names
        for number in self.pick.sample(range(len(WORDS["extra"]["fr"])), self.pick.randrange(0, 4)):
            keys.insert(self.pick.randrange(1, len(keys) + 1), f"extra{number}")
        return ["role", *keys] if "role" in truth[0] else keys

    def _words(self, key: str) -> str:
        if key.startswith("extra"):
            return str(WORDS["extra"][self.lang][int(key[-1])])
        if key == "full_name" and self.table == "cast":
            key = "actor"
        if key == "full_name":
            words = list(HEADINGS[key][self.lang])
            if self.traits["names"] not in ("Last First", "CAPS First", "Last, First"):
                words = [word for word in words if word not in ("Nom Prénom", "NOM / Prénom")]
            return self.pick.choice(words)
        return self.pick.choice(HEADINGS[key][self.lang])

    def _header(self, columns: list[str]) -> list[Cell]:
        header: list[Cell] = [self._words(column) for column in columns]
        pairs = {
            ("start", "end"): ("Contrat", "Contract"),
            ("phone", "email"): ("Coordonnées", "Contact details"),
        }
        places = [(at, pairs[pair]) for at, pair in enumerate(pairwise(columns)) if pair in pairs]
        if self.traits["header"] == "two-rows" and places:
            over: list[Cell] = [None] * len(columns)
            for at, words in places:
                over[at] = words[self.at]
                row = len(self.grid.rows) + 1
                self.grid.merges.append((row, at + 1, row, at + 2))
            self.grid.rows.append(over)
        self.grid.rows.append(list(header))
        return header

    def _banner(self, row: dict[str, str]) -> str:
        if self.table == "cast":
            return (
                ("Rôles principaux", "Principal cast")[self.at]
                if int(row["role"]) < 4
                else ("Petits rôles", "Day players")[self.at]
            )
        if self.table != "crew" or self.traits["groups"] in ("column", "down", "two-column"):
            return ""
        if self.traits["groups"] == "hmc" and row["department"] in HMC:
            return ("HMC", "Hair Makeup Wardrobe")[self.at]
        return DEPARTMENTS[row["department"]][f"banners_{self.lang}"][0]

    def _draw_banner(self, banner: str, width: int) -> None:
        grid, style = self.grid, self.traits["groups"]
        shown = {
            "caps": banner.upper(),
            "dashes": f"--- {banner.upper()} ---",
            "count": f"{banner} (3)",
            "merged": banner.upper(),
        }.get(style, banner)
        if style == "repeated":
            grid.rows.append([shown] * width)
            return
        grid.rows.append([shown, *[None] * (width - 1)])
        if style == "merged":
            grid.merges.append((len(grid.rows), 1, len(grid.rows), width))

    def _tail(self, count: int, width: int) -> None:
        rows, pick = self.grid.rows, self.pick
        if pick.random() < 0.5:
            rows.append([None] * width)
            total = (f"Total : {count} personnes", f"Total: {count} people")[self.at]
            rows.append(pick.choice(([total], ["Total", count], ["TOTAL", None, count])))
        if pick.random() < 0.4:
            rows += [
                [None],
                [("Liste confidentielle, ne pas diffuser", "Confidential, do not forward")[self.at]],
            ]
        for row in rows:
            row += [None] * (width - len(row))

    def _cell(self, column: str, row: dict[str, str]) -> Cell:
        if column.startswith("extra"):
            return str(self.pick.choice(WORDS["extra"]["cells"])) or None
        if column in ("last_name", "full_name", "first_name"):
            return self._name(column, row)
        value = row[column]
        if column == "department":
            return self._department(value)
        if not value:
            return self.pick.choice((None, None, None, " "))
        if column in ("phone", "agent_phone"):
            return self._phone(value)
        if column in ("start", "end", "birth_date"):
            return self._date(date.fromisoformat(value), column)
        if column == "email" and self.pick.random() < 0.1:
            return f"{value} / autre.{value}"
        if column == "rate":
            return self._rate(value)
        if column == "role":
            return self.pick.choice((int(value), value)) if self.traits["form"] != "csv" else value
        return value

    def _rate(self, value: str) -> Cell:
        if self.traits["form"] != "csv" and self.pick.random() < 0.5:
            return float(value)
        if self.lang == "fr":
            whole, _, cents = value.partition(".")
            grouped = f"{whole[:-3]} {whole[-3:]}" if len(whole) > 3 else whole
            return f"{grouped},{cents} €" if self.country == "FR" else f"{grouped},{cents} $"
        return f"${float(value):,.2f}"

    def _department(self, value: str) -> Cell:
        word = DEPARTMENTS[value][f"banners_{self.lang}"][0]
        if self.traits["groups"] == "down":
            if word == self.down:
                return None
            self.down = word
        return word.upper() if self.traits["groups"] == "two-column" else word

    def _name(self, column: str, row: dict[str, str]) -> str:
        style = self.traits["names"]
        last, first = row["last_name"], row["first_name"]
        if style in ("CAPS First", "First CAPS", "two CAPS"):
            last = row["last_name"] = last.upper()
        if column != "full_name":
            return last if column == "last_name" else first
        match style:
            case "CAPS First" | "Last First":
                return f"{last} {first}"
            case "Last, First":
                return f"{last}, {first}"
            case "nickname" if self.pick.random() < 0.4:
                return f"{first} {last} ({first[:3]})"
            case _:
                return f"{first} {last}"

    def _phone(self, value: str) -> Cell:
        style = self.traits["phones"]
        if style == "mixed":
            style = self.pick.choice(("number", "number+", "spaced", "dotted", "e164", "several"))
        digits = value[1:]
        if self.country == "FR":
            national = f"0{digits[2:]}"
            spaced = " ".join(national[at : at + 2] for at in range(0, 10, 2))
        else:
            national = digits[1:]
            spaced = self.pick.choice(
                (
                    f"({national[:3]}) {national[3:6]}-{national[6:]}",
                    f"{national[:3]} {national[3:6]}-{national[6:]}",
                )
            )
        match style:
            case "number":
                self.grid.zeros += self.country == "FR"
                return self._as_number(national.lstrip("0"))
            case "number+":
                return self._as_number(digits)
            case "spaced":
                return spaced
            case "dotted":
                return spaced.replace(" ", ".").replace("(", "").replace(")", "").replace("-", ".")
            case "several" if self.pick.random() < 0.5:
                other = "01 99 00 99 99" if self.country == "FR" else "514 555-0199"
                return self.pick.choice((f"{spaced} / {other}", f"{spaced} ou {other}", f"{spaced}\n{other}"))
            case "labelled":
                return f"{self.pick.choice(('Port. : ', 'M: ', 'Tél. ', 'Cell. '))}{spaced}"
            case "e164":
                return value
            case _:
                return spaced

    def _as_number(self, digits: str) -> Cell:
        return digits if self.traits["form"] == "csv" else float(digits)

    def _date(self, day: date, column: str) -> Cell:
        style = self.traits["dates"]
        if style in ("real", "serial") and self.traits["form"] == "csv":
            style = "short"
        first, second = (day.day, day.month) if self.traits["order"] == "day" else (day.month, day.day)
        match style:
            case "real":
                return datetime(day.year, day.month, day.day)
            case "serial":
                return float((day - date(1899, 12, 30)).days)
            case "iso":
                return day.isoformat()
            case "short":
                return f"{first:02}/{second:02}/{day.year}"
            case "short2":
                return f"{first}/{second}/{day.year % 100:02}"
            case "weekday" if self.lang == "fr":
                return f"{FR_DAYS[day.weekday()]} {day.day} {FR_MONTHS[day.month - 1]} {day.year}"
            case "weekday":
                return f"{EN_MONTHS[day.month - 1][:3]} {day.day}, {day.year}"
            case _ if self.lang == "fr":
                return f"{day.day}{'er' if day.day == 1 else ''} {FR_MONTHS[day.month - 1]} {day.year}"
            case _:
                return f"{day.day}-{EN_MONTHS[day.month - 1][:3]}-{day.year}"


Maker = Callable[[random.Random, dict[str, str], str, str], list[dict[str, str]]]
Writer = Callable[[random.Random, int, Grid], tuple[str, bytes]]
_MAKERS: dict[str, Maker] = {"crew": make_crew, "cast": make_cast, "locations": make_locations}
_WRITERS: dict[str, Writer] = {"xlsx": write_xlsx, "xlsm": write_xlsm, "csv": write_csv, "ods": write_ods}

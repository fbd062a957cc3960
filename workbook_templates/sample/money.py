"""The sample's budget and what has been spent of it."""

from datetime import date, timedelta

NAMES = (
    ("A", "Scénario et droits"), ("A", "Producteur"), ("A", "Réalisation"), ("A", "Rôles principaux"),
    ("B", "Personnel de production"), ("B", "Équipe image"), ("B", "Équipe son"), ("B", "Machinerie"),
    ("B", "Électricité"), ("B", "Décoration"), ("B", "Costumes"), ("B", "Maquillage et coiffure"),
    ("B", "Lieux de tournage"), ("B", "Transport"), ("B", "Charges sociales"), ("B", "Location de caméra"),
    ("C", "Montage image"), ("C", "Montage son"), ("C", "Musique"), ("D", "Frais généraux"),
)  # fmt: skip
DETAILS = ("Salaires", "Matériel", "Fournitures", "Divers")
SUPPLIERS = (
    "Optique du Nord",
    "Auto-Plateau",
    "Maison Tissus",
    "Bois et Clous",
    "Hôtel de la Jetée",
    "Cantine Roulante",
)


def account_rows() -> list[dict[str, str]]:
    """Eighty accounts: twenty posts of four."""
    rows = []
    for post, (section, name) in enumerate(NAMES, start=1):
        for part, detail in enumerate(DETAILS, start=1):
            rows.append(
                {
                    "account": f"{post:02}.{part:02}", "name": f"{name} : {detail.lower()}", "section": section,
                    "budget": f"{4000 + post * 650 + part * 1200}.00",
                    "etc_method": "held" if (post, part) == (20, 4) else "auto",
                }
            )  # fmt: skip
    return rows


def change_rows() -> list[dict[str, str]]:
    return [
        {
            "change": "AV1",
            "period": "3",
            "account": "19.01",
            "amount": "2500.00",
            "reason": "Musique originale",
        },
        {
            "change": "AV1",
            "period": "3",
            "account": "20.04",
            "amount": "-2500.00",
            "reason": "Pris sur les imprévus",
        },
        {"change": "AV2", "period": "5", "account": "13.02", "amount": "1200.00", "reason": "Jour de pluie"},
        {
            "change": "AV2",
            "period": "5",
            "account": "20.04",
            "amount": "-1200.00",
            "reason": "Pris sur les imprévus",
        },
    ]


def order_rows() -> list[dict[str, str]]:
    return [
        {
            "order": f"BC{1001 + number}", "line": "1", "period": str(1 + number % 5),
            "date": (date(2026, 4, 13) + timedelta(days=14 * (number % 5))).isoformat(),
            "supplier": SUPPLIERS[number % 6], "description": "Location et livraison",
            "account": f"{1 + number % 20:02}.02", "amount": f"{1500 + 130 * number}.00",
            "closed_period": "5" if number % 9 == 4 else "", "approved_by": "Directrice de production",
        }
        for number in range(40)
    ]  # fmt: skip


def cost_rows() -> list[dict[str, str]]:
    """Five hundred lines over six periods; planted: an unknown account, an amount typed another way."""
    rows = []
    kinds = ("invoice", "payroll", "petty_cash", "invoice", "expense", "fringe")
    for number in range(500):
        kind = kinds[number % 6]
        period = 1 + number * 6 // 500
        net = 40 + (number * 37) % 700
        row = {
            "entry": f"E{number + 1:04}", "kind": kind, "period": str(period),
            "date": (date(2026, 4, 13) + timedelta(days=14 * (period - 1) + number % 14)).isoformat(),
            "supplier": SUPPLIERS[number % 6] if kind == "invoice" else "", "document": f"{number + 1:06}",
            "account": f"{1 + number % 20:02}.{1 + number // 20 % 4:02}", "net": f"{net}.{number % 100:02}",
        }  # fmt: skip
        if kind == "invoice":
            row |= {"tax": f"{net // 5}.00", "recoverable": "100%"}
            if number % 12 == 0:
                order = number // 12 % 40
                row |= {"order": f"BC{1001 + order}", "order_line": "1", "account": f"{1 + order % 20:02}.02"}
        rows.append(row)
    rows[120]["account"] = "99.99"
    rows[250]["net"] = "1.250,00"
    return rows


def estimate_rows() -> list[dict[str, str]]:
    said = (
        ("05.01", "etc", "4200.00"), ("06.01", "units", "12 x 450.00"), ("15.01", "rate", "20% of 05.01"),
        ("09.02", "efc", "9800.00"), ("10.03", "variance", "600.00"), ("02.01", "closed", ""),
    )  # fmt: skip
    return [
        {"period": "4", "account": account, "method": method, "value": value}
        for account, method, value in said
    ]

"""What an accounting export can have wrong, declared once."""

from workbook_templates.findings import FindingKind, Severity
from workbook_templates.text import Text

MISSING_COLUMN = FindingKind(
    "ledger-missing-column",
    Severity.ERROR,
    Text(
        'the file has no column "{value}", and nothing can be imported without it. Export again with it, or say '
        "in the mapping which column it is.",
        "le fichier n'a pas de colonne « {value} », et rien ne peut être importé sans elle. Refaites l'export avec "
        "elle, ou dites dans la correspondance quelle colonne c'est.",
    ),
)
INCOMPLETE_FEC = FindingKind(
    "ledger-incomplete-fec",
    Severity.WARNING,
    Text(
        "this FEC lacks columns the law asks for: {value}. It was read without them; ask the accountant for a whole one.",
        "il manque à ce FEC des colonnes que la loi demande : {value}. Il a été lu sans elles ; demandez à la "
        "comptabilité un fichier complet.",
    ),
)
BAD_FIELDS = FindingKind(
    "ledger-field-count",
    Severity.ERROR,
    Text(
        "line {line} of the file has {value} fields instead of {wanted}: its piece {piece} was set aside. Take tabs "
        "and bars out of the texts, and export again.",
        "la ligne {line} du fichier a {value} zones au lieu de {wanted} : sa pièce {piece} a été écartée. Retirez les "
        "tabulations et barres des libellés, et refaites l'export.",
    ),
)
CUT_FILE = FindingKind(
    "ledger-cut-file",
    Severity.ERROR,
    Text(
        "the file stops in the middle of line {line} ({value} fields instead of {wanted}): what followed is not there. "
        "Export it again, and import it again; nothing will be doubled.",
        "le fichier s'arrête au milieu de la ligne {line} ({value} zones au lieu de {wanted}) : la suite manque. "
        "Refaites l'export et réimportez-le ; rien ne sera compté deux fois.",
    ),
)
BAD_AMOUNT = FindingKind(
    "ledger-bad-amount",
    Severity.ERROR,
    Text(
        'line {line} of the file: "{value}" is not an amount to the cent, so its piece {piece} was set aside. Correct '
        "it in the accounting and export again.",
        "ligne {line} du fichier : « {value} » n'est pas un montant au centime, donc sa pièce {piece} a été écartée. "
        "Corrigez en comptabilité et refaites l'export.",
    ),
)
BAD_SIDE = FindingKind(
    "ledger-bad-side",
    Severity.ERROR,
    Text(
        'line {line} of the file: "{value}" is neither debit nor credit (D, C, +1, -1), so its piece {piece} was set '
        "aside. Correct it and export again.",
        "ligne {line} du fichier : « {value} » n'est ni débit ni crédit (D, C, +1, -1), donc sa pièce {piece} a été "
        "écartée. Corrigez et refaites l'export.",
    ),
)
BAD_DATE = FindingKind(
    "ledger-bad-date",
    Severity.ERROR,
    Text(
        'line {line} of the file: "{value}" is not a date, so its piece {piece} was set aside. A FEC writes dates as '
        "20260325.",
        "ligne {line} du fichier : « {value} » n'est pas une date, donc sa pièce {piece} a été écartée. Un FEC écrit "
        "les dates 20260325.",
    ),
)
NO_ACCOUNT = FindingKind(
    "ledger-line-without-account",
    Severity.ERROR,
    Text(
        "line {line} of the file has no account, so its piece {piece} was set aside. Correct it and export again.",
        "la ligne {line} du fichier n'a pas de compte, donc sa pièce {piece} a été écartée. Corrigez et refaites "
        "l'export.",
    ),
)
DOT_DECIMALS = FindingKind(
    "ledger-decimal-point",
    Severity.WARNING,
    Text(
        'amounts are written with a point, first "{value}" on line {line}, {count} in all. They were read; the tax '
        "office's own check refuses such a FEC, so tell the accountant.",
        "des montants sont écrits avec un point, le premier « {value} » ligne {line}, {count} en tout. Ils ont été lus ; "
        "le contrôle de l'administration refuse un tel FEC : signalez-le à la comptabilité.",
    ),
)
OTHER_DATES = FindingKind(
    "ledger-date-form",
    Severity.NOTE,
    Text(
        'dates are not written as 20260325, first "{value}" on line {line}, {count} in all. They were read day first; '
        "check one.",
        "des dates ne sont pas écrites 20260325, la première « {value} » ligne {line}, {count} en tout. Elles ont été "
        "lues jour en premier ; vérifiez-en une.",
    ),
)
BOTH_SIDES = FindingKind(
    "ledger-both-sides",
    Severity.WARNING,
    Text(
        "line {line} of the file has a debit and a credit ({value}): their difference counts. Check piece {piece}.",
        "la ligne {line} du fichier a un débit et un crédit ({value}) : leur différence compte. Vérifiez la pièce "
        "{piece}.",
    ),
)
UNBALANCED = FindingKind(
    "ledger-unbalanced-piece",
    Severity.ERROR,
    Text(
        "piece {piece}, from line {line} of the file, is out of balance by {value} (debit less credit): it was set "
        "aside. Correct it in the accounting and import again.",
        "la pièce {piece}, à partir de la ligne {line} du fichier, est déséquilibrée de {value} (débit moins crédit) : "
        "elle a été écartée. Corrigez-la en comptabilité et réimportez.",
    ),
)
SEVERAL_DATES = FindingKind(
    "ledger-several-dates",
    Severity.WARNING,
    Text(
        "piece {piece} has lines at several dates: {value}. Each date balances and was read as a piece of its own; "
        "check its number.",
        "la pièce {piece} a des lignes à plusieurs dates : {value}. Chaque date s'équilibre et a été lue comme une "
        "pièce à part ; vérifiez son numéro.",
    ),
)
REVERSED = FindingKind(
    "ledger-reversed",
    Severity.NOTE,
    Text(
        "piece {piece} reverses piece {value}: both are imported and cancel out. Nothing to do, unless one of them "
        "was set aside.",
        "la pièce {piece} contrepasse la pièce {value} : les deux sont importées et s'annulent. Rien à faire, sauf si "
        "l'une d'elles a été écartée.",
    ),
)
SHARED_TAX = FindingKind(
    "ledger-shared-tax",
    Severity.NOTE,
    Text(
        "the tax of piece {piece} ({value}) was shared between its {count} cost lines by their amounts. Check them if "
        "their rates differ.",
        "la taxe de la pièce {piece} ({value}) a été répartie entre ses {count} lignes de coût selon leurs montants. "
        "Vérifiez-les si leurs taux diffèrent.",
    ),
)
UNMAPPED = FindingKind(
    "ledger-account-without-budget",
    Severity.ERROR,
    Text(
        'the ledger\'s account "{value}" ({name}) has no account in the budget: {amount} (lines: {count}) set '
        "aside. Name its budget account in the mapping, and import again.",
        "le compte comptable « {value} » ({name}) n'a pas de compte au devis : {amount} (lignes : {count}) mis "
        "de côté. Nommez son compte de devis dans la correspondance, et réimportez.",
    ),
)
UNKNOWN_TARGET = FindingKind(
    "ledger-mapped-to-unknown",
    Severity.ERROR,
    Text(
        'the mapping sends the ledger\'s account {account} to "{value}", which the budget does not have: its lines '
        "were set aside. Correct the mapping, or add the account to the budget.",
        "la correspondance envoie le compte comptable {account} vers « {value} », que le devis n'a pas : ses lignes ont "
        "été écartées. Corrigez la correspondance, ou ajoutez le compte au devis.",
    ),
)
CHANGED = FindingKind(
    "ledger-line-changed",
    Severity.WARNING,
    Text(
        "entry {entry} is {value} in the book and {amount} in the file. The book was left as it is; correct the one "
        "that is wrong.",
        "l'écriture {entry} est à {value} dans le classeur et à {amount} dans le fichier. Le classeur est resté tel "
        "quel ; corrigez ce qui est faux.",
    ),
)
GONE = FindingKind(
    "ledger-line-gone",
    Severity.WARNING,
    Text(
        "entry {value} was imported earlier and the file, which covers its date, no longer has it. It was left in the "
        "book; take it out if the accounting did, or look for the missing part of the file.",
        "l'écriture {value} a été importée auparavant et le fichier, qui couvre sa date, ne l'a plus. Elle est restée "
        "dans le classeur ; retirez-la si la comptabilité l'a fait, ou cherchez la partie manquante du fichier.",
    ),
)
NUMBER_AGAIN = FindingKind(
    "ledger-number-again",
    Severity.WARNING,
    Text(
        "piece {value} was imported earlier at another date and with other amounts: this one, of {day}, was taken as "
        "another financial year's and imported beside it. Check that it is.",
        "la pièce {value} a été importée auparavant à une autre date et avec d'autres montants : celle-ci, du {day}, a "
        "été prise pour celle d'un autre exercice et importée à côté. Vérifiez que c'est le cas.",
    ),
)

"""The add-in's manifest, made from the registry for one service."""

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

from addin.actions.functions import NAMESPACE
from addin.actions.registry import ACTIONS
from addin.faces.office.told import command_of
from workbook_templates.text import OfficeError, Text

WEB = Path(__file__).parent / "web"
TEMPLATE = Path(__file__).parent / "manifest_template.xml"
VERSION = "1.0.0.0"
SIZES = (16, 32, 80)
FRENCH = ("fr-FR", "fr-CA", "fr-BE", "fr-CH")
GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")
ANY_ICON = "icon"
TAB = Text("Classeur", "Classeur")
ACTIONS_GROUP = Text("This workbook", "Ce classeur")
SHARED_GROUP = Text("The office's store", "La base du bureau")
SYNC = Text("Sync now", "Synchroniser")
SYNC_HELP = Text(
    "Bring one of the production's books and the office's store into agreement.",
    "Mettre d'accord un classeur de la production et la base du bureau.",
)
PANE = Text("Open the pane", "Ouvrir le volet")
PANE_HELP = Text(
    "Findings, conflicts, progress and history, beside the sheet.",
    "Les constats, les conflits, l'avancement et l'historique, à côté de la feuille.",
)
DESCRIPTION = Text(
    "Checks, cost report, schedule and shared store of a production, behind buttons.",
    "Contrôles, situation, plan de travail et base commune d'une production, derrière des boutons.",
)


@dataclass(frozen=True, slots=True)
class Button:
    """One button of the ribbon; ``command`` is "" for the one that opens the pane."""

    name: str
    title: Text
    help: Text
    command: str = ""

    @property
    def icon(self) -> str:
        return self.name if (WEB / "icons" / f"{self.name}.svg").is_file() else ANY_ICON


def ribbon() -> dict[str, tuple[Button, ...]]:
    """Group -> its buttons: every action of the registry, then the shared store's."""
    actions = tuple(
        Button(action.key, action.title, action.help, command_of(action.key)) for action in ACTIONS.values()
    )
    return {
        "Actions": actions,
        "Shared": (Button("sync", SYNC, SYNC_HELP, "sync"), Button("pane", PANE, PANE_HELP)),
    }


def manifest(address: str, entra: str = "") -> str:
    """The manifest of the add-in that one service serves.

    Args:
        address: Where people's Excel reaches the service: ``https://classeur.example.com``.
        entra: The application's id in Microsoft Entra, for a sign-in without keys.

    Raises:
        OfficeError: The address is not https, or the id not one.
    """
    origin, host = checked_origin(address)
    entra = entra.lower()
    if entra and not GUID.match(entra):
        raise OfficeError(
            f'"{entra}" is not an application id. Copy "Application (client) ID" from Microsoft Entra.',
            f"« {entra} » n'est pas un identifiant d'application. Copiez « ID d'application (client) » de Microsoft Entra.",
        )
    groups = ribbon()
    buttons = [button for group in groups.values() for button in group]
    base = f"{origin}/office"
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        id=uuid.uuid5(uuid.NAMESPACE_URL, base),
        version=VERSION,
        origin=escape(origin),
        base=escape(base),
        name=quoteattr(TAB.en),
        description=_said("Description", DESCRIPTION),
        groups="".join(_group(name, group) for name, group in groups.items()),
        images="".join(_images(base, buttons)),
        metadata=_urls(base),
        namespace=NAMESPACE,
        short="".join(_strings(_short(groups))),
        long="".join(_strings({f"{button.name}.Help": button.help for button in buttons})),
        entra=_entra(host, entra) if entra else "",
    )


def checked_origin(address: str) -> tuple[str, str]:
    """The service's origin and host; Office takes nothing but https."""
    parts = urlsplit(address if "://" in address else f"https://{address}")
    if (
        parts.scheme != "https"
        or not parts.hostname
        or parts.query
        or parts.path.strip("/")
        or parts.username
    ):
        raise OfficeError(
            f"{address} is not the service's https address. Write one like https://classeur.example.com.",
            f"{address} n'est pas l'adresse https du service. Écrivez par exemple https://classeur.example.com.",
        )
    return f"https://{parts.netloc}", parts.netloc


def _short(groups: Mapping[str, tuple[Button, ...]]) -> dict[str, Text]:
    titles = {f"{button.name}.Label": button.title for group in groups.values() for button in group}
    return {"Tab.Label": TAB, "Actions.Group": ACTIONS_GROUP, "Shared.Group": SHARED_GROUP, **titles}


def _group(name: str, buttons: tuple[Button, ...]) -> str:
    inside = "".join(_control(button) for button in buttons)
    return f"""
              <Group id="Classeur.{name}">
                <Label resid="{name}.Group"/>
                {_icon(ANY_ICON)}{inside}
              </Group>"""


def _control(button: Button) -> str:
    if button.command:
        action = f'<Action xsi:type="ExecuteFunction"><FunctionName>{escape(button.command)}</FunctionName></Action>'
    else:
        action = (
            '<Action xsi:type="ShowTaskpane"><TaskpaneId>Classeur</TaskpaneId>'
            '<SourceLocation resid="Pane.Url"/></Action>'
        )
    return f"""
                <Control xsi:type="Button" id="Classeur.{button.name}">
                  <Label resid="{button.name}.Label"/>
                  <Supertip><Title resid="{button.name}.Label"/><Description resid="{button.name}.Help"/></Supertip>
                  {_icon(button.icon)}
                  {action}
                </Control>"""


def _icon(name: str) -> str:
    images = "".join(f'<bt:Image size="{size}" resid="{name}.{size}"/>' for size in SIZES)
    return f"<Icon>{images}</Icon>"


def _images(base: str, buttons: list[Button]) -> Iterator[str]:
    for name in dict.fromkeys([ANY_ICON, *(button.icon for button in buttons)]):
        for size in SIZES:
            address = quoteattr(f"{base}/icons/{name}-{size}.png")
            yield f'\n        <bt:Image id="{name}.{size}" DefaultValue={address}/>'


def _urls(base: str) -> str:
    french = "".join(
        f'<bt:Override Locale="{locale}" Value={quoteattr(base + "/functions.fr.json")}/>'
        for locale in FRENCH
    )
    return f'<bt:Url id="Functions.Metadata" DefaultValue={quoteattr(base + "/functions.json")}>{french}</bt:Url>'


def _strings(texts: Mapping[str, Text]) -> Iterator[str]:
    for name, text in texts.items():
        french = "".join(
            f"<bt:Override Locale={quoteattr(locale)} Value={quoteattr(text.fr)}/>" for locale in FRENCH
        )
        yield f'\n        <bt:String id="{name}" DefaultValue={quoteattr(text.en)}>{french}</bt:String>'


def _said(element: str, text: Text) -> str:
    french = "".join(f'<Override Locale="{locale}" Value={quoteattr(text.fr)}/>' for locale in FRENCH)
    return f"<{element} DefaultValue={quoteattr(text.en)}>{french}</{element}>"


def _entra(host: str, entra: str) -> str:
    return f"""
    <WebApplicationInfo>
      <Id>{entra}</Id>
      <Resource>{escape(f"api://{host}/{entra}")}</Resource>
      <Scopes><Scope>openid</Scope><Scope>profile</Scope></Scopes>
    </WebApplicationInfo>"""

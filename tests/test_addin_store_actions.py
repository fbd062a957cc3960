"""Sync, undo and what changed: in every face, as the registry's actions are."""

from pathlib import Path

import pytest

import addin.faces.excel as face
from addin.actions.store_actions import BUTTONS, STORE_ACTIONS
from addin.faces.command_line import main
from addin.faces.excel_build.buttons import all_buttons, module_source
from addin.faces.google_script.document import describe_buttons, macro_of
from addin.faces.http.openapi import openapi_json

WEB = Path(__file__).resolve().parents[1] / "addin" / "faces" / "office" / "web"
SCRIPT = WEB.parents[1] / "google_script"


def is_verb(word: str) -> bool:
    """Whether the command line knows the verb: it then tells of it and ends well."""
    with pytest.raises(SystemExit) as left:
        main([word, "--help"])
    return left.value.code == 0


@pytest.mark.parametrize("key", STORE_ACTIONS)
def test_every_action_on_the_store_is_in_every_face(key: str) -> None:
    action = STORE_ACTIONS[key]
    (button,) = (one for one in all_buttons() if one.key == key)

    assert is_verb(action.command.split()[0])
    assert callable(getattr(face, button.function))
    assert f"Public Sub {button.macro}()" in module_source()
    assert f"function {macro_of(action)}()" in (SCRIPT / "Main.js").read_text(encoding="utf-8")
    assert f"`{macro_of(action)}`" in describe_buttons()
    described = openapi_json()["paths"]
    assert isinstance(described, dict) and action.address in described
    pane = "".join(path.read_text(encoding="utf-8") for path in WEB.glob("*.js"))
    assert f'", "{action.address.removeprefix("/v1/")}"' in pane


def test_no_two_buttons_share_a_name() -> None:
    assert (
        len({button.macro for button in all_buttons()})
        == len({one.title.en for one in BUTTONS})
        == len(BUTTONS)
    )

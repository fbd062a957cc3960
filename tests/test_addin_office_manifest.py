"""The add-in's manifest, its functions' metadata and its static files, without a browser."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from http_service import service
from lxml import etree
from office_pane import WEB, node, pane_settings

from addin.actions.functions import FUNCTIONS, NAMESPACE
from addin.actions.registry import ACTIONS
from addin.faces.command_line import main
from addin.faces.http.pane import page_files
from addin.faces.office.functions import functions_js, functions_json
from addin.faces.office.manifest import FRENCH, manifest
from addin.faces.office.told import command_of, told
from workbook_templates.text import OfficeError

ORIGIN = "https://classeur.example.com"
ENTRA = "0f5a3f5e-1111-4222-8333-444455556666"
OVERRIDES = "{http://schemas.microsoft.com/office/taskpaneappversionoverrides}"
BT = "{http://schemas.microsoft.com/office/officeappbasictypes/1.0}"
PAGES = Path(__file__).resolve().parents[1] / "addin" / "faces" / "office" / "web"


@pytest.fixture(scope="module")
def tree() -> Any:
    return etree.fromstring(manifest(ORIGIN, ENTRA).encode())


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with service(tmp_path_factory.mktemp("served"), "http://127.0.0.1:9", pane_settings()) as client:
        yield client.base


def texts(tree: Any, name: str) -> list[str]:
    return [str(one.text) for one in tree.iter(OVERRIDES + name)]


def resources(tree: Any) -> dict[str, Any]:
    kinds = ("Image", "Url", "String")
    return {one.get("id"): one for kind in kinds for one in tree.iter(BT + kind) if one.get("id")}


def test_the_ribbon_has_a_button_for_every_action_of_the_registry(tree: Any) -> None:
    assert texts(tree, "FunctionName") == [*(command_of(key) for key in ACTIONS), "sync"]
    held = resources(tree)
    for key, action in ACTIONS.items():
        label = held[f"{key}.Label"]
        assert label.get("DefaultValue") == action.title.en
        assert {one.get("Value") for one in label} == {action.title.fr}
        assert held[f"{key}.Help"].get("DefaultValue") == action.help.en


def test_everything_the_manifest_names_is_there_once_and_within_offices_lengths(tree: Any) -> None:
    held = resources(tree)
    named = {one.get("resid") for one in tree.iter() if one.get("resid")}

    assert named == set(held)
    ids = [one.get("id") for one in tree.iter() if one.get("id")]
    assert len(ids) == len(set(ids)) and all(len(one) <= 32 for one in held)
    for kind, most in (("ShortStrings", 125), ("LongStrings", 250)):
        for one in tree.iter(OVERRIDES + "Resources"):
            for text in one.find(BT + kind):
                for said in (text.get("DefaultValue"), *(other.get("Value") for other in text)):
                    assert 0 < len(said) <= most, said
    for one in tree.iter(BT + "String"):
        if one.get("id") != "Functions.Namespace":
            assert [other.get("Locale") for other in one] == list(FRENCH)
    assert held["Functions.Namespace"].get("DefaultValue") == NAMESPACE


def test_every_address_of_the_manifest_is_https_and_served(tree: Any, served: str) -> None:
    said = {one.get("DefaultValue") for one in tree.iter() if str(one.get("DefaultValue")).startswith("http")}
    said |= {one.get("Value") for one in tree.iter() if str(one.get("Value")).startswith("http")}

    assert len(said) > 10
    for address in said:
        assert address.startswith(ORIGIN + "/office/")
        assert requests.get(served + address.removeprefix(ORIGIN), timeout=30).status_code == 200, address


def test_entra_is_asked_for_only_when_given(tree: Any) -> None:
    assert texts(tree, "Resource") == [f"api://classeur.example.com/{ENTRA}"]
    assert texts(tree, "Id") == [ENTRA]
    assert "WebApplicationInfo" not in manifest(ORIGIN)


def test_one_service_has_one_id() -> None:
    ids = [
        re.search("<Id>(.*?)</Id>", manifest(one))[1] for one in (ORIGIN, ORIGIN + "/", "https://b.example")
    ]  # type: ignore[index]

    assert ids[0] == ids[1] != ids[2]


@pytest.mark.parametrize(
    "address", ["http://classeur.example.com", "https://a.example/x?y", "https://u@a.example/", ""]
)
def test_an_address_that_office_would_refuse_is_refused(address: str) -> None:
    with pytest.raises(OfficeError, match="https"):
        manifest(address)


def test_an_id_that_is_none_is_refused() -> None:
    with pytest.raises(OfficeError, match="application id"):
        manifest(ORIGIN, "<x>")


def test_the_command_writes_the_manifest_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "classeur.xml"

    assert main(["office", str(path), "--url", ORIGIN]) == 0
    assert path.read_text(encoding="utf-8") == manifest(ORIGIN)
    assert main(["office", str(path), "--url", ORIGIN]) == 2


def test_microsofts_reader_takes_the_manifest(tmp_path: Path) -> None:
    _needs_node("office-addin-manifest")
    path = tmp_path / "manifest.xml"
    path.write_text(manifest(ORIGIN, ENTRA), encoding="utf-8")

    said = json.loads(node(WEB / "office" / "microsoft.mjs", "manifest", str(path)))

    assert said["hosts"] == ["Workbook"] and said["permissions"] == "ReadWriteDocument"
    assert said["defaultSettings"]["sourceLocation"] == f"{ORIGIN}/office/taskpane.html"
    assert said["officeAppType"] == "TaskPaneApp" and said["id"] and said["version"]


def test_microsofts_generator_finds_in_the_script_what_the_metadata_says(tmp_path: Path) -> None:
    _needs_node("custom-functions-metadata")
    path = tmp_path / "functions.js"
    path.write_text(functions_js(), encoding="utf-8")

    said = json.loads(node(WEB / "office" / "microsoft.mjs", "functions", str(path)))

    assert said["errors"] == []
    assert said["functions"] == functions_json("en")["functions"]
    assert [one["id"] for one in said["functions"]] == list(FUNCTIONS)


def test_the_french_metadata_differs_in_words_alone() -> None:
    english, french = (functions_json(lang)["functions"] for lang in ("en", "fr"))
    assert isinstance(english, list) and isinstance(french, list)
    for one, other in zip(english, french, strict=True):
        assert (one["id"], one["name"], one["result"]) == (other["id"], other["name"], other["result"])
        assert (
            len(one["parameters"]) == len(other["parameters"]) and one["description"] != other["description"]
        )


def test_the_scripts_use_office_as_microsoft_types_it(tmp_path: Path) -> None:
    _needs_node("typescript")
    for name, (body, _) in page_files().items():
        if name.endswith(".js"):
            (tmp_path / name).write_bytes(body)
    base = WEB / "office" / "tsconfig.json"
    files = [str(base.parent / "custom_functions.d.ts"), *(path.name for path in tmp_path.glob("*.js"))]
    (tmp_path / "tsconfig.json").write_text(json.dumps({"extends": str(base), "files": files}))

    node(WEB / "node_modules" / "typescript" / "bin" / "tsc", "-p", str(tmp_path))


def test_every_option_of_an_action_has_its_words() -> None:
    strings = (PAGES / "strings.js").read_text(encoding="utf-8")
    registry: Any = told()
    for action in registry["actions"]:
        for option in action["options"]:
            assert option["label"]["en"] and option["label"]["fr"] and option["help"]["fr"]
            assert option["kind"] != "number" or f"\n  {option['name']}First: [" in strings


def test_every_text_is_said_in_both_languages_and_used() -> None:
    strings = (PAGES / "strings.js").read_text(encoding="utf-8")
    block = strings.split("const TEXTS = {")[1].split("\n};")[0]
    keys = re.findall(r"^  (\w+): \[", block, re.M)
    used = "".join(
        path.read_text(encoding="utf-8") for path in PAGES.iterdir() if path.suffix in (".js", ".html")
    )
    dynamic = {"periodFirst", "error", "warning", "note", "record", "before"}
    for key in keys:
        assert key in dynamic or f'"{key}"' in used, key
    assert len(re.findall(r'"(?:[^"\\]|\\.)*"', block)) == 2 * len(keys)


def test_the_pane_may_be_framed_by_office_alone_and_runs_no_inline_script(served: str) -> None:
    answer = requests.get(served + "/office/taskpane.html", timeout=30)
    policy = answer.headers["content-security-policy"]

    assert "x-frame-options" not in answer.headers and "nosniff" in answer.headers["x-content-type-options"]
    assert "frame-ancestors 'self' https://*.officeapps.live.com" in policy
    assert "unsafe" not in policy and "default-src 'none'" in policy
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|\bstyle=|\bon\w+=", answer.text)


def test_nothing_else_of_the_disk_is_served(served: str) -> None:
    for path in ("../told.py", "%2e%2e/told.py", "manifest_template.xml", "icons/", "told.py"):
        assert requests.get(served + f"/office/{path}", timeout=30).status_code == 404
    missing = requests.get(served + "/office/nothing.html", timeout=30)
    assert missing.headers["x-frame-options"] == "DENY"


def test_the_pane_is_told_of_every_action_and_function(served: str) -> None:
    script = requests.get(served + "/office/registry.js", timeout=30).text
    said = json.loads(script.removeprefix("export const told = ").removesuffix(";\n"))

    assert said == json.loads(json.dumps(told()))
    assert [one["key"] for one in said["actions"]] == list(ACTIONS)
    assert [one["key"] for one in said["functions"]] == list(FUNCTIONS)


def _needs_node(package: str) -> None:
    if shutil.which("node") is None or not (WEB / "node_modules" / package).is_dir():
        pytest.skip("node or the packages of tests/web are not installed")

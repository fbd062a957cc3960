"""The custom functions as Excel is told of them: metadata in both languages, and their script."""

from addin.actions.functions import FUNCTIONS, Argument, Function
from workbook_templates.text import Lang

Json = dict[str, object]
TYPES = {"number": "number", "text": "string"}
HEAD = """// Made from addin/actions/functions.py by addin/faces/office/functions.py.
import { ask } from "./calls.js";
"""


def functions_json(lang: Lang) -> Json:
    """Microsoft's metadata, with descriptions in one language."""
    return {
        "functions": [_metadata(function, lang) for function in FUNCTIONS.values()],
    }


def functions_js() -> str:
    """One function for each of the registry, with the JSDoc that Microsoft's tools read."""
    return HEAD + "".join(_script(function) for function in FUNCTIONS.values())


def _metadata(function: Function, lang: Lang) -> Json:
    said: Json = {
        "id": function.key,
        "name": function.key,
        "description": function.help.say(lang),
        "parameters": [_parameter(argument, lang) for argument in function.arguments],
        "result": {"type": TYPES[function.gives]},
    }
    return said | ({"options": {"requiresParameterAddresses": True}} if function.points else {})


def _parameter(argument: Argument, lang: Lang) -> Json:
    said: Json = {
        "name": argument.key,
        "description": argument.help.say(lang),
        "type": "any",
    }
    if lang == "fr":
        said["name"] = argument.name.fr
    return said | ({"optional": True} if argument.optional else {})


def _script(function: Function) -> str:
    lines = [function.help.en, f"@customfunction {function.key} {function.key}"]
    for argument in function.arguments:
        name = f"[{argument.key}]" if argument.optional else argument.key
        lines.append(f"@param {{any}} {name} {argument.help.en}")
    names = ", ".join(argument.key for argument in function.arguments)
    taken, asked = names, f'"{function.key}", [{names}]'
    if function.points:
        lines += ["@param {CustomFunctions.Invocation} [invocation]", "@requiresParameterAddresses"]
        taken, asked = f"{names}, invocation", f"{asked}, invocation?.parameterAddresses?.[0]"
    lines.append(f"@returns {{Promise<{TYPES[function.gives]}>}}")
    said = "".join(f" * {line}\n" for line in lines)
    return f"""
/**
{said} */
function {function.key}({taken}) {{
  return ask({asked});
}}
CustomFunctions.associate("{function.key}", {function.key});
"""

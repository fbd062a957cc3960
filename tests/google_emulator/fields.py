"""Field masks: the part of an answer that is asked for, the part of a thing that is changed."""

import re
from typing import Any

from google_emulator.behaviour import Json, bad_request

Mask = dict[str, Any]
"""A tree of names; an empty dict stands for "and everything below"."""


def read_mask(text: str) -> Mask:
    """``sheets.properties(sheetId,title),spreadsheetId``; dot and slash are the same.

    Raises:
        ApiError: The parentheses do not match.
    """
    tokens = re.findall(r"[(),]|[^(),\s]+", text.replace("/", "."))
    mask, rest = _read_list(tokens)
    if rest:
        raise bad_request(f"Invalid field mask: {text}")
    return mask


def _read_list(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while tokens and tokens[0] != ")":
        token, tokens = tokens[0], tokens[1:]
        if token == ",":
            continue
        if token == "(":
            raise bad_request("Invalid field mask: a parenthesis without a name")
        below: Mask = {}
        if tokens and tokens[0] == "(":
            below, tokens = _read_list(tokens[1:])
            if not tokens:
                raise bad_request("Invalid field mask: a parenthesis is not closed")
            tokens = tokens[1:]
        for name in reversed(token.split(".")):
            below = {name: below}
        _join(mask, below)
    return mask, tokens


def _join(mask: Mask, other: Mask) -> None:
    for name, below in other.items():
        if name in mask and mask[name] and below:
            _join(mask[name], below)
        else:
            mask[name] = {} if name in mask else below


def is_everything(mask: Mask) -> bool:
    """Whether nothing is left out."""
    return not mask or "*" in mask


def below(mask: Mask, *path: str) -> Mask | None:
    """The mask under a path; None when the path is not asked for."""
    for name in path:
        if is_everything(mask):
            return {}
        if name not in mask:
            return None
        mask = mask[name]
    return mask


def keep(thing: Any, mask: Mask) -> Any:
    """The asked part of an answer. Containers stay, even when they end up empty."""
    if is_everything(mask):
        return thing
    if isinstance(thing, list):
        return [keep(item, mask) for item in thing]
    if not isinstance(thing, dict):
        return thing
    return {name: keep(value, mask[name]) for name, value in thing.items() if name in mask}


def change(old: Json, new: Json, mask: Mask) -> Json:
    """The old thing with the named parts taken from the new one; a part the new one lacks is removed."""
    if is_everything(mask):
        return dict(_without_nulls(new))
    result = dict(old)
    for name, part in mask.items():
        value = new.get(name)
        if part and not is_everything(part):
            inner = change(old.get(name) or {}, value or {}, part)
            result[name] = inner
            if not inner:
                result.pop(name)
        elif value is None:
            result.pop(name, None)
        else:
            result[name] = _without_nulls(value)
    return result


def _without_nulls(thing: Any) -> Any:
    if isinstance(thing, dict):
        return {name: _without_nulls(value) for name, value in thing.items() if value is not None}
    if isinstance(thing, list):
        return [_without_nulls(item) for item in thing]
    return thing

"""The service keeps to its own description, whatever is sent to it: schemathesis against the running service."""

from collections.abc import Iterator

import pytest
import schemathesis
from http_service import KEYS, NOWHERE, Client, service
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from addin.faces.http.openapi import openapi_json
from workbook_templates.sample.sample import build_sample

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESCRIPTION = openapi_json()
PATHS = DESCRIPTION["paths"]
assert isinstance(PATHS, dict)
POSITIVE, NEGATIVE = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE
OPERATIONS = [
    (path, method.upper(), mode)
    for path, said in PATHS.items()
    for method, operation in said.items()
    for mode in (POSITIVE, NEGATIVE)
    if mode is POSITIVE or "requestBody" in operation
]
EXAMPLES = 6  # of each sort, for each operation


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("schema")
    build_sample(folder / "p.xlsx", "en")
    with service(folder, NOWHERE) as client:
        yield client


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_every_answer_is_as_described(
    office: Client, path: str, method: str, mode: schemathesis.GenerationMode
) -> None:
    """Requests that are as described, and requests that are not, sent with a key."""
    operation = schemathesis.openapi.from_dict(DESCRIPTION)[path][method]
    statuses: set[int] = set()

    @seed(7)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        answer = case.call(
            base_url=office.base, headers={"Authorization": f"Bearer {KEYS['accounts']}"}, timeout=30
        )
        statuses.add(answer.status_code)
        case.validate_response(answer, checks=CHECKS)

    send()
    assert statuses

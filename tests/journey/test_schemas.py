"""Every operation of the OpenAPI document, fed what it allows and what it does not: never a 5xx, never undocumented."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from shared.security.actors import Role
from tests.platform import Platform, running

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    with running(tmp_path_factory.mktemp("schemas")) as started:
        yield started


def test_no_input_breaks_an_operation(platform: Platform) -> None:
    document = schemathesis.openapi.from_url(f"{platform.base}/openapi.json")
    token = platform.token(*Role)
    operations = [found.ok() for found in document.get_all_operations() if isinstance(found, Ok)]
    assert len(operations) == document.statistic.operations.total
    for operation in operations:
        _try_out(operation, token)


def _try_out(operation: APIOperation, token: str) -> None:
    for mode, examples in ((GenerationMode.POSITIVE, 6), (GenerationMode.NEGATIVE, 6)):

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=examples,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.explicit, Phase.generate],
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
        )
        def send(case: schemathesis.Case) -> None:
            headers = {"Authorization": f"Bearer {token}"}
            if operation.method == "post":
                headers["Idempotency-Key"] = uuid4().hex
            case.call_and_validate(headers=headers, checks=CHECKS)

        with suppress(Unsatisfiable):  # an operation without any input has no wrong input
            send()

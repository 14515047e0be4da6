"""Conditional requests (RFC 9110): the ETag is the record's version; a change names the version it is based on."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header

from shared.values.errors import DomainError

ETAG = re.compile(r'"([1-9][0-9]{0,17})"')


class BadIfMatch(DomainError):
    """``If-Match`` is not an ETag that this service gives out."""

    status = 400
    code = "bad-if-match"
    title_zh = "If-Match 格式错误"
    title_en = "If-Match is not valid"
    detail_zh = '请使用读取时得到的 ETag，例如 "3"。'
    detail_en = 'Use the ETag that you got on reading, for example "3".'


class IfMatchRequired(DomainError):
    """This change must say which version it is based on."""

    status = 428
    code = "if-match-required"
    title_zh = "缺少 If-Match"
    title_en = "If-Match is required"
    detail_zh = "修改须注明所依据的版本（读取时的 ETag）。"
    detail_en = "A change names the version that it is based on: the ETag that you got on reading."


def etag(version: int) -> str:
    """The strong entity tag of a record's version."""
    return f'"{version}"'


def expected_version(
    if_match: Annotated[str | None, Header(description='The ETag read before, for example `"3"`.')] = None,
) -> int:
    """Dependency: the version that the caller read. Raises ``IfMatchRequired`` and ``BadIfMatch``."""
    if if_match is None:
        raise IfMatchRequired
    found = ETAG.fullmatch(if_match.strip())
    if found is None:
        raise BadIfMatch
    return int(found.group(1))

"""Cursor pages: a list is read in the order of its ids, from after the last one seen."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query, Request, Response
from pydantic import BaseModel, Field
from sqlalchemy import ColumnElement, RowMapping, Select

from shared.database.transaction import Tx
from shared.values.errors import InvalidInput

Item = TypeVar("Item", bound=BaseModel)


class BadCursor(InvalidInput):
    """A cursor that this service did not give out."""

    code = "bad-cursor"
    title_zh = "翻页标记无效"
    title_en = "The cursor is not valid"
    detail_zh = "请使用上一页返回的 next 值。"
    detail_en = "Use the value of next from the page before."


class Page(BaseModel, Generic[Item]):
    """One page. ``next`` is the cursor of the following one, null on the last; the ``Link`` header says the same."""

    items: list[Item]
    next: str | None = Field(default=None, examples=["AZNNuNEReV-qx0nLQmyvbA"])


class PageQuery:
    """Query parameters of every list; ``limit`` is 1 to 200. Raises ``BadCursor``."""

    def __init__(
        self,
        request: Request,
        response: Response,
        cursor: Annotated[str | None, Query(max_length=64, description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=200)] = 50,
    ) -> None:
        self.limit = limit
        self.after = None if cursor is None else _read(cursor)
        self._request = request
        self._response = response

    async def rows(
        self, tx: Tx, statement: Select[Any], key: ColumnElement[UUID]
    ) -> tuple[list[RowMapping], str | None]:
        """This page's rows of ``statement`` by ascending ``key``, and the next cursor; sets the ``Link`` header."""
        if self.after is not None:
            statement = statement.where(key > self.after)
        found = await tx.all(statement.order_by(key).limit(self.limit + 1))
        kept = found[: self.limit]
        if len(found) <= self.limit:
            return kept, None
        following = _write(kept[-1][key.name])
        url = self._request.url.include_query_params(cursor=following)
        self._response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return kept, following

    async def page(self, tx: Tx, statement: Select[Any], key: ColumnElement[UUID], schema: type[Item]) -> Page[Item]:
        """This page as the API answers it."""
        rows, following = await self.rows(tx, statement, key)
        return Page[Item](items=_read_all(rows, schema), next=following)


def _read_all(rows: Sequence[RowMapping], schema: type[Item]) -> list[Item]:
    return [schema.model_validate(dict(row)) for row in rows]


def _write(identifier: UUID) -> str:
    return base64.urlsafe_b64encode(identifier.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.b64decode(cursor + "==", altchars=b"-_", validate=True))
    except (binascii.Error, ValueError) as error:
        raise BadCursor("/query/cursor") from error

"""Problem documents (RFC 9457): the one place where a refusal becomes an HTTP answer, in Chinese or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.exceptions import HTTPException

from shared.values.errors import DomainError
from shared.web.language import Language, preferred

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

TITLES_ZH = {
    400: "请求格式错误",
    401: "需要登录",
    403: "无权进行此操作",
    404: "未找到",
    405: "不支持的请求方法",
    406: "无法提供所要求的格式",
    409: "操作与当前状态冲突",
    412: "记录已被他人修改",
    413: "请求内容过大",
    415: "不支持的内容类型",
    422: "输入无效",
    428: "缺少前提条件",
    500: "系统内部错误",
    503: "服务暂不可用",
}

# The commonest of pydantic's error types in Chinese; the others get the general sentence.
MESSAGES_ZH = {
    "missing": "缺少必填项。",
    "json_invalid": "不是有效的 JSON。",
    "string_type": "须为字符串。",
    "int_type": "须为整数。",
    "int_parsing": "须为整数。",
    "uuid_parsing": "须为有效的 UUID。",
    "date_from_datetime_parsing": "须为日期，例如 2021-03-01。",
    "date_parsing": "须为日期，例如 2021-03-01。",
    "enum": "不是允许的取值。",
    "literal_error": "不是允许的取值。",
    "extra_forbidden": "不认识的字段。",
    "string_too_short": "内容过短。",
    "string_too_long": "内容过长。",
    "string_pattern_mismatch": "格式不符。",
}


class FieldProblem(BaseModel):
    """What is wrong with one field. ``pointer`` is an RFC 6901 JSON pointer, led by where it stands: ``/body/…``."""

    pointer: str
    detail: str


class Problem(BaseModel):
    """A problem document (RFC 9457). Extension members give the facts of the refusal."""

    model_config = ConfigDict(
        extra="allow",
        json_schema_extra={
            "example": {
                "type": "urn:shegong:problem:personnel-share-exceeded",
                "title": "人员经费超过规定比例",
                "status": 422,
                "detail": "人员经费 490000.01 元，总额 700000.00 元时不得超过 490000.00 元。",
                "instance": "/contracts",
                "code": "personnel-share-exceeded",
                "rule": "FND-2",
                "errors": [{"pointer": "/budget/personnel", "detail": "人员经费超过规定比例"}],
            }
        },
    )

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    rule: str | None = None
    errors: list[FieldProblem] = Field(default_factory=list[FieldProblem])


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """OpenAPI ``responses`` for an operation's problems; 500 is never among them."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": Problem.model_json_schema()}},
        }
        for status in statuses
    }


def install(app: FastAPI) -> None:
    """Turn every refusal and failure of ``app`` into a problem document."""
    app.add_exception_handler(DomainError, _domain_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(Exception, _unexpected)


def pointer(location: Sequence[str | int]) -> str:
    """RFC 6901: ``("body", "a/b", 0)`` → ``/body/a~1b/0``."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in location)


def answer(request: Request, status: int, code: str, *, title: str, **members: Any) -> JSONResponse:
    """A problem document as a response; members that are ``None`` are left out."""
    headers: Mapping[str, str] | None = members.pop("headers", None)
    document = {
        **members.pop("facts", {}),
        "type": f"urn:shegong:problem:{code}",
        "title": title,
        "status": status,
        "detail": members.pop("detail", "") or title,
        "instance": request.url.path,
        "code": code,
        **{name: value for name, value in members.items() if value is not None},
    }
    answered = {"Content-Language": language(request), "Vary": "Accept-Language", **(headers or {})}
    return JSONResponse(document, status, answered, MEDIA_TYPE)


def language(request: Request) -> Language:
    """What this caller reads."""
    return preferred(request.headers.get("accept-language"))


async def _domain_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, DomainError)
    return domain_problem(request, error)


def domain_problem(request: Request, error: DomainError) -> JSONResponse:
    """The problem document of a domain error, for the few places outside a route that answer by themselves."""
    chinese = language(request) == "zh"
    title = error.title_zh if chinese else error.title_en
    facts = {name: value if isinstance(value, bool | int) else str(value) for name, value in error.facts.items()}
    return answer(
        request,
        error.status,
        error.code,
        title=title,
        detail=(error.detail_zh if chinese else error.detail_en).format(**error.facts),
        rule=error.rule,
        errors=[{"pointer": error.pointer, "detail": title}] if error.pointer else None,
        facts=facts,
        headers={"WWW-Authenticate": "Bearer"} if error.status == HTTPStatus.UNAUTHORIZED else None,
    )


async def _validation_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    chinese = language(request) == "zh"
    return answer(
        request,
        422,
        "invalid-input",
        title=TITLES_ZH[422] if chinese else "The input is not valid",
        # Pydantic's "input" and "ctx" are left out: they repeat what was sent, which may be personal data.
        errors=[
            {
                "pointer": pointer(found["loc"]),
                "detail": MESSAGES_ZH.get(found["type"], "取值无效。") if chinese else found["msg"],
            }
            for found in error.errors()
        ],
    )


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    phrase = HTTPStatus(error.status_code).phrase
    title = TITLES_ZH.get(error.status_code, phrase) if language(request) == "zh" else phrase
    code = phrase.lower().replace(" ", "-")
    return answer(request, error.status_code, code, title=title, headers=error.headers)


async def _unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", path=request.url.path, error=type(error).__name__)
    title = TITLES_ZH[500] if language(request) == "zh" else "Something went wrong here"
    return answer(request, 500, "internal-error", title=title)

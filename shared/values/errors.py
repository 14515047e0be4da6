"""Typed domain errors: what a user can do wrong, said once, in Chinese and English.

A rule raises one of these; ``shared.web.problems`` turns it into a problem document (RFC 9457) in one place.
A subclass fills the class variables and is raised with the facts of the case as keyword arguments. The facts
fill the placeholders of ``detail_zh`` and ``detail_en`` and become extension members of the problem document,
so they must never carry personal data.
"""

from __future__ import annotations

from typing import ClassVar


class DomainError(Exception):
    """A refusal that a user can understand and act on.

    ``code`` is stable and kebab-case; ``rule`` is the id in the domain rules (for example ``"TEN-1"``);
    ``pointer`` (RFC 6901 JSON pointer) names the offending field of the request, when there is one.
    """

    status: ClassVar[int] = 409
    code: ClassVar[str] = "conflict"
    rule: ClassVar[str | None] = None
    title_zh: ClassVar[str] = "操作与当前状态冲突"
    title_en: ClassVar[str] = "The request conflicts with the current state"
    detail_zh: ClassVar[str] = ""
    detail_en: ClassVar[str] = ""

    def __init__(self, pointer: str | None = None, **facts: object) -> None:
        self.pointer = pointer
        self.facts = facts
        super().__init__(self.detail_en.format(**facts) or self.title_en)


class InvalidInput(DomainError):
    """A value is well-formed but not acceptable (HTTP 422); ``pointer`` names it."""

    status = 422
    code = "invalid-input"
    title_zh = "输入无效"
    title_en = "The input is not valid"


class NotFound(DomainError):
    """Nothing with this identifier exists, or not for this actor (HTTP 404)."""

    status = 404
    code = "not-found"
    title_zh = "未找到"
    title_en = "Not found"
    detail_zh = "没有编号为 {id} 的{kind_zh}。"
    detail_en = "There is no {kind_en} {id}."


class Forbidden(DomainError):
    """The actor may not do this (HTTP 403)."""

    status = 403
    code = "forbidden"
    title_zh = "无权进行此操作"
    title_en = "You may not do this"


class IllegalTransition(DomainError):
    """The record's state does not allow this move (HTTP 409)."""

    code = "illegal-transition"
    title_zh = "当前状态不允许此操作"
    title_en = "The current state does not allow this"
    detail_zh = "当前状态为 {state}，不能执行 {move}。"
    detail_en = "The state is {state}; {move} is not possible."


class StaleVersion(DomainError):
    """The record changed since the caller read it (HTTP 412, RFC 9110 If-Match)."""

    status = 412
    code = "stale-version"
    title_zh = "记录已被他人修改"
    title_en = "The record has changed since you read it"
    detail_zh = "当前版本为 {current}，请求基于版本 {expected}。"
    detail_en = "The current version is {current}; the request is based on version {expected}."

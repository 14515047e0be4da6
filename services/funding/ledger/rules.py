"""FND-6: double entry, corrections by reversal, and a hash chain that shows tampering."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from shared.values.errors import InvalidInput
from shared.values.money import Fen

GENESIS = "0" * 64
"""Stands for the hash before the first posting."""


@dataclass(frozen=True)
class Entry:
    """One side of a posting (分录): ``amount`` fen, positive for a debit (借), negative for a credit (贷)."""

    account: str
    amount: Fen


@dataclass(frozen=True)
class Cause:
    """Why money moved: ``kind`` is for example contract, claim, conclusion or policy; ``id`` names the one."""

    kind: str
    id: str


@dataclass(frozen=True)
class Posting:
    """A posting (记账凭证). ``key`` is unique in the ledger, so that posting twice has the effect of once."""

    key: str
    posted_on: date
    causes: tuple[Cause, ...]
    entries: tuple[Entry, ...]
    reverses: str | None = None
    """Key of the posting that this one cancels (冲销)."""


class TooFewEntries(InvalidInput):
    """Double entry needs at least two entries (FND-6)."""

    code = "posting-too-few-entries"
    rule = "FND-6"
    title_zh = "分录不足"
    title_en = "The posting has too few entries"
    detail_zh = "凭证至少须有两条分录，现有 {count} 条。"
    detail_en = "A posting has at least two entries; this one has {count}."


class ZeroEntry(InvalidInput):
    """An entry moves money (FND-6)."""

    code = "posting-zero-entry"
    rule = "FND-6"
    title_zh = "分录金额不得为零"
    title_en = "An entry must not be zero"
    detail_zh = "科目 {account} 的金额为零。"
    detail_en = "The entry on account {account} is zero."


class Unbalanced(InvalidInput):
    """Debits and credits of a posting are equal (FND-6)."""

    code = "posting-unbalanced"
    rule = "FND-6"
    title_zh = "借贷不平衡"
    title_en = "The posting does not balance"
    detail_zh = "借方合计 {debit} 元，贷方合计 {credit} 元。"
    detail_en = "Debits are {debit} yuan, credits are {credit} yuan."


class CauseMissing(InvalidInput):
    """Every posting names what caused it (FND-6)."""

    code = "posting-cause-missing"
    rule = "FND-6"
    title_zh = "凭证未注明依据"
    title_en = "The posting names no cause"


def check_posting(posting: Posting) -> None:
    """Refuse what may not enter the ledger (账簿), FND-6.

    Raises ``CauseMissing``, ``TooFewEntries``, ``ZeroEntry`` or ``Unbalanced``.
    """
    if not posting.causes:
        raise CauseMissing("/causes")
    if len(posting.entries) < 2:
        raise TooFewEntries("/entries", count=len(posting.entries))
    for index, entry in enumerate(posting.entries):
        if entry.amount == 0:
            raise ZeroEntry(f"/entries/{index}/amount", account=entry.account)
    debit = sum((entry.amount for entry in posting.entries if entry.amount > 0), Fen(0))
    credit = -sum((entry.amount for entry in posting.entries if entry.amount < 0), Fen(0))
    if debit != credit:
        raise Unbalanced("/entries", debit=debit.yuan, credit=credit.yuan)


def reversal(posting: Posting, key: str, posted_on: date, causes: tuple[Cause, ...]) -> Posting:
    """The posting that cancels ``posting`` (红字冲销), with every entry negated; ``causes`` say why (FND-6).

    Raises ``ValueError`` when it reuses the key of the original or is dated before it.
    """
    if key == posting.key or posted_on < posting.posted_on:
        raise ValueError("a reversal has its own key and is not dated before what it reverses")
    entries = tuple(Entry(entry.account, -entry.amount) for entry in posting.entries)
    return Posting(key, posted_on, causes, entries, reverses=posting.key)


def canonical(posting: Posting, previous: str) -> bytes:
    """The bytes that are hashed: JSON in UTF-8, keys sorted, no spaces, amounts in whole fen (FND-6)."""
    content = {
        "causes": [{"id": cause.id, "kind": cause.kind} for cause in posting.causes],
        "entries": [{"account": entry.account, "amount": int(entry.amount)} for entry in posting.entries],
        "key": posting.key,
        "posted_on": posting.posted_on.isoformat(),
        "previous": previous,
        "reverses": posting.reverses,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def chain_hash(posting: Posting, previous: str) -> str:
    """SHA-256 in lower-case hex over the posting and the hash before it; the first follows ``GENESIS`` (FND-6)."""
    return sha256(canonical(posting, previous)).hexdigest()


def first_broken(chain: Iterable[tuple[Posting, str]], previous: str = GENESIS) -> str | None:
    """Key of the first posting whose stored hash does not follow from its content and the one before (FND-6).

    ``None`` when the chain holds. A chain cut short at its end still holds: keep the newest hash elsewhere.
    """
    for posting, stored in chain:
        if chain_hash(posting, previous) != stored:
            return posting.key
        previous = stored
    return None

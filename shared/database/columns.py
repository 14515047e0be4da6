"""Column types: money in fen, and personal data encrypted at rest (个人信息加密)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Sequence
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import BigInteger, Dialect, Text
from sqlalchemy.types import TypeDecorator

from shared.values.money import Fen

NONCE = 12
"""Bytes of nonce that AES-GCM is specified for."""


class Undecryptable(Exception):
    """A stored value was tampered with, or its key is not in the keyring."""


class Money(TypeDecorator[Fen]):
    """An amount in fen (分) as ``bigint``; refuses anything but whole numbers with ``TypeError``."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError("money is stored in whole fen")
        return int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Fen | None:
        return None if value is None else Fen(value)


def money() -> Money:
    """The column type of every amount, in fen (分)."""
    return Money()


class EncryptionKeys:
    """A keyring of 32-byte keys, newest first: the first encrypts, all decrypt and all are searched.

    A key's id is derived from the key. To rotate, put a new key first, rewrite the rows for which
    ``is_current`` is false together with their blind index, then drop the old key.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        if not keys or any(len(key) != 32 for key in keys):
            raise ValueError("a keyring needs at least one key, each of 32 bytes")
        self._ciphers = {_derive(key, b"id").hex()[:12]: AESGCM(_derive(key, b"encrypt")) for key in keys}
        self._index_keys = [_derive(key, b"index") for key in keys]
        self._current = next(iter(self._ciphers))

    def encrypt(self, text: str) -> str:
        """``<key id>.<base64 of nonce and ciphertext>``; the same text encrypts differently each time."""
        nonce = os.urandom(NONCE)
        sealed = self._ciphers[self._current].encrypt(nonce, text.encode(), self._current.encode())
        return f"{self._current}.{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, stored: str) -> str:
        """The text again. Raises ``Undecryptable``."""
        key_id, _, payload = stored.partition(".")
        cipher = self._ciphers.get(key_id)
        if cipher is None:
            raise Undecryptable(f"no key {key_id!r} in the keyring")
        try:
            sealed = base64.b64decode(payload, validate=True)
            return cipher.decrypt(sealed[:NONCE], sealed[NONCE:], key_id.encode()).decode()
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise Undecryptable("the stored value is damaged") from error

    def is_current(self, stored: str) -> bool:
        """Whether the newest key encrypted this value."""
        return stored.partition(".")[0] == self._current

    def blind_index(self, text: str) -> bytes:
        """What to store beside an encrypted value for exact lookup (盲索引): HMAC-SHA256 under the newest key."""
        return _mac(self._index_keys[0], text)

    def blind_indexes(self, text: str) -> list[bytes]:
        """What to look for, one per key: ``column.in_(keys.blind_indexes(number))`` works during rotation."""
        return [_mac(key, text) for key in self._index_keys]


class _Keyring:
    installed: EncryptionKeys | None = None


def use_encryption_keys(keys: EncryptionKeys) -> None:
    """Install the keyring that ``EncryptedText`` columns of this process use; called once at start."""
    _Keyring.installed = keys


def encryption_keys() -> EncryptionKeys:
    """The installed keyring. Raises ``RuntimeError`` when the process has none."""
    if _Keyring.installed is None:
        raise RuntimeError("no encryption keys are installed")
    return _Keyring.installed


class EncryptedText(TypeDecorator[str]):
    """Text under AES-256-GCM with the key's id before it. Comparison is useless; look up by a blind index column."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else encryption_keys().encrypt(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return None if value is None else encryption_keys().decrypt(value)


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.new(key, b"shegong:" + purpose, hashlib.sha256).digest()


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()

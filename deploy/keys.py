"""The keys that personal data is encrypted with: from the settings, or made once for the embedded platform."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

from shared.database.columns import EncryptionKeys
from shared.settings import Settings


def configured_keys(settings: Settings) -> EncryptionKeys | None:
    """The keyring of ``SHEGONG_ENCRYPTION_KEYS``; ``None`` when development sets none."""
    if not settings.encryption_keys:
        return None
    return EncryptionKeys([base64.b64decode(key.get_secret_value()) for key in settings.encryption_keys])


def kept_keys(file: Path) -> EncryptionKeys:
    """The keyring in ``file``, readable by its owner only; a missing file is made with one new key."""
    try:
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as new:
            json.dump([base64.b64encode(os.urandom(32)).decode()], new)
    return EncryptionKeys([base64.b64decode(key) for key in json.loads(file.read_text())])

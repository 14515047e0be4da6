"""What a deployment sets, read once from ``SHEGONG_…`` environment variables."""

from __future__ import annotations

import base64
import binascii
from pathlib import Path
from typing import Literal, Self

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

DEVELOPMENT_ISSUER = "https://development.shegong.invalid"
"""Issuer (iss) of tokens from the built-in development issuer; production refuses it."""


class Settings(BaseSettings):
    """One deployment's settings. The environment is production unless said otherwise, so that a gap fails closed.

    ``encryption_keys`` are base64 of 32 bytes each, newest first: the first encrypts, all decrypt.
    Raises pydantic's ``ValidationError`` when production lacks a setting or names the development issuer.
    """

    model_config = SettingsConfigDict(env_prefix="SHEGONG_", frozen=True, extra="ignore", hide_input_in_errors=True)

    environment: Literal["development", "production"] = "production"
    registry_database_url: SecretStr | None = None
    casework_database_url: SecretStr | None = None
    funding_database_url: SecretStr | None = None
    evaluation_database_url: SecretStr | None = None
    rabbitmq_url: SecretStr | None = None
    oidc_issuer: str = DEVELOPMENT_ISSUER
    oidc_audience: str = "shegong"
    oidc_jwks_url: str | None = None
    development_key_file: Path = Path("var/development-issuer.json")
    encryption_keys: tuple[SecretStr, ...] = ()

    @field_validator("encryption_keys")
    @classmethod
    def _keys_are_256_bits(cls, keys: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for key in keys:
            try:
                size = len(base64.b64decode(key.get_secret_value(), validate=True))
            except (binascii.Error, ValueError) as error:
                raise ValueError("an encryption key must be base64") from error
            if size != 32:
                raise ValueError("an encryption key must be 32 bytes")
        return keys

    @model_validator(mode="after")
    def _production_is_complete(self) -> Self:
        if not self.uses_development_issuer and not self.oidc_jwks_url:
            raise ValueError("SHEGONG_OIDC_JWKS_URL is required with an outside issuer")
        if self.environment == "development":
            return self
        if self.uses_development_issuer:
            raise ValueError("production does not start with the development issuer; set SHEGONG_OIDC_ISSUER")
        if not (self.oidc_jwks_url or "").startswith("https://"):
            raise ValueError("production reads signing keys over https only; set SHEGONG_OIDC_JWKS_URL")
        required = [f"{service}_database_url" for service in ("registry", "casework", "funding", "evaluation")]
        missing = [f"SHEGONG_{name.upper()}" for name in (*required, "encryption_keys") if not getattr(self, name)]
        if missing:
            raise ValueError(f"production needs {', '.join(missing)}")
        return self

    @property
    def uses_development_issuer(self) -> bool:
        """Whether tokens come from the built-in issuer, whose private key lies on this machine."""
        return self.oidc_issuer.rstrip("/") == DEVELOPMENT_ISSUER

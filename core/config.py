"""Settings: read once at the entry points from the environment, `.env` or `.streamlit/secrets.toml`.

Every variable is also in `.env.example` and in the README. A wrong value raises Misconfigured, naming the variable and
the fix, and never repeats a secret.
"""

import os
import re
import secrets
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from core.errors import Misconfigured

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"
COOKIE_KEY_BYTES = 32
_DOMAIN = re.compile(r"[^\s@.,]+(\.[^\s@.,]+)+")

_FIXES = {
    "DATABASE_URL": "use sqlite:///path/to/file.db or postgresql://user:password@host/name, or leave it out",
    "VIOLET_COOKIE_KEY": f"give at least {COOKIE_KEY_BYTES} random bytes, for example from: openssl rand -hex 32",
    "GEMINI_BASE_URL": "use https://… (or http:// for a server on this machine), or leave it out",
    "GOOGLE_GENAI_USE_VERTEXAI": "use true or false",
    "GOOGLE_CLOUD_PROJECT": "name the project, or switch GOOGLE_GENAI_USE_VERTEXAI off",
    "VIOLET_SIGN_UP": "use open, invite or closed",
    "VIOLET_INVITE_CODE": "set the code people must give to sign up, or choose another VIOLET_SIGN_UP",
    "VIOLET_EMAIL_DOMAINS": "list domains with commas between them, like example.org,example.com",
    "VIOLET_GUESTS": "use on or off",
    "VIOLET_PROXIES": "give the number of your own proxies in front, 0 for none",
    "VIOLET_MESSAGES_PER_MINUTE": "give a number, 0 for no limit",
    "VIOLET_RETENTION_DAYS": "give a number of days, 0 to keep conversations until they are deleted",
    "VIOLET_LOG": "use text or json",
    "VIOLET_METRICS": "use on or off",
    "VIOLET_SQLITE_SYNC": "use full or normal",
}


class Settings(BaseSettings):
    """What the person running Violet may decide. None of it is needed."""

    model_config = SettingsConfigDict(
        frozen=True, env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", populate_by_name=True
    )

    database_url: str = Field(default=f"sqlite:///{DATA / 'violet.db'}", validation_alias="DATABASE_URL")
    cookie_key: SecretStr = Field(default=SecretStr(""), validation_alias="VIOLET_COOKIE_KEY")
    gemini_api_key: SecretStr = Field(default=SecretStr(""), validation_alias="GEMINI_API_KEY")
    gemini_model: str = Field(default="gemini-flash-latest", validation_alias="GEMINI_MODEL")
    gemini_base_url: str = Field(default="", validation_alias="GEMINI_BASE_URL")
    use_vertex: bool = Field(default=False, validation_alias="GOOGLE_GENAI_USE_VERTEXAI")
    vertex_project: str = Field(default="", validation_alias="GOOGLE_CLOUD_PROJECT")
    vertex_location: str = Field(default="global", validation_alias="GOOGLE_CLOUD_LOCATION")
    sign_up: Literal["open", "invite", "closed"] = Field(default="open", validation_alias="VIOLET_SIGN_UP")
    invite_code: SecretStr = Field(default=SecretStr(""), validation_alias="VIOLET_INVITE_CODE")
    email_domains: str = Field(default="", validation_alias="VIOLET_EMAIL_DOMAINS")
    guests: bool = Field(default=True, validation_alias="VIOLET_GUESTS")
    proxies: int = Field(default=0, ge=0, le=10, validation_alias="VIOLET_PROXIES")
    messages_per_minute: int = Field(default=30, ge=0, le=10_000, validation_alias="VIOLET_MESSAGES_PER_MINUTE")
    retention_days: int = Field(default=0, ge=0, le=36_500, validation_alias="VIOLET_RETENTION_DAYS")
    log: Literal["text", "json"] = Field(default="text", validation_alias="VIOLET_LOG")
    metrics: bool = Field(default=False, validation_alias="VIOLET_METRICS")
    sqlite_sync: Literal["full", "normal"] = Field(default="full", validation_alias="VIOLET_SQLITE_SYNC")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment wins over `.env`, which wins over `.streamlit/secrets.toml`."""
        toml = TomlConfigSettingsSource(settings_cls, toml_file=ROOT / ".streamlit" / "secrets.toml")
        return init_settings, env_settings, dotenv_settings, toml

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        scheme, separator, rest = url.partition("://")
        if scheme in ("postgres", "postgresql", "postgresql+psycopg") and separator:
            return f"postgresql+psycopg://{rest}"
        if scheme == "sqlite" and len(rest) > 1 and ":memory:" not in rest:
            return url
        raise ValueError("unknown database")

    @field_validator("email_domains")
    @classmethod
    def _known_domains(cls, listed: str) -> str:
        domains = [domain.strip().removeprefix("@").casefold() for domain in listed.split(",") if domain.strip()]
        if not all(_DOMAIN.fullmatch(domain) for domain in domains):
            raise ValueError("not a list of domains")
        return ",".join(domains)

    @field_validator("use_vertex", "vertex_location", mode="before")
    @classmethod
    def _empty_is_the_default(cls, value: Any, info: ValidationInfo) -> Any:
        return cls.model_fields[info.field_name or ""].default if value == "" else value

    @field_validator("gemini_base_url")
    @classmethod
    def _base_url_keeps_the_key_secret(cls, url: str) -> str:
        address = urlsplit(url)
        is_local = address.scheme == "http" and address.hostname in ("127.0.0.1", "localhost", "::1")
        if url and not is_local and not (address.scheme == "https" and address.hostname):
            raise ValueError("the key would travel in the open")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _keys_that_belong_together(self) -> "Settings":
        key = self.cookie_key.get_secret_value().encode()
        if key and len(key) < COOKIE_KEY_BYTES:
            raise ValueError("VIOLET_COOKIE_KEY")
        if self.sign_up == "invite" and not self.invite_code.get_secret_value():
            raise ValueError("VIOLET_INVITE_CODE")
        if self.use_vertex and not self.vertex_project:
            raise ValueError("GOOGLE_CLOUD_PROJECT")
        return self

    @property
    def allowed_domains(self) -> tuple[str, ...]:
        """The domains an account's e-mail address must have; empty where any will do."""
        return tuple(self.email_domains.split(",")) if self.email_domains else ()

    @property
    def has_gemini(self) -> bool:
        """True where Gemini can be asked: with a key, or through Vertex AI."""
        return self.use_vertex or bool(self.gemini_api_key.get_secret_value())

    @property
    def is_postgresql(self) -> bool:
        """True where DATABASE_URL names a PostgreSQL server."""
        return self.database_url.startswith("postgresql")

    @property
    def sqlite_path(self) -> Path | None:
        """The SQLite file, absolute; None on PostgreSQL."""
        if self.is_postgresql:
            return None
        return Path(self.database_url.removeprefix("sqlite:///")).absolute()

    @property
    def database_label(self) -> str:
        """The database without its credentials, for people."""
        if path := self.sqlite_path:
            return f"SQLite ({path.name})"
        return f"PostgreSQL ({urlsplit(self.database_url).hostname or 'local socket'})"


def load_settings(**overrides: Any) -> Settings:
    """Read the settings; raises Misconfigured with one sentence that names the variable and the fix."""
    try:
        settings = Settings(**overrides)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        named = str(first["loc"][0]) if first["loc"] else str(first["msg"]).rsplit(" ", 1)[-1]
        raise Misconfigured(f"{named} is not valid: {_FIXES.get(named, 'check its value')}.") from None
    return _with_cookie_key(settings)


def _with_cookie_key(settings: Settings) -> Settings:
    """Make the random cookie key on the first start with SQLite, in a 0600 file beside the database."""
    if settings.cookie_key.get_secret_value():
        return settings
    path = settings.sqlite_path
    if path is None:
        raise Misconfigured(
            "VIOLET_COOKIE_KEY is missing: with PostgreSQL several servers share it, so please set it to at least "
            f"{COOKIE_KEY_BYTES} random bytes (openssl rand -hex 32 makes some)."
        )
    return settings.model_copy(update={"cookie_key": SecretStr(_key_in(path.with_name("cookie.key")))})


def _key_in(path: Path) -> str:
    """The key in the file, written first if there is none; two processes starting at once agree on one key."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            # Written under a private name and linked into place, so that no other process ever reads half a key.
            draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_hex(COOKIE_KEY_BYTES))
            try:
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = path.read_text().strip()
    except OSError as error:
        raise Misconfigured(
            f"The folder {path.parent} can't be written ({error.strerror}): make it writable, or set DATABASE_URL "
            "to a file elsewhere."
        ) from error
    if len(key.encode()) < COOKIE_KEY_BYTES:
        raise Misconfigured(f"{path} is damaged: delete it and start again (everybody signs in once more).")
    return key

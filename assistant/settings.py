"""Settings: from the environment (AIDE_MEMOIRE_…) or from aide-memoire.toml in the working directory."""

from __future__ import annotations

from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from index import ModelChoice, VectorServer


class Settings(BaseSettings):
    """All that can be set. The environment goes before the file; what is given in code before both."""

    model_config = SettingsConfigDict(
        env_prefix="AIDE_MEMOIRE_",
        toml_file="aide-memoire.toml",
        extra="forbid",
        frozen=True,
        hide_input_in_errors=True,
    )

    store: Path = Field(Path(".aide-memoire"), description="The folder of the index.")
    follow: str = Field(
        "",
        description="The URL of a published index that the web chat serves: it is copied into the store, and newer ones after "
        "it; see `publish`.",
    )
    embedding_model: str = Field(
        "", description="Embedding model: a folder, or a name on the model hub; empty for the packaged one."
    )
    device: Literal["auto", "cpu", "cuda"] = Field("auto", description="Where the embedding model runs.")
    cache: Path = Field(ModelChoice().cache, description="Where compiled copies of embedding models are kept.")
    compiled: bool = Field(True, description="Use a compiled copy of the embedding model on the CPU.")
    scheduler: str = Field(
        "",
        description="The address of a Dask scheduler, such as tcp://host:8786, whose workers read and embed; empty for this "
        "machine alone.",
    )
    chroma: str = Field(
        "",
        description="The address of a Chroma server that keeps the vectors of the index, such as http://host:8000; empty to keep "
        "them in the folder of the index.",
    )
    chroma_token: SecretStr = Field(
        SecretStr(""), description="The token that the Chroma server, or a proxy before it, takes as X-Chroma-Token."
    )
    host: str = Field("127.0.0.1", description="The address the web chat listens on.")
    port: int = Field(7860, ge=0, le=65535, description="The port the web chat listens on.")
    hosts: tuple[str, ...] = Field(
        (), description="Further names the web chat answers under on 127.0.0.1, such as that of a proxy before it."
    )
    accounts: Path | None = Field(
        None, description="The file of the accounts that may sign in to the web chat; without it nobody need."
    )
    api_keys: Path | None = Field(
        None, description="The file of the keys that programs need to ask over HTTP; without it they need none."
    )
    log: Literal["none", "outcomes", "questions"] = Field(
        "outcomes",
        description="What the web chat writes to the error stream about each question: nothing; what became of it, and "
        "the time it took; or its words too.",
    )
    questions_a_minute: int = Field(
        60, ge=0, description="How many questions one visitor of the web chat may ask in a minute; 0 for any number."
    )
    downloads: bool = Field(False, description="Let visitors of the web chat download the files that answers cite.")
    model: str = Field(
        "",
        description="The language model that writes answers, as provider:name (ollama:…, openai:…, anthropic:…, google:…, "
        "mistral:…, local:FOLDER); empty for answers quoted from the sources, without any.",
    )
    model_url: str = Field(
        "",
        description="The address of an OpenAI-compatible server that has the model, such as http://127.0.0.1:8000/v1.",
    )
    model_key: SecretStr = Field(
        SecretStr(""),
        description="The model's key; empty for that in the provider's own variable, such as OPENAI_API_KEY.",
    )
    model_seconds: float = Field(
        60.0, gt=0, description="How long the model may take for an answer; after it the sources are quoted instead."
    )
    model_context: int = Field(6_000, ge=500, description="How many tokens of sources the model is given.")
    model_answer: int = Field(800, ge=50, description="How many tokens the model may write, with what it thinks aloud.")
    unsupported: Literal["drop", "mark"] = Field(
        "drop", description="What becomes of a sentence of the model that the sources do not bear out."
    )
    question_limit: int = Field(2_000, ge=1, description="The longest question that is taken, in characters.")

    @field_validator("chroma")
    @classmethod
    def _is_address(cls, given: str) -> str:
        """Take the address of a server, without what belongs into other settings."""
        place = urlsplit(given)
        _ = place.port  # which raises ValueError for one that cannot be
        if given and (place.scheme not in {"http", "https"} or not place.hostname or place.query or place.fragment):
            raise ValueError("is no address of a server, such as http://host:8000")
        if place.username is not None or place.password is not None:
            raise ValueError("holds a name or a password: give a token as AIDE_MEMOIRE_CHROMA_TOKEN")
        return given.rstrip("/")

    @property
    def server(self) -> VectorServer | None:
        """The Chroma server that keeps the vectors, None where they are kept here."""
        return VectorServer(self.chroma, self.chroma_token.get_secret_value()) if self.chroma else None

    @property
    def embedding(self) -> ModelChoice:
        """The embedding model, as the index wants it named."""
        return ModelChoice(
            model=self.embedding_model, device=self.device, cache=self.cache.expanduser(), compiled=self.compiled
        )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Read code, then environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

"""Where settings come from, which goes before which, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from assistant import Settings


@pytest.fixture(autouse=True)
def working_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Each test has a working directory of its own, without a file of settings."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_defaults_keep_to_this_machine_and_this_folder() -> None:
    settings = Settings()
    assert settings.store == Path(".aide-memoire")
    assert settings.host == "127.0.0.1"
    assert settings.embedding_model == ""


def test_the_file_is_read_from_the_working_directory(working_directory: Path) -> None:
    (working_directory / "aide-memoire.toml").write_text('store = "конференция"\nport = 8000\n', encoding="utf-8")
    settings = Settings()
    assert settings.store == Path("конференция")
    assert settings.port == 8000


def test_code_goes_before_the_environment_and_the_environment_before_the_file(
    working_directory: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (working_directory / "aide-memoire.toml").write_text(
        'store = "file"\nport = 8000\nhost = "::1"\n', encoding="utf-8"
    )
    monkeypatch.setenv("AIDE_MEMOIRE_STORE", "environment")
    monkeypatch.setenv("AIDE_MEMOIRE_PORT", "8001")
    settings = Settings(store=Path("code"))
    assert (settings.store, settings.port, settings.host) == (Path("code"), 8001, "::1")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "http"),
        ("DEVICE", "tpu"),
        ("COMPILED", "perhaps"),
        ("QUESTION_LIMIT", "0"),
        ("CHROMA", "10.0.0.3:8000"),
        ("CHROMA", "file:///var/lib/chroma"),
        ("CHROMA", "http://:8000"),
        ("CHROMA", "http://host:80000"),
        ("CHROMA", "http://name:s3cret@host:8000"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"AIDE_MEMOIRE_{name}", value)
    with pytest.raises(ValidationError) as caught:
        Settings()
    assert [fault["loc"] for fault in caught.value.errors()] == [(name.lower(),)]
    assert "s3cret" not in str(caught.value)


def test_an_unknown_name_in_the_file_is_refused(working_directory: Path) -> None:
    (working_directory / "aide-memoire.toml").write_text("prot = 8000\n", encoding="utf-8")
    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_settings_cannot_be_changed_afterwards() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc] # that it is an error is the subject


def test_the_embedding_model_is_handed_to_the_index_with_the_home_folder_filled_in() -> None:
    settings = Settings(embedding_model="models/e5", device="cpu", cache=Path("~/kept"), compiled=False)
    choice = settings.embedding
    assert (choice.model, choice.device, choice.compiled) == ("models/e5", "cpu", False)
    assert choice.cache == Path.home() / "kept"


def test_the_server_of_the_vectors_is_handed_to_the_index_and_its_token_is_never_shown() -> None:
    assert Settings().server is None
    settings = Settings(chroma="https://host/chroma/", chroma_token=SecretStr("s3cret"))
    assert settings.server
    assert (settings.server.url, settings.server.token) == ("https://host/chroma", "s3cret")
    assert "s3cret" not in f"{settings!r}{settings}{settings.server!r}"

"""Language models by name, through LangChain's chat models (the only file that knows them).

A name is "provider:model", as LangChain's `init_chat_model` has it: "ollama:qwen3", "openai:…", "anthropic:…". With a base
address any server that speaks OpenAI's protocol will do (vLLM, llama.cpp, LM Studio). "local:folder" loads the weights in a
folder of this machine, with transformers.
"""

from __future__ import annotations

import json
import time
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ..errors import BadSetting
from .errors import ModelFailed, Reason

_PROVIDERS = {"google": "google_genai", "mistral": "mistralai", "local": "huggingface"}
_EXTRAS = {
    "openai": "openai",
    "anthropic": "anthropic",
    "google_genai": "google",
    "mistralai": "mistral",
    "ollama": "ollama",
    "huggingface": "local",
}
# What providers call the things that every model is given; another provider gets its own defaults.
_OPENAI = {
    "seconds": "timeout",
    "tokens": "max_tokens",
    "retries": "max_retries",
    "address": "base_url",
    "key": "api_key",
}
_NAMES_OF = {
    "openai": _OPENAI,
    "anthropic": _OPENAI,
    "mistralai": {**_OPENAI, "address": "endpoint"},
    "google_genai": {**_OPENAI, "tokens": "max_output_tokens"},
    "ollama": {"tokens": "num_predict", "address": "base_url"},
}
_CUT = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_LOCAL_SERVERS = {
    "Ollama": "http://127.0.0.1:11434/v1",
    "LM Studio": "http://127.0.0.1:1234/v1",
    "llama.cpp": "http://127.0.0.1:8080/v1",
    "vLLM": "http://127.0.0.1:8000/v1",
}
_LARGEST_LIST = 1_000_000  # bytes of a server's list of models


@dataclass(frozen=True, slots=True)
class ChatChoice:
    """A language model as the settings name it, and what it may take: `seconds` for an answer of `tokens`."""

    name: str
    address: str = ""
    key: str = ""
    seconds: float = 60.0
    tokens: int = 800

    @property
    def provider(self) -> str:
        """The provider as LangChain calls it, "" where none is named."""
        named, colon, _ = self.name.partition(":")
        if self.address and not (colon and _PROVIDERS.get(named, named) in _NAMES_OF):
            return "openai"
        return _PROVIDERS.get(named, named) if colon else ""

    @property
    def model(self) -> str:
        """The model as its provider calls it."""
        named, colon, rest = self.name.partition(":")
        return rest if colon and _PROVIDERS.get(named, named) == self.provider else self.name

    def __repr__(self) -> str:
        key = "'**********'" if self.key else "''"
        return f"ChatChoice(name={self.name!r}, address={self.address!r}, key={key})"


class Streams(Protocol):
    """What is needed of a LangChain chat model: `stream` yields chunks with `text` and `response_metadata`."""

    def stream(self, input: Any, /) -> Iterator[Any]:  # noqa: ANN401 - LangChain's own signature
        """Yield the chunks of a reply."""
        ...


class ChatModel:
    """A language model that can be asked; `name` is shown with its answers.

    One that `says_end` gives a reason when its reply is at an end: a reply without one was cut.
    """

    def __init__(self, name: str, client: Streams, *, says_end: bool = False) -> None:
        self.name = name
        self._client = client
        self._says_end = says_end

    def pieces(self, system: str, user: str) -> Iterator[str]:
        """Yield the pieces of the reply as they come.

        Raises ModelFailed: UNREACHABLE when it fails before the first piece, BROKEN_OFF after it or when the reply was cut.
        """
        begun = False
        reasons: set[str] = set()
        try:
            for chunk in self._client.stream([("system", system), ("human", user)]):
                if text := str(chunk.text):
                    begun = True
                    yield text
                reasons |= _reasons(chunk.response_metadata)
        except Exception as error:
            reason = Reason.BROKEN_OFF if begun else Reason.UNREACHABLE
            raise ModelFailed(reason, f"{type(error).__name__}: {error}") from error
        if reasons & _CUT:
            raise ModelFailed(Reason.BROKEN_OFF, "The model reached the most that it may write.")
        if self._says_end and begun and not reasons:
            raise ModelFailed(Reason.BROKEN_OFF, "The connection to the model was closed in the middle of its reply.")


def _reasons(metadata: dict[str, Any]) -> set[str]:
    """Return why a reply is at an end, as its last chunk says it; nothing of any other chunk."""
    reasons = (metadata.get(name) for name in ("finish_reason", "stop_reason", "done_reason"))
    return {str(reason) for reason in reasons if reason}


def open_model(choice: ChatChoice) -> ChatModel:
    """Return the model that a choice names; nothing is asked of it yet, but a local one is loaded.

    Raises BadSetting when the name says no provider, or what its provider needs is not installed.
    """
    from langchain.chat_models import init_chat_model

    if not choice.provider:
        raise BadSetting(
            f"The model “{choice.name}” names no provider: write it as provider:model, such as ollama:qwen3 or "
            "openai:NAME, or set AIDE_MEMOIRE_MODEL_URL to the address of an OpenAI-compatible server."
        )
    options = _local_options(choice) if choice.provider == "huggingface" else _options(choice)
    try:
        client = init_chat_model(choice.model, model_provider=choice.provider, **options)
    except ImportError as error:
        raise BadSetting(_missing(choice.provider)) from error
    except (OSError, ValueError) as error:  # a folder without a model, a key that is not there
        raise BadSetting(f"The model “{choice.name}” cannot be used: {str(error).splitlines()[0]}") from error
    except Exception as error:  # providers have errors of their own for a key that is missing
        raise BadSetting(
            f"The model “{choice.name}” cannot be used ({type(error).__name__}): see whether the key of its provider is set, "
            "in AIDE_MEMOIRE_MODEL_KEY or in the provider's own variable."
        ) from error
    return ChatModel(choice.name, client, says_end=choice.provider in _NAMES_OF)


def _options(choice: ChatChoice) -> dict[str, Any]:
    # A server of one's own asks for no key, but the client of OpenAI's protocol insists on one.
    key = choice.key or ("none" if choice.address and choice.provider == "openai" else "")
    values = {
        "seconds": choice.seconds,
        "tokens": choice.tokens,
        "retries": 0,
        "address": choice.address or None,
        "key": key or None,
    }
    names = _NAMES_OF.get(choice.provider, {})
    given = {names[name]: value for name, value in values.items() if name in names and value is not None}
    return {"temperature": 0, **given}


def _local_options(choice: ChatChoice) -> dict[str, Any]:
    if not Path(choice.model).is_dir():
        raise BadSetting(f"There is no folder {choice.model}: name one that holds a model's weights and tokenizer.")
    return {
        "backend": "pipeline",
        "task": "text-generation",
        "device": -1,
        "model_kwargs": {"local_files_only": True},
        "pipeline_kwargs": {"max_new_tokens": choice.tokens, "do_sample": False, "return_full_text": False},
    }


def _missing(provider: str) -> str:
    if extra := _EXTRAS.get(provider):
        return f"Models of {provider} need a further package: pip install 'aide-memoire[{extra}]'"
    return f"Models of {provider} need LangChain's package for them: pip install langchain-{provider.replace('_', '-')}"


@dataclass(frozen=True, slots=True)
class Found:
    """A language model that was looked for: `milliseconds` is how long its first word took, `detail` what is wrong."""

    name: str
    reachable: bool
    detail: str = ""
    milliseconds: int | None = None


def tried(choice: ChatChoice) -> Found:
    """Ask the model of a choice for a word, and return whether it answered."""
    began = time.perf_counter()
    try:
        next(open_model(choice).pieces("Answer with the single word yes.", "Do you answer?"), "")
    except (BadSetting, ModelFailed) as error:
        return Found(choice.name, reachable=False, detail=str(error))
    return Found(choice.name, reachable=True, milliseconds=round(1_000 * (time.perf_counter() - began)))


def local_servers(addresses: Sequence[tuple[str, str]] = tuple(_LOCAL_SERVERS.items())) -> list[Found]:
    """Return the models of the servers that run on this machine, at the addresses where such servers usually are."""
    found = []
    for server, address in addresses:
        found += [Found(f"{server}: {model}", reachable=True, detail=address) for model in _models_at(address)]
    return found


def _models_at(address: str) -> list[str]:
    try:
        with urllib.request.urlopen(f"{address}/models", timeout=1) as reply:  # noqa: S310 - a loopback address of ours
            listed = json.loads(reply.read(_LARGEST_LIST))
        return [str(entry["id"]) for entry in listed["data"]]
    except (OSError, ValueError, TypeError, KeyError):
        return []

"""A real language model behind a real server and LangChain's real client; its weights are random, so it writes nonsense.

That is enough to prove the protocol, the streaming and the way back to quotes without a stub in between.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import torch
from tokenizers import Tokenizer, decoders, pre_tokenizers
from tokenizers.models import BPE
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from assistant import Answer, Assistant, Settings
from assistant.assistant import chat_model
from assistant.errors import BadSetting
from assistant.generating import ChatChoice, open_model, tried
from assistant.generating.errors import ModelFailed
from index import Index

QUESTION = "What will the repair of the pumping stations cost?"
TEMPLATE = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
SECONDS = 120


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a Llama of two layers, its weights random, and a tokenizer of single bytes."""
    folder = tmp_path_factory.mktemp("random-weights")
    symbols = ["<s>", "</s>", *sorted(pre_tokenizers.ByteLevel.alphabet())]
    letters = Tokenizer(BPE(vocab={symbol: number for number, symbol in enumerate(symbols)}, merges=[]))
    letters.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    letters.decoder = decoders.ByteLevel()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=letters,
        chat_template=TEMPLATE,
        **dict.fromkeys(("bos_token", "eos_token", "pad_token"), "</s>"),
    )
    torch.manual_seed(20)
    shape = LlamaConfig(
        vocab_size=len(symbols),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=4,
        max_position_embeddings=65_536,
        bos_token_id=1,
        eos_token_id=1,
        pad_token_id=1,
    )
    LlamaForCausalLM(shape).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def served(weights: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `transformers serve` over those weights."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    hub = tmp_path_factory.mktemp("hub")
    command = [Path(sys.executable).with_name("transformers"), "serve", weights, "--host", "127.0.0.1"]
    server = subprocess.Popen(
        [*command, "--port", str(port), "--device", "cpu"],
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(hub)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _await(server, port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.send_signal(signal.SIGKILL)
        server.wait(SECONDS)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        assert server.poll() is None, "the server ended"
        try:
            httpx.get(f"http://127.0.0.1:{port}/health", timeout=5)
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        return
    raise AssertionError("the server did not start")


def test_a_model_behind_a_server_streams_through_the_real_client(weights: Path, served: str) -> None:
    model = open_model(ChatChoice(str(weights), address=served, tokens=12, seconds=SECONDS))
    stream = model.pieces("Be brief.", "Who spoke?")
    assert next(stream)
    assert next(stream)
    with pytest.raises(ModelFailed, match="the most that it may write"):
        list(stream)
    assert tried(ChatChoice(str(weights), address=served, tokens=4, seconds=SECONDS)).reachable


def test_nonsense_from_a_real_model_is_not_shown_and_the_sources_are_quoted(
    weights: Path, served: str, forum_index: Index, forum_store: Path
) -> None:
    settings = Settings(
        store=forum_store,
        model=str(weights),
        model_url=served,
        model_answer=60,
        model_seconds=SECONDS,
        model_context=500,
    )
    answer = Assistant(forum_index, settings, model=chat_model(settings)).ask(QUESTION)
    assert isinstance(answer, Answer)
    assert answer.model == "extractive"
    assert "4.2 million crowns" in answer.text
    assert answer.notes[0].kind in {"broken_off", "unsupported"}


def test_weights_in_a_folder_are_loaded_and_write(weights: Path) -> None:
    stream = open_model(ChatChoice(f"local:{weights}", tokens=12)).pieces("Be brief.", "Who spoke?")
    assert next(stream)


@pytest.mark.parametrize(
    ("choice", "advice"),
    [
        (ChatChoice("qwen3"), "write it as provider:model"),
        (ChatChoice("nobody:qwen3"), "nobody"),
        (ChatChoice("local:/no/such/folder"), "no folder"),
        (ChatChoice("openai:gpt-5.5"), "AIDE_MEMOIRE_MODEL_KEY"),
        (ChatChoice("cohere:command-r"), "pip install langchain-cohere"),
        (ChatChoice("anthropic:claude"), r"pip install 'aide-memoire\[anthropic\]'"),
    ],
)
def test_a_model_that_cannot_be_used_says_what_to_do(
    choice: ChatChoice, advice: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(BadSetting, match=advice):
        open_model(choice)


def test_a_key_is_never_shown() -> None:
    assert "secret" not in repr(ChatChoice("openai:gpt-5.5", key="secret"))
    assert "secret" not in repr(Settings(model_key="secret"))  # type: ignore[arg-type]

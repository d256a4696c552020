"""Answers by a language model: prompted with fenced sources, checked sentence by sentence, never without a way back."""

from .models import ChatChoice, ChatModel, Found, local_servers, open_model, tried
from .writing import Bounds, Writer, in_pieces

__all__ = ["Bounds", "ChatChoice", "ChatModel", "Found", "Writer", "in_pieces", "local_servers", "open_model", "tried"]

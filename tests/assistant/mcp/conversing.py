"""One session of the official MCP client with a server of ours, and what came of each call."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import jsonschema
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import Tool

Call = tuple[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Reply:
    """What a call of a tool brought: its text, its fields, and whether it is an error."""

    text: str
    fields: Mapping[str, Any] | None
    is_error: bool


@dataclass(frozen=True, slots=True)
class Session:
    """A whole session: what the server says of itself, its tools by name, and the replies in order."""

    title: str
    instructions: str
    tools: Mapping[str, Tool]
    replies: Sequence[Reply]


def over_stdio(command: Sequence[str], calls: Sequence[Call], **environment: str) -> Session:
    """Start a command, make the calls and end the session."""
    parameters = StdioServerParameters(command=command[0], args=list(command[1:]), env=environment)
    return asyncio.run(_session(Client(stdio_client(parameters)), calls))


def over_http(address: str, calls: Sequence[Call]) -> Session:
    """Make the calls to a server that runs already."""
    return asyncio.run(_session(Client(address), calls))


async def _session(client: Client, calls: Sequence[Call]) -> Session:
    async with asyncio.timeout(120), client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        replies = [await _reply(client, tools, *call) for call in calls]
        info = client.server_info
        return Session(str(info and info.title), str(client.instructions), tools, replies)


async def _reply(client: Client, tools: Mapping[str, Tool], name: str, arguments: Mapping[str, Any]) -> Reply:
    result = await client.call_tool(name, dict(arguments))
    (text,) = [block.text for block in result.content if block.type == "text"]
    if not result.is_error:
        jsonschema.validate(result.structured_content, tools[name].output_schema or {})
    return Reply(text, result.structured_content, bool(result.is_error))

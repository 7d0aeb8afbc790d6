"""The connection to Gemini: a streamed request that can be waited for in small steps and closed at any moment.

Requests run on one event loop in a thread of its own, because only a cancelled task gives up a silent connection at
once; a thread that reads a socket cannot be interrupted. What arrives is turned into plain values there and handed over
through a queue. The SDK is imported with the first request: it takes a third of a second.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

from core.agent.gemini_errors import explain
from core.config import Settings

_PLACEHOLDER = "-"  # the SDK insists on contents; ours take its place


class _Shared(list[Any]):
    """A list the SDK need not copy, as it does with every request: nobody changes it."""

    def __deepcopy__(self, _memo: dict[int, Any]) -> "_Shared":
        return self


@dataclass(frozen=True)
class Usage:
    """Tokens of one request; `prompt` includes the cached ones."""

    prompt: int = 0
    cached: int = 0
    thoughts: int = 0
    output: int = 0
    total: int = 0


@dataclass(frozen=True)
class Chunk:
    """One piece of an answer: parts as Gemini wants them back, in the JSON of its REST API."""

    parts: tuple[dict[str, Any], ...] = ()
    finish: str | None = None
    blocked: str | None = None
    usage: Usage | None = None
    model: str | None = None


@dataclass(frozen=True)
class Prompt:
    """One request. `declarations` are the functions the model may call."""

    instructions: str
    contents: list[dict[str, Any]]
    declarations: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class Limits:
    """How long to wait, in seconds: for the first piece of an answer, and for each one after it."""

    first_s: float = 60.0
    silence_s: float = 30.0


@dataclass
class Stream:
    """An answer under way."""

    _task: "Future[None]"
    _queue: "SimpleQueue[Chunk | None]"
    _has_begun: bool = field(default=False, init=False)
    is_over: bool = field(default=False, init=False)

    def next(self, wait_s: float) -> Chunk | None:
        """The next piece; None where none came in `wait_s` seconds, or with `is_over` at the end.

        Raises GeminiFailed.
        """
        try:
            chunk = self._queue.get(timeout=wait_s)
        except Empty:
            return None
        if chunk is not None:
            self._has_begun = True
            return chunk
        self.is_over = True
        try:
            self._task.result()
        except Exception as error:
            if failure := explain(error, has_begun=self._has_begun):
                raise failure from error
            raise
        return None

    def close(self) -> None:
        """Give the answer up: closes its connection."""
        self._task.cancel()


class Connection:
    """Gemini as these settings reach it: the Developer API with a key, or Vertex AI."""

    def __init__(self, settings: Settings, limits: Limits) -> None:
        self._settings, self._limits = settings, limits
        self._lock = threading.Lock()
        self._client: Any = None

    def open(self, prompt: Prompt) -> Stream:
        """Send the request; the answer is read from the stream that comes back."""
        queue: SimpleQueue[Chunk | None] = SimpleQueue()
        return Stream(_on_loop(self._pump(self._ready_client(), prompt, queue)), queue)

    def close(self) -> None:
        """Close the connections that are kept for the next request."""
        with self._lock:
            client, self._client = self._client, None
        if client is not None:
            _on_loop(client.aio.aclose()).result(timeout=5)

    async def _pump(self, client: Any, prompt: Prompt, queue: "SimpleQueue[Chunk | None]") -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._limits.first_s) as patience:
                answer: AsyncIterator[Any] = await client.aio.models.generate_content_stream(
                    model=self._settings.gemini_model, contents=_PLACEHOLDER, config=_config(prompt)
                )
                async with aclosing(answer) as chunks:  # type: ignore[type-var]  # an async generator, says the SDK
                    async for chunk in chunks:
                        patience.reschedule(loop.time() + self._limits.silence_s)
                        queue.put(_read(chunk))
        finally:
            queue.put(None)

    def _ready_client(self) -> Any:
        with self._lock:
            if self._client is None:
                self._client = _make_client(self._settings)
            return self._client


def load_sdk() -> None:
    """Import the SDK now, so that the first turn need not wait for it."""
    import google.genai.types  # noqa: F401


def _make_client(settings: Settings) -> Any:
    from google import genai
    from google.genai import types

    base_url = settings.gemini_base_url or None
    if settings.use_vertex:
        return genai.Client(
            vertexai=True,
            project=settings.vertex_project,
            location=settings.vertex_location,
            http_options=types.HttpOptions(base_url=base_url),
        )
    return genai.Client(
        vertexai=False,  # said outright, as the key is: the SDK would look into the environment by itself
        api_key=settings.gemini_api_key.get_secret_value(),
        # Names such as gemini-flash-latest exist only in v1beta; the SDK would ask v1.
        http_options=types.HttpOptions(base_url=base_url, api_version="v1beta"),
    )


def _config(prompt: Prompt) -> Any:
    """The request as it is on the wire, put in by the SDK's own door for that.

    Our contents are that JSON already: turning them into the SDK's objects and back again took three quarters of the
    processor time of a request.
    """
    from google.genai import types

    body: dict[str, Any] = {
        "systemInstruction": {"parts": [{"text": prompt.instructions}]},
        "contents": prompt.contents,
    }
    if prompt.declarations:
        body["tools"] = _Shared([{"functionDeclarations": list(prompt.declarations)}])
        body["toolConfig"] = {"functionCallingConfig": {"mode": "AUTO"}}
    return types.GenerateContentConfig(
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
        http_options=types.HttpOptions(extra_body=body),
    )


def _read(chunk: Any) -> Chunk:
    """The SDK's chunk as plain values."""
    feedback, usage = chunk.prompt_feedback, chunk.usage_metadata
    parts: list[dict[str, Any]] = []
    finish = None
    for candidate in (chunk.candidates or ())[:1]:
        finish = candidate.finish_reason.value if candidate.finish_reason else None
        for part in (candidate.content.parts if candidate.content else None) or ():
            if part.text and not part.thought and not part.thought_signature:
                parts.append({"text": part.text})  # by far the most: spares a dump
            else:
                parts.append(part.model_dump(mode="json", exclude_none=True, by_alias=True))
    return Chunk(
        tuple(parts),
        finish,
        feedback.block_reason.value if feedback and feedback.block_reason else None,
        Usage(
            usage.prompt_token_count or 0,
            usage.cached_content_token_count or 0,
            usage.thoughts_token_count or 0,
            usage.candidates_token_count or 0,
            usage.total_token_count or 0,
        )
        if usage
        else None,
        chunk.model_version,
    )


_loop: asyncio.AbstractEventLoop | None = None
_loop_lock = threading.Lock()


def _on_loop(work: Coroutine[Any, Any, None]) -> "Future[None]":
    """Run this on the one event loop, which starts with its first use and ends with the process."""
    global _loop
    with _loop_lock:
        if _loop is None:
            _loop = asyncio.new_event_loop()
            threading.Thread(target=_loop.run_forever, name="gemini", daemon=True).start()
    return asyncio.run_coroutine_threadsafe(work, _loop)

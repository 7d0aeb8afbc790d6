"""What Violet adds to a turn with Gemini: against a bare loop over the SDK, which keeps nothing and shows nothing.

The server runs in a process of its own, so that its work counts for nobody. Time spent waiting for it is left out by
counting processor time; the turn is measured by the clock too, where that waiting is in both.
"""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from pydantic import SecretStr
from sqlalchemy import Engine

from core.agent.events import TurnFinished
from core.agent.gemini import GeminiAgent
from core.agent.gemini_instructions import declarations
from core.agent.plans import settle
from core.agent.protocol import Person
from core.agent.turn import run_turn
from core.config import Settings
from core.store import turns
from core.store.database import begin
from tests.app_server import ROOT
from tests.bench.figures import Figure, median_ms
from tests.gemini_server import KEY, MODEL, GeminiServer, calls, chunk, gemini_server, says
from tests.people import add_person

PIECES = 200  # of the long answer
TURNS = 1_000  # of the memory test
ADD = "add task to call client"
TELL = "tell me a long story"


def measure(settings: Settings, engine: Engine, database: str) -> Iterator[Figure]:
    """The figures of this database."""
    user = add_person(engine, "Hedy")
    person = Person(user.id, user.name, ZoneInfo("UTC"))
    with server() as url:
        agent = GeminiAgent(
            settings.model_copy(update={"gemini_api_key": SecretStr(KEY), "gemini_base_url": url}),
        )
        ours, bare = violet_turn(engine, agent, person), bare_turn(url)
        yield median_ms(f"gemini/turn/{database}", lambda: ours(ADD), lambda: bare(ADD), n=150)
        cost = median_ms("", lambda: ours(ADD), lambda: bare(ADD), n=150, clock=time.process_time)
        yield replace(cost, name=f"gemini/own cost of a turn/{database}", unit="ms of processor")
        yield per_piece(database, ours, bare)
        yield memory(database, ours)
        agent.close()


def per_piece(database: str, ours: Callable[[str], None], bare: Callable[[str], None]) -> Figure:
    """What one streamed piece of text costs, from an answer that has many."""
    long = median_ms("", lambda: ours(TELL), lambda: bare(TELL), n=30, clock=time.process_time)
    assert long.floor is not None
    return Figure(
        f"gemini/streamed chunk/{database}",
        "ms of processor",
        violet=round(long.violet / PIECES, 4),
        floor=round(long.floor / PIECES, 4),
        n=long.n * PIECES,
    )


def memory(database: str, ours: Callable[[str], None]) -> Figure:
    """By how much the process grows over many turns, after a warm-up."""
    for _ in range(TURNS // 10):
        ours(ADD)
    before = _resident_mb()
    for _ in range(TURNS):
        ours(ADD)
    return Figure(f"gemini/memory over {TURNS} turns/{database}", "MB", round(_resident_mb() - before, 2), n=TURNS)


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def violet_turn(engine: Engine, agent: GeminiAgent, person: Person) -> Callable[[str], None]:
    """One whole turn in a conversation of ten messages, stored as always."""
    conversation: list[UUID | None] = [None]
    so_far = 0

    def turn(text: str) -> None:
        nonlocal so_far
        with begin(engine) as session:
            where = conversation[0] if so_far % 5 else None
            record = turns.begin_turn(session, person.id, where, text, uuid4().hex, agent=agent.name)
            settle(session, person.id, record.conversation_id, record.message_id, None)
        conversation[0], so_far = record.conversation_id, so_far + 1
        ends: list[object] = []
        run_turn(engine, agent, person, record.message_id, ends.append)
        assert isinstance(ends[-1], TurnFinished) and ends[-1].status == "done", ends[-1]

    return turn


def bare_turn(url: str) -> Callable[[str], None]:
    """The shortest loop that does the same: stream, call, answer the call, stream again; a history of ten messages."""
    from google import genai
    from google.genai import types

    client = genai.Client(
        vertexai=False, api_key=KEY, http_options=types.HttpOptions(base_url=url, api_version="v1beta")
    )
    functions = [types.FunctionDeclaration.model_validate(each) for each in declarations(with_undo=False)]
    config = types.GenerateContentConfig(
        system_instruction="You keep a person's tasks.",
        tools=[types.Tool(function_declarations=functions)],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(mode=types.FunctionCallingConfigMode.AUTO)
        ),
        automatic_function_calling=types.AutomaticFunctionCallingConfig(disable=True),
    )
    history: list[Any] = []
    turns = 0

    def turn(text: str) -> None:
        nonlocal history, turns
        history = history if turns % 5 else []
        turns += 1
        history.append({"role": "user", "parts": [{"text": text}]})
        while True:
            parts = []
            for piece in client.models.generate_content_stream(model=MODEL, contents=history, config=config):
                for part in piece.candidates[0].content.parts:
                    parts.append(part.model_dump(mode="json", exclude_none=True))
            history.append({"role": "model", "parts": parts})
            asked = [part["function_call"] for part in parts if "function_call" in part]
            if not asked:
                return
            answers = [{"id": each["id"], "name": each["name"], "response": {"output": {}}} for each in asked]
            history.append({"role": "user", "parts": [{"function_response": each} for each in answers]})

    return turn


@contextmanager
def server() -> Iterator[str]:
    """The tests' server in a process of its own; yields its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.gemini"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout and process.stdin
    try:
        yield process.stdout.readline().strip()
    finally:
        process.stdin.close()  # ends it
        process.wait(timeout=10)


def serve() -> None:
    """Answer until standard input ends: a call, then words; a long story where one is asked for."""

    def answer(body: dict[str, Any]) -> list[Any]:
        state.requests.clear()
        state.arrived.clear()
        parts = body["contents"][-1]["parts"]
        if "functionResponse" in parts[0]:
            return says("Done: it is on your list now, and I will keep an eye on it.", pieces=5)
        if parts[0]["text"] == TELL:
            return [*(chunk({"text": "once upon a time "}) for _ in range(PIECES)), chunk({"text": "."}, finish="STOP")]
        return calls(("add_task", {"title": "Call client", "priority": "high"}))

    state: GeminiServer
    with gemini_server() as state:
        state.otherwise = answer
        print(state.url, flush=True)
        sys.stdin.read()
    if state.problems:
        sys.exit("; ".join(state.problems[:3]))


if __name__ == "__main__":
    serve()

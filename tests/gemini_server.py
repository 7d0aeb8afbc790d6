"""A server that speaks Gemini's REST protocol over a real socket, checks what it is sent, and fails in every way.

Written from Google's public documentation of `streamGenerateContent` (server-sent events, function calling, thought
signatures, google.rpc error details); it shares no code with the SDK or with Violet. A request that breaks a rule is
refused as Google refuses it (400) and noted in `problems`.

A test says what comes next with `will`: each answer is a list of things to send (`chunk`, `Silence`, `Raw`, `CUT`,
`RESET`, an `Event` to wait for), a `Refusal`, or a function of the request's body that returns one of them.
"""

import base64
import json
import re
import select
import socket
import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any

Json = dict[str, Any]
KEY = "canary-key-of-the-tests"
MODEL = "gemini-flash-latest"
MADE_ELSEWHERE = b"skip_thought_signature_validator"
USAGE = {
    "promptTokenCount": 900,
    "cachedContentTokenCount": 300,
    "thoughtsTokenCount": 20,
    "candidatesTokenCount": 30,
    "totalTokenCount": 950,
}


@dataclass(frozen=True)
class Silence:
    """Sends nothing for this long, and notices when the other side leaves."""

    seconds: float


@dataclass(frozen=True)
class Raw:
    """These bytes as they are, as one piece of the body."""

    data: bytes


@dataclass(frozen=True)
class Refusal:
    """An HTTP error with Google's JSON; `before` seconds pass first."""

    status: int
    reason: str
    message: str = "Refused by the test."
    details: tuple[Json, ...] = ()
    before: float = 0.0
    headers: tuple[tuple[str, str], ...] = ()


CUT = object()  # ends the connection in the middle of the body
RESET = object()  # the same with a TCP reset

Answer = Sequence[Any] | Refusal
Scripted = Answer | Callable[[Json], Answer]


def chunk(*parts: Json, finish: str | None = None, usage: Json | None = None, **more: Any) -> Json:
    """One event of the stream."""
    candidate: Json = {"index": 0}
    if parts:
        candidate["content"] = {"role": "model", "parts": list(parts)}
    if finish:
        candidate["finishReason"] = finish
    event: Json = {"candidates": [candidate], "modelVersion": "gemini-test-1", "responseId": "r"} | more
    return event | ({"usageMetadata": usage} if usage else {})


def says(text: str, *, pieces: int = 1, usage: Json | None = None) -> list[Json]:
    """A whole answer in words, in so many pieces, its last part signed as Gemini 3 signs it."""
    size = -(-len(text) // pieces)
    cut = [text[start : start + size] for start in range(0, len(text), size)]
    signed = {"text": "", "thoughtSignature": _sign(text)}
    return [*(chunk({"text": piece}) for piece in cut), chunk(signed, finish="STOP", usage=usage or USAGE)]


def calls(*wanted: tuple[str, Json], before: str = "", with_ids: bool = True, usage: Json | None = None) -> list[Json]:
    """A whole answer that calls these functions together; only the first is signed."""
    parts: list[Json] = [{"text": before}] if before else []
    for number, (name, arguments) in enumerate(wanted):
        call = {"name": name, "args": arguments} | ({"id": _id(name)} if with_ids else {})
        parts.append({"functionCall": call} | ({"thoughtSignature": _sign(name)} if number == 0 else {}))
    return [chunk(*parts, finish="STOP", usage=usage or USAGE)]


def quota(delay: str | None) -> Refusal:
    """429, with the time to wait as google.rpc.RetryInfo says it."""
    info = {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay}
    return Refusal(429, "RESOURCE_EXHAUSTED", "You exceeded your quota.", (info,) if delay else ())


INVALID_KEY = Refusal(
    400,
    "INVALID_ARGUMENT",
    "API key not valid. Please pass a valid API key.",
    ({"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": "API_KEY_INVALID"},),
)


_serial = count(1)


def _id(name: str) -> str:
    """An id as Gemini 3 gives them: opaque, never twice."""
    return f"{name}-{next(_serial)}"


def _sign(what: str) -> str:
    """A signature: opaque bytes, among them every one that base64 variants disagree about."""
    return base64.b64encode(b"\xfb\xff\xfe signed " + what.encode() + bytes(range(0, 256, 5))).decode()


@dataclass
class GeminiServer:
    """The server's state: what it will answer, what it was asked, and what was wrong with that."""

    url: str = ""
    requests: list[Json] = field(default_factory=list)
    arrived: list[float] = field(default_factory=list)  # time.monotonic() of each request
    problems: list[str] = field(default_factory=list)
    left: list[float] = field(default_factory=list)  # time.monotonic() at which somebody hung up on a silence
    pieces: list[float] = field(default_factory=list)  # time.time() at which each piece of an answer went out
    otherwise: Scripted | None = None  # what is answered when nothing else is planned
    title: Scripted = field(default_factory=lambda: says("A title by the model"))  # for requests without functions
    titles: list[Json] = field(default_factory=list)  # those requests
    _planned: "deque[Scripted]" = field(default_factory=deque)
    _signatures: set[bytes] = field(default_factory=set)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def will(self, *answers: Scripted) -> None:
        """The next answers, in order."""
        with self._lock:
            self._planned.extend(answers)

    @property
    def planned(self) -> int:
        """How many answers nobody has asked for yet."""
        return len(self._planned)

    def answer(self, path: str, key: str | None, body: Json) -> Answer:
        """What this request gets."""
        with self._lock:
            is_title = "tools" not in body
            (self.titles if is_title else self.requests).append(body)
            self.arrived.append(time.monotonic())
            if key != KEY:
                return INVALID_KEY
            if not re.fullmatch(rf"/v1beta/models/{MODEL}:streamGenerateContent\?alt=sse", path):
                return Refusal(404, "NOT_FOUND", f"{path} is not found for API version v1beta")
            wrong = list(problems_of(body, self._signatures))
            if wrong:
                self.problems += wrong
                return Refusal(400, "INVALID_ARGUMENT", wrong[0])
            planned = self.title if is_title else self._planned.popleft() if self._planned else self.otherwise
        if planned is None:
            self.problems.append("a request nobody planned for")
            return Refusal(500, "INTERNAL")
        answer = planned(body) if callable(planned) else planned
        if not isinstance(answer, Refusal):
            with self._lock:
                self._signatures.update(_signatures_in(answer))
        return answer


def problems_of(body: Json, issued: set[bytes]) -> Iterator[str]:
    """Every rule of the protocol that a request breaks."""
    yield from _problems_of_instruction(body.get("systemInstruction"))
    yield from _problems_of_tools(body.get("tools", []))
    yield from _problems_of_contents(body.get("contents", []), issued)
    mode = body.get("toolConfig", {}).get("functionCallingConfig", {}).get("mode")
    if body.get("tools") and mode != "AUTO":
        yield f"function calling mode is {mode}"
    for setting in ("temperature", "topP", "topK"):
        if setting in body.get("generationConfig", {}):
            yield f"{setting} is deprecated"


def schema_of(declaration: Json) -> Json | None:
    """The schema of a function's parameters; protocol buffers have two spellings in JSON, and the SDK sends either."""
    schema: Json | None = declaration.get("parametersJsonSchema", declaration.get("parameters_json_schema"))
    return schema


def _problems_of_instruction(instruction: Json | None) -> Iterator[str]:
    if not instruction or not any(part.get("text", "").strip() for part in instruction.get("parts", [])):
        yield "there is no system instruction"


def _problems_of_tools(tools: list[Json]) -> Iterator[str]:
    names: list[str] = []
    for declaration in (each for tool in tools for each in tool.get("functionDeclarations", [])):
        name, schema = declaration.get("name", ""), schema_of(declaration)
        names.append(name)
        if not re.fullmatch(r"[A-Za-z_][\w.:-]{0,127}", name):
            yield f"{name!r} is no name of a function"
        if not declaration.get("description"):
            yield f"{name} has no description"
        if schema is None:
            continue  # a function without parameters
        if not schema.get("properties") or schema.get("type") != "object":
            yield f"{name} has no schema of an object"
            continue
        for property_name, described in schema["properties"].items():
            if isinstance(described.get("title"), str):
                yield f"{name}.{property_name} carries an annotation of pydantic's"
            if re.search(r"user|owner|person", property_name):
                yield f"{name} takes its owner as an argument"
        if missing := set(schema.get("required", [])) - set(schema["properties"]):
            yield f"{name} requires what it does not have: {missing}"
    if len(set(names)) != len(names):
        yield "two functions have one name"


def _problems_of_contents(contents: list[Json], issued: set[bytes]) -> Iterator[str]:
    if not contents:
        yield "there are no contents"
        return
    if contents[0].get("role") != "user" or not _is_said(contents[0]):
        yield "contents do not begin with what a person said"
    if contents[-1].get("role") != "user":
        yield "contents do not end with the user's turn"
    current = max(
        (n for n, each in enumerate(contents) if each.get("role") == "user" and _is_said(each)),
        default=0,
    )
    for number, content in enumerate(contents):
        parts = content.get("parts") or []
        if content.get("role") not in ("user", "model") or not parts:
            yield f"content {number} has role {content.get('role')!r} and {len(parts)} parts"
        yield from _problems_of_parts(parts, number, issued)
        asked = [part["functionCall"] for part in parts if "functionCall" in part]
        answered = _answered(contents, number + 1) if asked else []
        if asked and [(each.get("id"), each["name"]) for each in asked] != [
            (each.get("id"), each["name"]) for each in answered
        ]:
            yield "the number of function response parts is not equal to the number of function call parts"
        if asked and number > current:
            first = next(part for part in parts if "functionCall" in part)
            if "thoughtSignature" not in first:
                yield f"function call {asked[0]['name']} in position {number} is missing a thought_signature"
        if _answered(contents, number) and not any("functionCall" in part for part in contents[number - 1]["parts"]):
            yield f"content {number} answers no call"


def _is_said(content: Json) -> bool:
    return any({"text", "inlineData"} & part.keys() for part in content["parts"])


def _answered(contents: list[Json], number: int) -> list[Json]:
    parts = contents[number]["parts"] if number < len(contents) else []
    return [part["functionResponse"] for part in parts if "functionResponse" in part]


def _problems_of_parts(parts: list[Json], number: int, issued: set[bytes]) -> Iterator[str]:
    for part in parts:
        kinds = {"text", "functionCall", "functionResponse", "inlineData"} & part.keys()
        if len(kinds) != 1:
            yield f"a part of content {number} holds {sorted(part)}"
        if "thoughtSignature" in part and _signature(part) not in issued | {MADE_ELSEWHERE}:
            yield f"a thought signature in content {number} was never issued"
        if file := part.get("inlineData"):
            if not re.fullmatch(r"(image/(jpeg|png|webp)|audio/(wav|mp3|ogg|flac))", file.get("mimeType", "")):
                yield f"{file.get('mimeType')!r} in content {number} is no type Gemini reads"
            base64.b64decode(file["data"], validate=True)
        response = part.get("functionResponse", {}).get("response", {"output": None})
        if not isinstance(response, dict) or len({"output", "error"} & response.keys()) != 1:
            yield f"a function response in content {number} is neither output nor error"


def _signatures_in(answer: Sequence[Any]) -> Iterator[bytes]:
    for event in answer:
        for candidate in event.get("candidates", []) if isinstance(event, dict) else []:
            for part in candidate.get("content", {}).get("parts", []):
                if "thoughtSignature" in part:
                    yield _signature(part)


def _signature(part: Json) -> bytes:
    """The signature's bytes: both alphabets of base64 mean the same."""
    return base64.b64decode(part["thoughtSignature"].translate(str.maketrans("-_", "+/")), validate=True)


@contextmanager
def gemini_server() -> Iterator[GeminiServer]:
    """A server on a free port of this machine."""
    state = GeminiServer()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            answer = state.answer(self.path, self.headers.get("x-goog-api-key"), body)
            if isinstance(answer, Refusal):
                self._refuse(answer)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            try:
                self._send(answer)
            except OSError:
                self.close_connection = True

        def _refuse(self, refusal: Refusal) -> None:
            if not self._wait(refusal.before):
                return
            error = {
                "code": refusal.status,
                "message": refusal.message,
                "status": refusal.reason,
                "details": list(refusal.details),
            }
            data = json.dumps({"error": error}).encode()
            self.send_response(refusal.status)
            self.send_header("Content-Type", "application/json; charset=UTF-8")
            self.send_header("Content-Length", str(len(data)))
            for name, value in refusal.headers:
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def _send(self, answer: Sequence[Any]) -> None:
            for each in answer:
                if each is CUT or each is RESET:
                    if each is RESET:
                        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    else:
                        self.connection.shutdown(socket.SHUT_RDWR)
                    self.connection.close()
                    self.close_connection = True
                    return
                if isinstance(each, threading.Event):
                    each.wait(60)
                    continue
                if isinstance(each, Silence):
                    if not self._wait(each.seconds):
                        return
                    continue
                self._piece(each.data if isinstance(each, Raw) else b"data: " + json.dumps(each).encode() + b"\r\n\r\n")
            self.wfile.write(b"0\r\n\r\n")

        def _piece(self, data: bytes) -> None:
            state.pieces.append(time.time())
            self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
            self.wfile.flush()

        def _wait(self, seconds: float) -> bool:
            """Wait; False where the other side hung up meanwhile."""
            readable, _, _ = select.select([self.connection], [], [], seconds)
            if readable and self.connection.recv(1, socket.MSG_PEEK) == b"":
                state.left.append(time.monotonic())
                self.close_connection = True
                return False
            return True

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()

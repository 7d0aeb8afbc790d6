"""An agent for the faults: it does what the message spells out, and dies where it is told to.

The message is a list of steps with semicolons between: "add TITLE", "say TEXT", "pause SECONDS", "wait" (for the gate).
After a restart it does not repeat what the turn has done already, as every agent must not.
"""

import threading
import time

from core.agent.protocol import Call, Response, Say, TurnInput, Waiting
from core.tools.registry import Request


class Obedient:
    """Obeys. `gate` holds back every "wait" until it is set; `is_waiting` is set once somebody waits."""

    name = "offline"
    model = None

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.is_waiting = threading.Event()
        self.began: list[str] = []

    def respond(self, turn: TurnInput) -> Response:
        self.began.append(turn.text)
        done = [outcome.arguments.get("title") for outcome in turn.done]
        for step in turn.text.split(";"):
            verb, _, rest = step.strip().partition(" ")
            match verb:
                case "add":
                    if rest in done:
                        done.remove(rest)
                    else:
                        yield Call((Request("add_task", {"title": rest}),))
                case "pause":
                    until = time.monotonic() + float(rest)
                    while time.monotonic() < until:
                        yield Waiting()
                        time.sleep(0.02)
                case "wait":
                    self.is_waiting.set()
                    while not self.gate.wait(0.02):
                        yield Waiting()
                case "stick":  # a model that cannot be interrupted
                    self.is_waiting.set()
                    self.gate.wait(float(rest))
                case "say":
                    yield Say(rest)

"""How soon the board shows what was done in the chat, in two Chromium pages: `python -m tests.bench.browser`.

From the moment the call was completed in the database to the moment its card is on the other page.
"""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import Engine, select

from core.store.database import make_engine, reading
from core.store.models import TASK, TOOL_CALL, User
from tests.app_server import AppServer
from tests.bench.figures import Figure
from tests.databases import settings_for
from tests.people import add_person
from tests.soak.online import p95
from tests.tab import sign_in

CHANGES = 30
_NOTE_CARDS = """() => {
  window.seen = {};
  const look = () => document.querySelectorAll("*").forEach((element) => {
    for (const card of element.shadowRoot?.querySelectorAll('[role="listitem"], li') ?? [])
      for (const word of card.textContent.match(/thing q[a-z]{2}q/g) ?? []) window.seen[word] ??= Date.now();
  });
  setInterval(look, 20);
}"""


def measure() -> list[Figure]:
    """p50 and p95 of CHANGES new tasks."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = AppServer(Path(folder), f"sqlite:///{Path(folder) / 'violet.db'}", {"VIOLET_MESSAGES_PER_MINUTE": "0"})
        server.start()
        try:
            chromium = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
            )
            engine = make_engine(settings_for(server.database_url))
            user = add_person(engine, "Ada")
            context = chromium.new_context(base_url=server.url)
            token = sign_in(engine, user).partition("=")[2]
            context.add_cookies([{"name": "violet", "value": token, "url": server.url, "httpOnly": True}])
            chat, board = (
                context.new_page(),
                chromium.new_context(
                    base_url=server.url, storage_state=context.storage_state(), bypass_csp=True
                ).new_page(),
            )
            seconds = _follow(chat, board, lambda: _completed(engine, user))
            engine.dispose()
        finally:
            server.stop()
    return [
        Figure("browser/board follows/p50", "s", round(median(seconds), 3), len(seconds)),
        Figure("browser/board follows/p95", "s", round(p95(seconds), 3), len(seconds)),
    ]


def _follow(chat: Page, board: Page, completed: Callable[[], dict[str, float]]) -> list[float]:
    board.goto("/board")
    board.get_by_role("group", name="Task board").wait_for()
    board.evaluate(_NOTE_CARDS)
    chat.goto("/")
    box = chat.get_by_placeholder("Tell me what to do")
    for number in range(CHANGES):
        word = f"q{chr(97 + number // 26)}{chr(97 + number % 26)}q"
        box.fill(f"add task to find thing {word}")
        box.press("Enter")
        board.wait_for_function(f"window.seen['thing {word}']", timeout=30_000)
        chat.wait_for_timeout(300)
    shown: dict[str, float] = board.evaluate("window.seen")
    return [shown[word] / 1000 - moment for word, moment in completed().items()]


def _completed(engine: Engine, user: User) -> dict[str, float]:
    with reading(engine) as session:
        rows = session.execute(
            select(TASK.title, TOOL_CALL.completed_at)
            .join(TOOL_CALL, TOOL_CALL.task_id == TASK.id)
            .where(TASK.user_id == user.id, TOOL_CALL.tool_name == "add_task")
        )
        return {row.title.removeprefix("Find "): row.completed_at.timestamp() for row in rows}


if __name__ == "__main__":
    for figure in measure():
        print(figure.name, figure.violet, figure.unit, f"n={figure.n}")

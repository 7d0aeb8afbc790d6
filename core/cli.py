"""The terminal door: the same runner, tools and database as the pages. `python -m core --help` lists the commands.

Whatever a person can mend ends with one sentence on standard error and exit code 2. What is slow to import (the agents,
the tools) is imported by the commands that need it.
"""

import io
import json
import logging
import secrets
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

import typer
from sqlalchemy import Engine
from sqlmodel import Session
from typer.exceptions import TyperException

from core.auth import logins, people
from core.config import Settings, load_settings
from core.errors import AppError, InvalidInput, NotFound
from core.logs import be_discreet
from core.store import migrations, tasks
from core.store.backup import back_up
from core.store.database import begin, make_engine, reading
from core.store.file_check import check_file
from core.store.models import User
from core.store.tasks import TaskQuery

DEMO_EMAIL = "demo@violet.example"
FAILED = 2

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Violet's terminal.")

UserOption = Annotated[str, typer.Option("--user", metavar="EMAIL", help="Whose tasks and conversations.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]
PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input (needed: it is never an argument)."),
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit; expected failures are one sentence and exit code 2."""
    _speak_utf8()
    be_discreet()
    logging.basicConfig(level=logging.ERROR)  # expected failures have their sentence; a bug keeps its traceback
    try:
        code = app(arguments, prog_name="python -m core", standalone_mode=False)
    except AppError as error:
        print(error.sentence, file=sys.stderr)
        sys.exit(FAILED)
    except TyperException as error:  # wrong options and arguments
        print(error.format_message(), file=sys.stderr)
        sys.exit(FAILED)
    sys.exit(code or 0)


@app.command()
def chat(
    user: UserOption,
    text: Annotated[
        list[str] | None, typer.Argument(metavar="TEXT…", help="Each is one turn; none: lines from stdin.")
    ] = None,
    conversation: Annotated[str | None, typer.Option(metavar="ID", help="Go on in this conversation.")] = None,
    agent: Annotated[str | None, typer.Option(help="offline or gemini.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Talk to the agent; every TEXT is one turn of the same conversation."""
    from core.agent.agents import make_agents
    from core.agent.protocol import Person
    from core.agent.runner import Runner
    from core.terminal import converse

    conversation_id = _uuid(conversation) if conversation else None
    settings = load_settings()
    with _database(settings) as engine:
        with reading(engine) as session:
            found = _find(session, user)
        person = Person(found.id, found.name, ZoneInfo(found.time_zone))
        runner = Runner(engine, *make_agents(engine, settings))
        try:
            went_well = converse(
                engine, runner, person, conversation_id, text or _lines(), agent=agent, as_json=as_json
            )
        finally:
            runner.close()
    if not went_well:
        raise typer.Exit(FAILED)


@app.command("tasks")
def list_tasks(user: UserOption, as_json: JsonOption = False) -> None:
    """List every task that is not in the trash."""
    from core.tools.tasks import task_view

    with _database(load_settings()) as engine, reading(engine) as session:
        found = _find(session, user)
        zone = ZoneInfo(found.time_zone)
        page = tasks.find_tasks(session, found.id, TaskQuery(sort="number", limit=1_000_000), zone)
        views = [task_view(task, zone) for task in page.tasks]
    if as_json:
        print(json.dumps(views, ensure_ascii=False))
        return
    for view in views:
        details = [
            view["status"],
            view["priority"],
            view["due_at"],
            view["rrule"],
            *(f"#{tag}" for tag in view["tags"]),
        ]
        print(f"{view['number']:>4}  {view['title']}  ({', '.join(str(each) for each in details if each)})")


@app.command()
def create_user(
    email: str,
    name: Annotated[str, typer.Option(help="What to call them.")] = "",
    time_zone: Annotated[str, typer.Option(help="Such as Europe/Berlin.")] = "UTC",
    password_stdin: PasswordOption = False,
) -> None:
    """Make an account."""
    password = _password(password_stdin)
    with _database(load_settings()) as engine, begin(engine) as session:
        made = people.create_user(session, email=email, password=password, name=name, time_zone=time_zone)
    print(f"Made the account {made.email}.")


@app.command()
def set_password(email: str, password_stdin: PasswordOption = False) -> None:
    """Set an account's password and sign it out everywhere."""
    password = _password(password_stdin)
    with _database(load_settings()) as engine, begin(engine) as session:
        person = _find(session, email)
        people.change_password(session, person.id, password)
        logins.revoke_all(session, person.id)
    print(f"The password of {person.email} is changed.")


@app.command()
def export_data(email: str, file: Path) -> None:
    """Write everything of an account into FILE, a ZIP."""
    from core.takeout import save

    with _database(load_settings()) as engine, reading(engine) as session:
        save(session, _find(session, email).id, file)
    print(f"Saved to {file}.")


@app.command()
def delete_user(email: str, yes: Annotated[bool, typer.Option("--yes", help="Really do it.")] = False) -> None:
    """Really delete an account and everything in it."""
    from core.erasure import erase, in_words, what_goes

    with _database(load_settings()) as engine:
        with reading(engine) as session:
            person = _find(session, email)
            found = in_words(what_goes(session, person.id)) or "nothing"
        if not yes:
            raise InvalidInput(f"{person.email} has {found}. There is no way back: say --yes to delete all of it.")
        erase(engine, person.id)
    print(f"Deleted {person.email}, who had {found}.")


@app.command()
def demo() -> None:
    """Make the demo account afresh, full of tasks and conversations, and print how to sign in."""
    from core.demo import seed

    password = secrets.token_urlsafe(9)
    with _database(load_settings()) as engine:
        with begin(engine) as session:
            if known := people.find_by_email(session, DEMO_EMAIL):
                session.delete(known)
                session.flush()
            made = people.create_user(session, email=DEMO_EMAIL, password=password, name="Demo")
        seed(engine, made.id, made.time_zone, datetime.now(UTC))
    print(f"Sign in as {made.email} with the password {password}")


@app.command()
def migrate() -> None:
    """Bring the database to the current schema."""
    settings = load_settings()
    if path := settings.sqlite_path:
        check_file(path)
    with _database(settings):
        print(f"The schema is current: {settings.database_label}.")


@app.command()
def doctor() -> None:
    """Check the settings, the database and the agents."""
    settings = load_settings()
    print(
        f"settings   fine; sign-up is {settings.sign_up}, guests are {'welcome' if settings.guests else 'not let in'}"
    )
    if settings.sign_up == "open":
        print("           note: open to anybody who reaches it, once it listens beyond this machine (VIOLET_SIGN_UP)")
    if path := settings.sqlite_path:
        check_file(path)
    engine = make_engine(settings)
    try:
        current = migrations.is_current(engine)
        tidied = _last_tidied(engine) if current else None
    finally:
        engine.dispose()
    print(f"database   {settings.database_label} answers; the schema is {'current' if current else 'not current yet'}")
    kept = f"{settings.retention_days} days after the last message" if settings.retention_days else "until deleted"
    print(f"kept       conversations {kept} (VIOLET_RETENTION_DAYS), trash {tasks.TRASH_DAYS} days, guests a day")
    print(f"           last tidied up: {f'{tidied:%Y-%m-%d %H:%M} UTC' if tidied else 'never; a running server does'}")
    key = settings.gemini_api_key.get_secret_value()
    print(f"agents     offline{', gemini: key set' if key else ' (set GEMINI_API_KEY for Gemini)'}")
    if not current:
        raise InvalidInput("Run python -m core migrate to bring the schema up to date.")


@app.command()
def backup(file: Path) -> None:
    """Copy the SQLite database into FILE, also while it is in use."""
    engine = make_engine(load_settings())
    try:
        back_up(engine, file)
    finally:
        engine.dispose()
    print(f"Saved to {file}.")


# -- inside ----------------------------------------------------------------------------------------------------------


@contextmanager
def _database(settings: Settings) -> Iterator[Engine]:
    """The database of these settings, migrated."""
    engine = make_engine(settings)
    try:
        migrations.migrate(engine)
        yield engine
    finally:
        engine.dispose()


def _last_tidied(engine: Engine) -> datetime | None:
    from core.housekeeping import last_tidied

    with reading(engine) as session:
        return last_tidied(session)


def _speak_utf8() -> None:
    """Replies hold quotes and emoji that not every locale can write, and a pipe may bring bytes of any kind."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _lines() -> Iterator[str]:
    """What is typed or piped in, empty lines left out."""
    while True:
        if sys.stdin.isatty():
            print("› ", end="", file=sys.stderr, flush=True)
        line = sys.stdin.readline()
        if not line:
            return
        if line.strip():
            yield line.strip()


def _find(session: Session, email: str) -> User:
    found = people.find_by_email(session, email)
    if found is None:
        raise NotFound(
            f"There is no account {email}. Make one with: python -m core create-user {email} --password-stdin"
        )
    return found


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise InvalidInput(f"{text} is not a conversation's id.") from None


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        raise InvalidInput(
            "Give the password on standard input, with --password-stdin: arguments can be seen by others."
        )
    return sys.stdin.readline().rstrip("\r\n")

"""Access through the pages: deep links, forged state, guessing, signing up by setting, a tab that was signed out."""

import logging
import statistics
from collections.abc import Iterator

import bcrypt
import pytest
from sqlalchemy import Engine, func, select
from streamlit.testing.v1 import AppTest

from core import services as services_module
from core.agent.protocol import Person
from core.agent.runner import Runner
from core.auth import logins, passwords, people, tokens, tries
from core.config import Settings
from core.services import Services
from core.store.database import begin, reading
from core.store.models import LOGIN, MESSAGE, USER, User
from tests.access.life import World, make_world, rows_of
from tests.app_server import ROOT
from tests.pages.conftest import PASSWORD, LogIn

PAGES = ("chat", "board", "history", "account")
TICKET = "_violet_ticket"


def page_of(name: str) -> AppTest:
    return AppTest.from_file(str(ROOT / "pages" / f"{name}.py"), default_timeout=20)


def everything(page: AppTest) -> str:
    """All that a page says and holds, its address and its session state included."""
    assert not page.exception, page.exception
    return repr(page._tree) + repr(dict(page.query_params)) + repr(page.session_state)


def sign_in_form(page: AppTest, email: str, password: str) -> AppTest:
    fields = {field.proto.autocomplete: field for field in reversed(list(page.text_input))}
    fields["username"].set_value(email)
    fields["current-password"].set_value(password)
    return press(page, "Sign in")


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


@pytest.fixture
def world(engine: Engine) -> World:
    return make_world(engine)


@pytest.fixture
def ada(world: World, log_in: LogIn, jar: dict[str, str]) -> User:
    """Ada, signed in in this browser."""
    _, jar["violet"] = log_in(world.ada)
    return world.ada


# -- A2: links and state ---------------------------------------------------------------------------------------------

LINKS = [
    ("chat", "session", "conversation"),
    ("history", "session", "conversation"),
    ("history", "call", "call"),
    ("board", "task", "number"),
    ("chat", "task", "number"),
]


@pytest.mark.parametrize(("name", "parameter", "kind"), LINKS)
def test_a2_somebody_elses_link_looks_like_one_to_nothing(
    world: World, ada: User, engine: Engine, name: str, parameter: str, kind: str
) -> None:
    ids = world.ids(kind)
    with reading(engine) as session:
        before = rows_of(session, world.grace)
    said = {}
    for case in ("own", "other", "random"):
        page = page_of(name)
        page.query_params[parameter] = str(ids[case])
        page.run()
        seen = everything(page)
        assert "Grace" not in seen
        notes = [*page.info, *page.warning, *page.error, *page.markdown, *page.text, *page.subheader]
        said[case] = sorted({str(note.value).replace(str(ids[case]), "…") for note in notes})
    assert said["other"] == said["random"]
    assert said["own"] != said["random"], "her own opens something else, so that this test can fail"
    with reading(engine) as session:
        assert rows_of(session, world.grace) == before


@pytest.mark.parametrize("junk", ["' OR 1=1 --", "../../etc/passwd", "\x00😀", "-1", "9" * 400])
@pytest.mark.parametrize(("name", "parameter"), [(name, parameter) for name, parameter, _ in LINKS[:4]])
def test_a2_a_link_of_junk_opens_nothing(world: World, ada: User, name: str, parameter: str, junk: str) -> None:
    page = page_of(name)
    page.query_params[parameter] = junk
    assert "Grace" not in everything(page.run())


@pytest.mark.parametrize("key", ["chat-conversation", "board-chat-conversation"])
def test_a2_a_forged_state_opens_nothing(world: World, ada: User, key: str) -> None:
    page = page_of("chat" if key.startswith("chat") else "board")
    page.session_state[key] = str(world.lives["Grace"].conversation)
    page.run()
    assert "Grace" not in everything(page)


def test_a2_a_forged_state_writes_into_no_conversation_of_somebody_else(
    world: World, ada: User, engine: Engine
) -> None:
    """Sending with another person's conversation in the state is refused, and the text stays in the box."""
    theirs = world.lives["Grace"].conversation
    with reading(engine) as session:
        before = rows_of(session, world.grace)
    page = page_of("chat").run()
    page.session_state["chat-conversation"] = str(theirs)
    page.session_state["chat-linked"] = str(theirs)
    page.chat_input[0].set_value("into your diary").run()
    assert "Grace" not in everything(page)
    with reading(engine) as session:
        assert rows_of(session, world.grace) == before


def test_a2_an_identity_in_the_state_is_worth_nothing(world: World, jar: dict[str, str], ours: Services) -> None:
    """Nothing in the session state is proof: not our own keys, not those of the sign-in library."""
    page = page_of("history")
    for key, value in {
        "_violet_sid": world.lives["Ada"].login,
        "authentication_status": True,
        "username": world.ada.email,
        "email": world.ada.email,
        "name": "Ada",
    }.items():
        page.session_state[key] = value
    page.run()
    assert "secret" not in everything(page)
    assert [button for button in page.button if button.label == "Try the demo"]


# -- A6, A7: guessing ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_a6_after_ten_wrong_tries_the_door_closes_whoever_it_is(
    ana: User, jar: dict[str, str], monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    compared = count_comparisons(monkeypatch)
    moment = [1_800_000_000.0]
    monkeypatch.setattr(tries.throttles, "utc_now", lambda: at(moment[0]))
    page = page_of("history").run()
    for _ in range(10):
        sign_in_form(page, email, "a wrong one")
        assert "don’t go together" in page.error[0].value
        moment[0] += 4
    sign_in_form(page, email, PASSWORD)
    assert page.error[0].value == "That was too many tries. Please wait 6 minutes, then try again."
    assert TICKET not in page.session_state
    assert len(compared) == 10, "a closed door compares nothing"
    moment[0] += 400
    sign_in_form(page, email, PASSWORD)
    assert (TICKET in page.session_state) == (email == "ana@example.com")


def count_comparisons(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    compared: list[bytes] = []
    real = bcrypt.checkpw

    def counting(password: bytes, stored: bytes) -> bool:
        compared.append(stored)
        return real(password, stored)

    monkeypatch.setattr(bcrypt, "checkpw", counting)
    return compared


def at(seconds: float):  # type: ignore[no-untyped-def]
    from datetime import UTC, datetime

    return datetime.fromtimestamp(seconds, UTC)


def test_a6_quick_wrong_tries_are_told_to_wait(ana: User, jar: dict[str, str]) -> None:
    page = page_of("history").run()
    said = [sign_in_form(page, "ana@example.com", "a wrong one").error[0].value for _ in range(8)]
    assert "don’t go together" in said[6]
    assert said[7] == "That was too many tries. Please wait a few seconds, then try again."


def test_a6_wrong_invitation_codes_are_tries_too(
    ours: Services, sqlite_settings: Settings, jar: dict[str, str], engine: Engine
) -> None:
    use(ours, sqlite_settings, sign_up="invite", invite_code="fern-and-moss")
    page = page_of("history").run()
    for number in range(8):
        sign_up(page, "bo@example.com", code=f"guess {number}")
    assert "too many tries" in page.error[0].value
    sign_up(page, "bo@example.com", code="fern-and-moss")
    assert "too many tries" in page.error[0].value
    assert count(engine, USER) == 0


@pytest.mark.parametrize(
    ("tries_each", "within"),
    [pytest.param(8, 0.15, id="small"), pytest.param(200, 0.1, id="full", marks=pytest.mark.soak)],
)
def test_a7_a_stranger_takes_as_long_as_a_wrong_password(
    ours: Services,
    monkeypatch: pytest.MonkeyPatch,
    jar: dict[str, str],
    engine: Engine,
    tries_each: int,
    within: float,
) -> None:
    """In time on the processor, because others use the machine too. Without the comparison a stranger would be some
    thousand times quicker."""
    monkeypatch.setattr(passwords, "ROUNDS", 10)
    passwords.nobodys_hash.cache_clear()
    passwords.nobodys_hash()
    with begin(engine) as session:
        people.create_user(session, email="ana@example.com", password=PASSWORD)
    monkeypatch.setattr(tries, "ACCOUNT", tries.Limit(1000, 1))
    monkeypatch.setattr(tries, "ADDRESS", tries.Limit(1000, 1))

    def measure() -> None:
        import time

        import streamlit as st

        from pages.components.sign_in import authenticator

        taken: dict[str, list[float]] = {"ana@example.com": [], "nobody@example.com": []}
        for _ in range(st.session_state["tries_each"]):
            for email, times in taken.items():
                began = time.thread_time()
                assert not authenticator().check_password(email, "not the password")
                times.append(time.thread_time() - began)
        st.session_state["taken"] = taken

    page = AppTest.from_function(measure, default_timeout=300)
    page.session_state["tries_each"] = tries_each
    page.run()
    assert not page.exception
    known, stranger = (statistics.median(times) for times in page.session_state["taken"].values())
    assert known > 0.02, "the comparison is in it"
    assert stranger == pytest.approx(known, rel=within)


# -- A8: password hashes are kept at today's cost --------------------------------------------------------------------


def test_a8_signing_in_renews_a_hash_of_another_cost(
    engine: Engine, jar: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with begin(engine) as session:
        ana = people.create_user(session, email="ana@example.com", password=PASSWORD)
    assert ana.password_hash.startswith("$2b$04$")
    monkeypatch.setattr(passwords, "ROUNDS", 5)
    page = sign_in_form(page_of("history").run(), "ana@example.com", "a wrong one")
    assert hash_of(engine, ana) == ana.password_hash, "a wrong password renews nothing"
    sign_in_form(page, "ana@example.com", PASSWORD)
    renewed = hash_of(engine, ana)
    assert renewed.startswith("$2b$05$")
    assert passwords.matches(PASSWORD, renewed)


def test_a8_a_hash_renewed_late_does_not_undo_a_changed_password(engine: Engine) -> None:
    with begin(engine) as session:
        ana = people.create_user(session, email="ana@example.com", password=PASSWORD)
    with begin(engine) as session:
        people.change_password(session, ana.id, "roses are red")
    with begin(engine) as session:
        assert not people.renew_hash(session, ana.id, ana.password_hash, passwords.hash_password(PASSWORD))
    assert passwords.matches("roses are red", hash_of(engine, ana))


def test_a8_the_current_password_is_needed_to_change_it(
    ana: User, log_in: LogIn, jar: dict[str, str], engine: Engine
) -> None:
    _, jar["violet"] = log_in(ana)
    page = page_of("account").run()
    said = []
    for number in range(8):
        fields = {field.label: field for field in page.text_input}
        fields["Current password"].set_value(f"guess {number}")
        fields["New password"].set_value("roses are red")
        press(page, "Change password")
        said.append(page.error[0].value)
    assert said[0] == "That isn’t your current password."
    assert "too many tries" in said[7]
    assert hash_of(engine, ana) == ana.password_hash


def hash_of(engine: Engine, user: User) -> str:
    with reading(engine) as session:
        return people.get_user(session, user.id).password_hash


# -- A9: registration ------------------------------------------------------------------------------------------------


def use(ours: Services, settings: Settings, **changes: object) -> None:
    services_module.install(Services(Settings(**settings.model_dump() | changes), ours.engine, ours.runner))


def sign_up(page: AppTest, email: str, code: str = "") -> AppTest:
    fields = {field.proto.autocomplete: field for field in page.text_input}  # the last of each: the sign-up form's
    fields["username"].set_value(email)
    fields["new-password"].set_value("a long enough one")
    if "off" in fields:
        fields["off"].set_value(code)
    return press(page, "Create account")


def count(engine: Engine, table: object) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


@pytest.mark.parametrize(
    ("email", "is_allowed"),
    [
        ("bo@example.org", True),
        ("BO@Example.ORG", True),
        ("bo@example.com", False),
        ("bo@sub.example.org", False),
        ("bo@example.org.evil.test", False),
        ("bo@evilexample.org", False),
        ("bo@example.org@evil.test", False),
    ],
)
def test_a9_only_the_allowed_domains_may_sign_up(
    ours: Services, sqlite_settings: Settings, jar: dict[str, str], engine: Engine, email: str, is_allowed: bool
) -> None:
    use(ours, sqlite_settings, email_domains="example.org")
    page = sign_up(page_of("history").run(), email)
    assert count(engine, USER) == int(is_allowed)
    assert (TICKET in page.session_state) == is_allowed
    assert is_allowed or page.error


def guest_page(engine: Engine, log_in: LogIn, jar: dict[str, str]) -> AppTest:
    with begin(engine) as session:
        guest = people.create_guest(session)
    _, jar["violet"] = log_in(guest)
    return page_of("account").run()


def test_a9_a_guest_is_no_way_round_closed_sign_up(
    ours: Services, sqlite_settings: Settings, log_in: LogIn, jar: dict[str, str], engine: Engine
) -> None:
    use(ours, sqlite_settings, sign_up="closed")
    page = guest_page(engine, log_in, jar)
    assert not page.exception
    assert "Keep my account" not in {button.label for button in page.button}


def test_a9_a_guest_who_stays_needs_the_invitation_and_the_domain(
    ours: Services, sqlite_settings: Settings, log_in: LogIn, jar: dict[str, str], engine: Engine
) -> None:
    use(ours, sqlite_settings, sign_up="invite", invite_code="fern-and-moss", email_domains="example.org")
    page = guest_page(engine, log_in, jar)

    def keep(email: str, code: str) -> str:
        fields = {field.label: field for field in reversed(list(page.text_input))}
        fields["E-mail"].set_value(email)
        fields["Password"].set_value("a long enough one")
        fields["Invitation code"].set_value(code)
        press(page, "Keep my account")
        return page.error[0].value if page.error else ""

    assert "invitation code" in keep("bo@example.org", "wrong")
    assert "example.org" in keep("bo@example.com", "fern-and-moss")
    assert keep("bo@example.org", "fern-and-moss") == ""
    with reading(engine) as session:
        kept = people.find_by_email(session, "bo@example.org")
    assert kept is not None and not kept.is_guest


def test_a9_there_is_no_account_to_begin_with(engine: Engine, jar: dict[str, str]) -> None:
    assert count(engine, USER) == 0
    for email, password in [("admin", "admin"), ("admin@localhost", "admin"), ("demo@example.com", "demo")]:
        assert TICKET not in sign_in_form(page_of("history").run(), email, password).session_state
    assert count(engine, LOGIN) == 0


# -- A10: a tab that was signed out ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
def test_a10_no_button_of_a_signed_out_tab_does_anything(
    world: World, ours: Services, log_in: LogIn, jar: dict[str, str], name: str
) -> None:
    """Callbacks run before the page's own gate: each has to ask for itself."""
    labels = []
    number = 0
    while True:
        login, jar["violet"] = log_in(world.ada)
        page = page_of(name).run()
        buttons = [button for button in page.button if not button.disabled]
        if number >= len(buttons):
            break
        with begin(ours.engine) as session:
            logins.revoke(session, world.ada.id, login.sid)
            before = rows_of(session, world.ada)
        labels.append(buttons[number].label)
        buttons[number].click().run()
        with reading(ours.engine) as session:
            assert rows_of(session, world.ada) == before, labels[-1]
        assert "Ada's open secret" not in everything(page), labels[-1]
        number += 1
    assert labels


def test_a10_a_changed_password_ends_the_other_logins(
    ana: User, log_in: LogIn, jar: dict[str, str], engine: Engine
) -> None:
    elsewhere, cookie_elsewhere = log_in(ana)
    here, jar["violet"] = log_in(ana)
    page = page_of("account").run()
    fields = {field.label: field for field in page.text_input}
    fields["Current password"].set_value(PASSWORD)
    fields["New password"].set_value("roses are red")
    press(page, "Change password")
    with reading(engine) as session:
        assert logins.is_valid(session, here.sid)
        assert not logins.is_valid(session, elsewhere.sid)
    jar["violet"] = cookie_elsewhere
    assert [button for button in page_of("account").run().button if button.label == "Try the demo"]


# -- A11, A12: the token ---------------------------------------------------------------------------------------------


def test_a11_the_token_is_in_no_page_address_state_or_log(
    ana: User, jar: dict[str, str], caplog: pytest.LogCaptureFixture, ours: Services
) -> None:
    caplog.set_level(logging.DEBUG)
    page = sign_in_form(page_of("history").run(), "ana@example.com", PASSWORD)
    ticket = page.session_state[TICKET]
    order = tokens.redeem(ticket)
    assert order is not None and order.token
    jar["violet"] = order.token
    inside = page_of("history").run()
    claims = tokens.read(order.token, ours.settings.cookie_key.get_secret_value())
    assert claims is not None
    for secret in (order.token, order.token.rpartition(".")[2], PASSWORD, passwords.digest(PASSWORD)):
        assert secret not in everything(page)
        assert secret not in everything(inside)
        assert secret not in caplog.text
    assert claims.sid not in caplog.text


def test_a12_a_planted_login_is_not_the_one_signed_in_with(
    ana: User, log_in: LogIn, engine: Engine, jar: dict[str, str]
) -> None:
    """A cookie somebody put there before is replaced: each sign-in makes a login of its own."""
    with begin(engine) as session:
        mallory = people.create_user(session, email="mallory@example.com", password=PASSWORD)
        planted = logins.start(session, mallory)
        logins.revoke(session, mallory.id, planted.sid)
    jar["violet"] = "planted." + planted.sid
    tokens_seen = set()
    for _ in range(2):
        page = sign_in_form(page_of("history").run(), "ana@example.com", PASSWORD)
        order = tokens.redeem(page.session_state[TICKET])
        assert order is not None and order.token
        tokens_seen.add(order.token)
    with reading(engine) as session:
        sids = session.scalars(select(LOGIN.sid).where(LOGIN.user_id == ana.id)).all()
    assert len(tokens_seen) == len(set(sids)) == 2
    assert planted.sid not in sids


def test_a12_a_guests_planted_cookie_does_not_open_the_account_it_becomes(
    engine: Engine, log_in: LogIn, jar: dict[str, str]
) -> None:
    """Whoever gave a person a guest's cookie has it still, once she keeps the account as her own."""
    with begin(engine) as session:
        guest = people.create_guest(session)
    planted = [log_in(guest)[1] for _ in range(2)]
    jar["violet"] = planted[0]
    page = page_of("account").run()
    fields = {field.label: field for field in reversed(list(page.text_input))}
    fields["E-mail"].set_value("ana@example.com")
    fields["Password"].set_value("roses are red")
    press(page, "Keep my account")
    order = tokens.redeem(page.session_state[TICKET])
    assert order is not None and order.token not in planted
    for cookie in planted:
        jar["violet"] = cookie
        assert [button for button in page_of("account").run().button if button.label == "Try the demo"]
    jar["violet"] = order.token or ""
    assert "ana@example.com" in [field.value for field in page_of("account").run().text_input]


# -- sending too fast ------------------------------------------------------------------------------------------------


@pytest.fixture
def hurried(ours: Services) -> Iterator[Runner]:
    """A runner that takes three messages a minute from a person."""
    runner = Runner(ours.engine, ours.runner.agents, ours.runner.default, messages_per_minute=3)
    services_module.install(Services(ours.settings, ours.engine, runner))
    yield runner
    runner.close()


def test_sending_too_fast_stores_nothing_and_keeps_the_text(
    hurried: Runner, ana: User, log_in: LogIn, jar: dict[str, str], engine: Engine
) -> None:
    _, jar["violet"] = log_in(ana)
    page = page_of("chat").run()
    for number in range(3):
        page.chat_input[0].set_value(f"hello {number}").run()
    page.chat_input[0].set_value("one too many").run()
    assert "wait a moment" in everything(page)
    assert page.chat_input[0].proto.value == "one too many"
    assert count(engine, MESSAGE) == 6
    with begin(engine) as session:
        assert not [m for m in session.scalars(select(MESSAGE.content)) if "too many" in m]


def test_the_limit_is_one_persons_on_all_servers(hurried: Runner, ours: Services, ana: User, engine: Engine) -> None:
    from zoneinfo import ZoneInfo

    from core.errors import TooFast

    elsewhere = Runner(engine, ours.runner.agents, ours.runner.default, messages_per_minute=3)
    with begin(engine) as session:
        bo = people.create_user(session, email="bo@example.com", password=PASSWORD)
    person, other = (Person(each.id, each.name, ZoneInfo("UTC")) for each in (ana, bo))
    first = hurried.start(person, None, "hello", request_id="r1")
    assert hurried.start(person, first.conversation_id, "hello", request_id="r1").message_id == first.message_id
    elsewhere.start(person, None, "hello")
    hurried.start(person, None, "hello")
    with pytest.raises(TooFast, match="wait a moment"):
        elsewhere.start(person, None, "hello")
    assert hurried.start(person, first.conversation_id, "hello", request_id="r1").message_id == first.message_id
    assert elsewhere.start(other, None, "hello").message_id
    elsewhere.close()

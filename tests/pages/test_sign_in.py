"""The gate in front of every page, with the real sign-in library over a real database."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, func, select
from streamlit.runtime.context import ContextProxy
from streamlit.testing.v1 import AppTest

from core import services as services_module
from core.auth import logins, people, tokens
from core.config import Settings
from core.services import Services
from core.store import tasks
from core.store.database import begin, reading
from core.store.models import LOGIN, USER, User
from tests.pages.conftest import PASSWORD, LogIn

TICKET = "_violet_ticket"


def the_page() -> None:
    import streamlit as st

    from pages.components.sign_in import require_user, sign_out, sign_out_everywhere

    user = require_user()
    st.session_state["seen"] = user
    st.text(f"Everything {user.name} has")
    st.button("Sign out", on_click=sign_out)
    st.button("Sign out everywhere", on_click=sign_out_everywhere)


def visit() -> AppTest:
    return AppTest.from_function(the_page, default_timeout=10).run()


def texts(page: AppTest) -> list[str]:
    return [element.value for element in page.text]


def sees_the_page(page: AppTest) -> bool:
    assert not page.exception
    return any(text.startswith("Everything") for text in texts(page))


def press(page: AppTest, label: str) -> AppTest:
    return next(button for button in page.button if button.label == label).click().run()


def fill(page: AppTest, autocomplete: str, value: str, *, at: int = 0) -> None:
    [field for field in page.text_input if field.proto.autocomplete == autocomplete][at].set_value(value)


def cookie_of(page: AppTest) -> str:
    order = tokens.redeem(page.session_state[TICKET])
    assert order is not None
    assert order.token is not None
    return order.token


def count(engine: Engine, table: Any) -> int:
    with reading(engine) as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_nobody_sees_a_page_without_a_cookie(ours: Services, jar: dict[str, str]) -> None:
    page = visit()
    assert not sees_the_page(page)
    assert [button.label for button in page.button if button.label == "Try the demo"]


def test_a_genuine_cookie_opens_the_page(log_in: LogIn, ana: User, jar: dict[str, str]) -> None:
    login, jar["violet"] = log_in(ana)
    page = visit()
    assert texts(page) == ["Everything Ana has"]
    seen = page.session_state["seen"]
    assert (seen.id, seen.email, seen.time_zone, seen.is_guest, seen.sid) == (
        ana.id,
        "ana@example.com",
        "UTC",
        False,
        login.sid,
    )


@pytest.mark.parametrize("forgery", ["junk", "another key", "another person", "a deleted person"])
def test_a_forged_cookie_opens_nothing(
    ours: Services, log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str], forgery: str
) -> None:
    login, token = log_in(ana)
    key = ours.settings.cookie_key.get_secret_value()
    if forgery == "junk":
        token = "junk"
    elif forgery == "another key":
        token = tokens.issue(login, "x" * 48)
    elif forgery == "another person":
        token = tokens.issue(login.model_copy(update={"user_id": UUID(int=7)}), key)
    else:
        with begin(engine) as session:
            session.delete(people.get_user(session, ana.id))
    jar["violet"] = token
    assert not sees_the_page(visit())


def test_over_https_only_the_host_cookie_counts(
    log_in: LogIn, ana: User, jar: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "url", property(lambda _: "https://violet.example/board"))
    _, token = log_in(ana)
    jar["violet"] = token
    assert not sees_the_page(visit())
    jar["__Host-violet"] = token
    assert sees_the_page(visit())


def test_signing_in_leaves_a_ticket_and_its_cookie_opens_the_page(ana: User, jar: dict[str, str]) -> None:
    page = visit()
    fill(page, "username", "  ANA@Example.com ")
    fill(page, "current-password", PASSWORD)
    press(page, "Sign in")
    assert not sees_the_page(page), "the browser has no cookie yet"
    jar["violet"] = cookie_of(page)
    assert sees_the_page(visit())


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com", "not an address", "ana@example.com\x00"])
def test_a_wrong_password_and_an_unknown_address_look_the_same(
    ana: User, jar: dict[str, str], engine: Engine, email: str
) -> None:
    page = visit()
    fill(page, "username", email)
    fill(page, "current-password", "something else")
    press(page, "Sign in")
    assert [error.value for error in page.error] == [
        "That e-mail address and password don’t go together. Check both and try again."
    ]
    assert TICKET not in page.session_state
    assert count(engine, LOGIN) == 0


def test_a_guest_cannot_be_entered_by_its_address(engine: Engine, jar: dict[str, str]) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
    page = visit()
    fill(page, "username", guest.email)
    fill(page, "current-password", "!")
    press(page, "Sign in")
    assert page.error
    assert TICKET not in page.session_state


def test_many_wrong_tries_do_not_lock_the_owner_out(ana: User, jar: dict[str, str]) -> None:
    page = visit()
    for _ in range(6):
        fill(page, "username", "ana@example.com")
        fill(page, "current-password", "wrong one")
        press(page, "Sign in")
    fill(page, "current-password", PASSWORD)
    press(page, "Sign in")
    assert TICKET in page.session_state


def test_signing_up_makes_an_account_and_signs_in(
    engine: Engine, jar: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ContextProxy, "timezone", property(lambda _: "Asia/Tokyo"))
    page = visit()
    fill(page, "name", "Bo")
    fill(page, "username", "Bo@example.com", at=1)
    fill(page, "new-password", "a long enough one")
    press(page, "Create account")
    jar["violet"] = cookie_of(page)
    page = visit()
    assert texts(page) == ["Everything Bo has"]
    assert page.session_state["seen"].time_zone == "Asia/Tokyo"


def test_a_bad_sign_up_says_why_and_makes_nothing(ana: User, engine: Engine, jar: dict[str, str]) -> None:
    page = visit()
    fill(page, "username", "ana@example.com", at=1)
    fill(page, "new-password", "a long enough one")
    press(page, "Create account")
    assert "already an account" in page.error[0].value
    assert TICKET not in page.session_state
    assert count(engine, USER) == 1


def test_closed_sign_up_offers_none(ours: Services, jar: dict[str, str]) -> None:
    closed = ours.settings.model_copy(update={"sign_up": "closed", "guests": False})
    services_module.install(Services(closed, ours.engine, ours.runner))
    assert [button.label for button in visit().button] == ["Sign in"]


def test_an_invitation_is_needed_where_it_is_asked_for(
    ours: Services, engine: Engine, sqlite_settings: Settings, jar: dict[str, str]
) -> None:
    invite = Settings(**sqlite_settings.model_dump() | {"sign_up": "invite", "invite_code": "fern-and-moss"})
    services_module.install(Services(invite, ours.engine, ours.runner))
    page = visit()
    fill(page, "username", "bo@example.com", at=1)
    fill(page, "new-password", "a long enough one")
    press(page, "Create account")
    assert "invitation code" in page.error[0].value
    assert count(engine, USER) == 0
    fill(page, "off", " fern-and-moss ")
    press(page, "Create account")
    assert TICKET in page.session_state
    assert count(engine, USER) == 1


def test_signing_out_closes_the_login_for_every_copy_of_the_cookie(
    ours: Services, log_in: LogIn, ana: User, jar: dict[str, str]
) -> None:
    login, jar["violet"] = log_in(ana)
    page, other_tab = visit(), visit()
    press(page, "Sign out")
    order = tokens.redeem(page.session_state[TICKET])
    assert order is not None
    assert order.token is None
    assert not sees_the_page(page)
    assert not sees_the_page(other_tab.run()), "a browser that still shows the cookie is out too"
    assert not sees_the_page(visit()), "a replayed cookie opens nothing"
    with reading(ours.engine) as session:
        assert not logins.is_valid(session, login.sid)


def test_signing_out_everywhere_closes_the_other_browsers(
    ours: Services, log_in: LogIn, ana: User, jar: dict[str, str]
) -> None:
    elsewhere, _ = log_in(ana)
    _, jar["violet"] = log_in(ana)
    press(visit(), "Sign out everywhere")
    with reading(ours.engine) as session:
        assert not logins.is_valid(session, elsewhere.sid)


def test_somebody_signed_out_elsewhere_is_told_and_keeps_nothing(
    ours: Services, log_in: LogIn, ana: User, jar: dict[str, str]
) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    with begin(ours.engine) as session:
        logins.revoke_all(session, ana.id)
    page.run()
    assert not sees_the_page(page)
    assert "seen" not in page.session_state
    assert "signed out" in page.info[0].value


def test_a_session_of_somebody_else_is_not_resumed(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    page.session_state["draft"] = "Ana's own words"
    with begin(engine) as session:
        bo = people.create_user(session, email="bo@example.com", password=PASSWORD, name="Bo")
    _, jar["violet"] = log_in(bo)
    page.run()
    assert texts(page) == ["Everything Bo has"]
    assert "draft" not in page.session_state


def test_the_demo_makes_a_guest_with_things_to_look_at(engine: Engine, jar: dict[str, str]) -> None:
    page = AppTest.from_function(the_page, default_timeout=60).run()
    press(page, "Try the demo")
    jar["violet"] = cookie_of(page)
    guest = visit().session_state["seen"]
    assert guest.is_guest
    with reading(engine) as session:
        assert sum(tasks.count_by_status(session, guest.id).values()) >= 30

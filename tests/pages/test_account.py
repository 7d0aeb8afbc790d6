"""The account page, run by itself as Streamlit would run a page file."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from core.auth import logins, passwords, people, tokens
from core.store.database import begin, reading
from core.store.models import Login, User, utc_now
from tests.app_server import ROOT
from tests.pages.conftest import PASSWORD, LogIn


def visit() -> AppTest:
    page = AppTest.from_file(str(ROOT / "pages" / "account.py"), default_timeout=10).run()
    assert not page.exception
    return page


def press(page: AppTest, label: str, *, at: int = 0) -> AppTest:
    return [button for button in page.button if button.label == label][at].click().run()


def field(page: AppTest, label: str, *, at: int = 0) -> object:
    return [each for each in page.text_input if each.label == label][at]


def is_open(engine: Engine, login: Login) -> bool:
    with reading(engine) as session:
        return logins.is_valid(session, login.sid)


def fresh(engine: Engine, user: User) -> User:
    with reading(engine) as session:
        return people.get_user(session, user.id)


def test_the_page_file_alone_shows_a_stranger_only_the_gate(ana: User, jar: dict[str, str]) -> None:
    page = visit()
    labels = {button.label for button in page.button}
    assert "Try the demo" in labels
    assert "Change password" not in labels


def test_name_and_time_zone_are_saved(log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Name").set_value("Anita  María")  # type: ignore[attr-defined]
    page.selectbox[0].set_value("Asia/Tokyo")
    press(page, "Save")
    saved = fresh(engine, ana)
    assert (saved.name, saved.time_zone) == ("Anita María", "Asia/Tokyo")


def test_an_empty_name_is_refused_in_place(log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]) -> None:
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Name").set_value("  ")  # type: ignore[attr-defined]
    page.selectbox[0].set_value("Asia/Tokyo")
    press(page, "Save")
    assert "name" in page.error[0].value
    assert (fresh(engine, ana).name, fresh(engine, ana).time_zone) == ("Ana", "UTC"), "all of it or nothing"


def test_a_zone_that_is_not_on_the_list_stays_chosen(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    with begin(engine) as session:
        people.change_time_zone(session, ana.id, "Etc/GMT+3")
    _, jar["violet"] = log_in(ana)
    assert visit().selectbox[0].value == "Etc/GMT+3"


def test_changing_the_password_signs_the_others_out(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    elsewhere, _ = log_in(ana)
    here, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Current password").set_value(PASSWORD)  # type: ignore[attr-defined]
    field(page, "New password").set_value("roses are red")  # type: ignore[attr-defined]
    press(page, "Change password")
    assert not page.error
    assert passwords.matches("roses are red", fresh(engine, ana).password_hash)
    assert (is_open(engine, here), is_open(engine, elsewhere)) == (True, False)


@pytest.mark.parametrize(
    ("current", "new", "sentence"),
    [
        ("wrong", "roses are red", "current password"),
        ("", "roses are red", "current password"),
        (PASSWORD, "short", "at least 8"),
        (PASSWORD, "ana@example.com", "e-mail"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str], current: str, new: str, sentence: str
) -> None:
    elsewhere, _ = log_in(ana)
    _, jar["violet"] = log_in(ana)
    page = visit()
    field(page, "Current password").set_value(current)  # type: ignore[attr-defined]
    field(page, "New password").set_value(new)  # type: ignore[attr-defined]
    press(page, "Change password")
    assert sentence in page.error[0].value
    assert passwords.matches(PASSWORD, fresh(engine, ana).password_hash)
    assert is_open(engine, elsewhere)


def test_another_browser_can_be_signed_out_from_here(
    log_in: LogIn, ana: User, engine: Engine, jar: dict[str, str]
) -> None:
    phone, _ = log_in(ana, "Mozilla/5.0 (iPhone; like Mac OS X) Version/19.0 Mobile Safari/604.1")
    here, jar["violet"] = log_in(ana)
    page = visit()
    assert "Safari on iPhone" in [text.value for text in page.text]
    page.button(key=f"out-{phone.sid[:12]}").click().run()
    assert (is_open(engine, here), is_open(engine, phone)) == (True, False)
    assert "Safari on iPhone" not in [text.value for text in page.text]


def test_a_guest_can_stay(log_in: LogIn, engine: Engine, jar: dict[str, str]) -> None:
    with begin(engine) as session:
        guest = people.create_guest(session)
    login, jar["violet"] = log_in(guest)
    page = visit()
    field(page, "Name").set_value("Ana")  # type: ignore[attr-defined]
    field(page, "E-mail").set_value("ana@example.com")  # type: ignore[attr-defined]
    field(page, "Password").set_value(PASSWORD)  # type: ignore[attr-defined]
    press(page, "Keep my account")
    order = tokens.redeem(page.session_state["_violet_ticket"])
    assert order is not None
    assert order.max_age > timedelta(days=29).total_seconds(), "no longer a guest's single day"
    assert not is_open(engine, login), "a new login takes the place of the guest's"
    with begin(engine) as session:
        assert people.expired_guests(session, utc_now() + timedelta(days=9)) == []
    kept = fresh(engine, guest)
    assert (kept.email, kept.name, kept.is_guest) == ("ana@example.com", "Ana", False)

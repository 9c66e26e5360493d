"""People: who has an account, and what an administrator may do with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr
from anyio import from_thread

from reasoning.errors import DeliberateError, EvidenceError
from store import People, Person, Role
from store.people import PASSWORD_CHARACTERS
from ui.accounts import Refused, require_admin
from ui.accounts.words import at_least
from ui.language import phrase, say, static
from ui.render import error, html_table, status
from ui.services import Services

Update = dict[Any, Any]

ROLE_WORDS: dict[Role, str] = {"user": phrase("User"), "admin": phrase("Administrator")}
ALONE = phrase("Nobody else has an account yet; add somebody below.")
CHOOSE = phrase("choose a person first")
OWN = phrase(
    "this is your own account; change your password in the page's head, and ask another"
    " administrator for anything else"
)

# The browser would fill in the administrator's own password.
_NO_FILLING = gr.InputHTMLAttributes(autocomplete="new-password")


@dataclass(frozen=True)
class _Controls:
    """What a handler may show."""

    listed: gr.HTML
    said: gr.HTML
    chosen: gr.Dropdown
    password: gr.Textbox
    confirm: gr.Column
    question: gr.HTML
    to_remove: gr.State
    new_name: gr.Textbox
    new_password: gr.Textbox

    def all(self) -> list[Any]:
        return list(vars(self).values())


@dataclass(frozen=True)
class _Buttons:
    """What an administrator may press."""

    make_user: gr.Button
    make_admin: gr.Button
    disable: gr.Button
    enable: gr.Button
    set_password: gr.Button
    remove: gr.Button
    remove_yes: gr.Button
    remove_no: gr.Button
    add: gr.Button


def build(page: gr.Blocks, services: Services) -> None:
    """The list, what can be done with the person chosen, and a form to add somebody."""
    listed = gr.HTML(elem_id="people-list")
    said = gr.HTML(elem_id="people-said")
    with gr.Column(elem_id="people-change", elem_classes="admin-box"):
        chosen = gr.Dropdown([], label=static("Change an account"), elem_id="people-chosen")
        with gr.Row(elem_classes="admin-acts"):
            make_user = gr.Button(static("Make a user"), elem_id="people-make-user")
            make_admin = gr.Button(static("Make an administrator"), elem_id="people-make-admin")
            disable = gr.Button(static("Disable"), elem_id="people-disable")
            enable = gr.Button(static("Enable"), elem_id="people-enable")
            remove = gr.Button(static("Remove…"), variant="stop", elem_id="people-remove")
        with gr.Row(elem_classes="admin-acts"):
            password = _password("people-password", phrase("New password"))
            set_password = gr.Button(static("Set password"), elem_id="people-set-password")
    with gr.Column(visible=False, elem_id="people-confirm", elem_classes="admin-box") as confirm:
        question = gr.HTML(elem_id="people-question")
        with gr.Row(elem_classes="admin-acts"):
            yes = gr.Button(static("Remove for good"), variant="stop", elem_id="people-remove-yes")
            no = gr.Button(static("Keep"), elem_id="people-remove-no")
    with gr.Column(elem_id="people-add-box", elem_classes="admin-box"):
        with gr.Row():
            new_name = gr.Textbox(
                label=static("Add a person: name"), max_lines=1, elem_id="people-add-name"
            )
            new_password = _password("people-add-password", phrase("Password"))
            role = gr.Radio(
                [(static(word), role) for role, word in ROLE_WORDS.items()],
                value="user", label=static("Role"), elem_id="people-add-role",
            )  # fmt: skip
        with gr.Row(elem_classes="admin-acts"):
            add = gr.Button(static("Add"), variant="primary", elem_id="people-add")
    to_remove = gr.State(None)
    _connect(
        page,
        services,
        _Controls(
            listed, said, chosen, password, confirm, question, to_remove, new_name, new_password
        ),
        _Buttons(make_user, make_admin, disable, enable, set_password, remove, yes, no, add),
        role,
    )


def _password(elem_id: str, label: str) -> gr.Textbox:
    return gr.Textbox(
        label=static.of(lambda: at_least(say(label), PASSWORD_CHARACTERS[0])), type="password",
        max_lines=1, elem_id=elem_id, html_attributes=_NO_FILLING,
    )  # fmt: skip


def _connect(
    page: gr.Blocks, services: Services, controls: _Controls, buttons: _Buttons, role: gr.Radio
) -> None:
    """Every event; each handler asks first whether an administrator sends it."""
    people = services.store.people

    def show_people(request: gr.Request) -> Update:
        """What a page that was opened shows; what may have been typed by then stays."""
        require_admin(request)
        return _everybody(controls, people)

    def add_person(
        name: str | None, password: str | None, role: Role, request: gr.Request
    ) -> Update:
        require_admin(request)

        def change() -> str:
            person = people.add((name or "").strip(), password or "", role)
            role_word = say(ROLE_WORDS[person.role]).lower()
            return say("{name} has an account now ({role})", name=person.name, role=role_word)

        return _changed(controls, people, change)

    def make_user(id: str | None, request: gr.Request) -> Update:
        person = _other(people, id, request)
        return _changed(controls, people, lambda: _set_role(people, person(), "user"))

    def make_admin(id: str | None, request: gr.Request) -> Update:
        person = _other(people, id, request)
        return _changed(controls, people, lambda: _set_role(people, person(), "admin"))

    def disable(id: str | None, request: gr.Request) -> Update:
        other = _other(people, id, request)

        def change() -> str:
            person = other()
            _shut_out(services, person)
            return say("{name} is disabled and signed out everywhere", name=person.name)

        return _changed(controls, people, change)

    def enable(id: str | None, request: gr.Request) -> Update:
        other = _other(people, id, request)

        def change() -> str:
            person = other()
            people.set_disabled(person.id, False)
            return say("{name} can sign in again", name=person.name)

        return _changed(controls, people, change)

    def set_password(id: str | None, password: str | None, request: gr.Request) -> Update:
        other = _other(people, id, request)

        def change() -> str:
            person = other()
            people.set_password(person.id, password or "")
            return say("{name} has a new password, and is signed out everywhere", name=person.name)

        return _changed(controls, people, change)

    def ask_to_remove(id: str | None, request: gr.Request) -> Update:
        other = _other(people, id, request)
        try:
            person = other()
        except DeliberateError as problem:
            return {controls.said: error(str(problem))}
        question = say(
            "Remove {name} and everything that is theirs? Nothing brings it back.",
            name=person.name,
        )
        return {
            controls.said: "",
            controls.confirm: gr.update(visible=True),
            controls.question: status("ready", question),
            controls.to_remove: person.id,
        }

    def remove(id: str | None, request: gr.Request) -> Update:
        other = _other(people, id, request)

        def change() -> str:
            person = other()
            # First, so that their last runs are kept in time to go with them.
            _shut_out(services, person)
            people.remove(person.id)
            try:
                from_thread.run(services.checks.forget, person.id)
            except EvidenceError:
                return say(
                    "{name} is removed; their documents could not be, and will be later",
                    name=person.name,
                )
            return say("{name} is removed", name=person.name)

        return _changed(controls, people, change)

    def keep(request: gr.Request) -> Update:
        require_admin(request)
        return {controls.confirm: gr.update(visible=False), controls.to_remove: None}

    chosen = [controls.chosen]
    for event, handler, inputs in (
        (page.load, show_people, []),
        (buttons.add.click, add_person, [controls.new_name, controls.new_password, role]),
        (buttons.make_user.click, make_user, chosen),
        (buttons.make_admin.click, make_admin, chosen),
        (buttons.disable.click, disable, chosen),
        (buttons.enable.click, enable, chosen),
        (buttons.set_password.click, set_password, [*chosen, controls.password]),
        (buttons.remove.click, ask_to_remove, chosen),
        (buttons.remove_yes.click, remove, [controls.to_remove]),
        (buttons.remove_no.click, keep, []),
    ):
        # Not queued: the guard has looked at the very request that acts.
        event(
            handler, inputs, controls.all(),
            queue=False, show_progress="hidden", api_visibility="private",
        )  # fmt: skip


def _other(people: People, id: str | None, request: gr.Request) -> Callable[[], Person]:
    """Looks up the person chosen, once it is known that an administrator asks.

    Raises:
        gr.Error: it is no administrator.
    """
    asker = require_admin(request)

    def look_up() -> Person:
        if not id:
            raise Refused(400, CHOOSE)
        if id == asker.id:
            raise Refused(400, OWN)
        person = people.get(id)
        if person is None:
            raise Refused(404, phrase("this person was removed already"))
        return person

    return look_up


def _changed(controls: _Controls, people: People, change: Callable[[], str]) -> Update:
    """Make a change; then the list as it is now, with a line that says what was done."""
    try:
        said = status("done", change())
    except DeliberateError as problem:
        return {controls.said: error(str(problem))}
    return {
        controls.said: said,
        **_everybody(controls, people),
        controls.confirm: gr.update(visible=False),
        controls.to_remove: None,
        **dict.fromkeys((controls.password, controls.new_name, controls.new_password), ""),
    }


def _set_role(people: People, person: Person, role: Role) -> str:
    people.set_role(person.id, role)
    if role == "admin":
        return say("{name} is an administrator now", name=person.name)
    return say("{name} is a user now", name=person.name)


def _shut_out(services: Services, person: Person) -> None:
    """End somebody's sessions for good, and stop what they have going on."""
    services.store.people.set_disabled(person.id, True)
    from_thread.run(services.stop_owner, person.id)  # Gradio runs handlers beside the loop


def _everybody(controls: _Controls, people: People) -> Update:
    """Everybody as it is now, in the list and in the box to choose from."""
    try:
        everybody = people.all()
    except DeliberateError as problem:
        return {controls.listed: error(str(problem))}
    rows = (
        (
            person.name,
            say(ROLE_WORDS[person.role]),
            f"{person.created[:16].replace('T', ' ')} UTC",
            say("disabled") if person.disabled else say("yes"),
        )
        for person in everybody
    )
    head = (say("Name"), say("Role"), say("Since"), say("May sign in"))
    table = html_table(head, rows, say("People"))
    choices = [(person.name, person.id) for person in everybody]
    return {
        controls.listed: table if len(everybody) > 1 else status("ready", say(ALONE)) + table,
        controls.chosen: gr.update(choices=choices, value=None),
    }

"""Evidence on the page: under a medical answer once it is found, and the tab of one's documents."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from anyio import to_thread

from reasoning.errors import EvidenceError
from reasoning.evidence.documents import MOST_BYTES
from store import Store
from tests.reasoning.evidence.tiny import Tiny, pdf, tiny_store
from tests.reasoning.runs import thinker
from tests.ui.conftest import Built
from tests.ui.test_chat import PAST, TURNS, all_of, arguments
from ui import admin, files, page
from ui.evidence import KeptClaim, KeptEvidence, KeptPassage, markdown, summary
from ui.language import speaking
from ui.replies import read_reply
from ui.services import Services
from ui.tabs.chat.view import View

TAB = "tabs.evidence"
ANSWER = """\
Red flags: none
1. gout (80%)
for: hot joint, rash
2. migraine (20%)
for: <b>aura</b>
Next test: joint fluid for crystals"""
QUESTION = "A man has a hot toe."


@pytest.fixture
def embedding() -> Tiny:
    return Tiny()


@pytest.fixture
def built(store: Store, tmp_path: Path, embedding: Tiny) -> Iterator[Built]:
    """A page with evidence, and a model that always gives the same differential."""
    engine = thinker("hm", lambda so_far, seed: ANSWER)
    evidence = tiny_store(tmp_path, embedding=embedding)
    services = Services(
        engines={"stand-in": engine}, store=store, answer_tokens=400, most_samples=1,
        bundled="stand-in", evidence=evidence,
    )  # fmt: skip
    person = store.people.add("Ada", "correct horse", "admin")
    yield Built(page.build(services), services, engine, store, person)
    evidence.close()


async def ask(built: Built, **changes: Any) -> dict[str, Any]:
    *_, last = await all_of(built, "send", TURNS, *arguments(built, QUESTION, **changes))
    return last


async def found(built: Built, view: View | None = None) -> list[dict[str, Any]]:
    """What the two steps after an answer bring."""
    view = view or built.view
    await built.handler("wait_for_evidence", "chat.evidence")(view, built.request())
    update = await built.handler("show_evidence", "chat.evidence")(view, built.request())
    shown = {c.elem_id: value for c, value in update.items() if getattr(c, "elem_id", None)}
    assert update  # nothing at all would empty the log
    return [shown] if shown else []


def block(update: dict[str, Any], title: str = "Evidence") -> dict[str, Any]:
    (message,) = (m for m in update["chat-log"] if m.get("metadata", {}).get("title") == title)
    return message  # type: ignore[no-any-return]


async def test_a_finished_answer_is_followed_by_its_evidence(built: Built) -> None:
    last = await ask(built)
    assert last["chat-send"]["visible"] is True
    (update,) = await found(built) or [last]  # it may have been found before the last drawing
    shown = block(update)
    assert shown["metadata"]["log"] == "2 of 4 claims supported"
    assert shown["metadata"]["status"] == "done"  # closed
    assert "1. hot joint speaks for gout &#91;1&#93;" in shown["content"]
    assert "rash speaks for gout: **unsupported**" in shown["content"]
    assert "A textbook" in shown["content"]
    assert "<b>" not in shown["content"]
    assert len(built.view.owners) == len(update["chat-log"])
    assert await found(built) == []  # nothing new


async def test_evidence_is_kept_and_shown_again_and_goes_with_an_export(built: Built) -> None:
    last = await ask(built)
    (update,) = await found(built) or [last]
    kept = built.store.conversations
    id = built.view.conversation or ""
    again = View()
    *_, opened = await all_of(built, "load", PAST, id, again, built.request())
    assert block(opened) == block(update)
    copy = kept.from_json(built.person.id, kept.to_json(id, built.person.id))
    (turn,) = kept.path(copy.id, built.person.id)
    evidence = read_reply(turn.reply).evidence
    assert evidence is not None
    assert len(evidence.claims) == 4
    assert "### Evidence\n\n1. hot joint speaks for gout" in files.markdown(copy, [turn])


async def test_the_next_question_is_asked_while_evidence_is_looked_for(
    built: Built, embedding: Tiny
) -> None:
    go_on = threading.Event()
    embedding.failing = lambda: assert_set(go_on)
    block(await ask(built), "Looking for evidence")
    last = await ask(built)
    assert len([m for m in last["chat-log"] if m["role"] == "user"]) == 2
    go_on.set()
    (update,) = await found(built)
    titles = [m["metadata"]["title"] for m in update["chat-log"] if "metadata" in m]
    assert titles.count("Evidence") == 2


def assert_set(event: threading.Event) -> None:
    assert event.wait(20)


async def test_what_goes_wrong_is_said_in_the_evidences_place(
    built: Built, embedding: Tiny
) -> None:
    def fail() -> None:
        raise RuntimeError("no memory")

    embedding.failing = fail
    last = await ask(built)
    (update,) = await found(built) or [last]
    assert "no memory" in block(update)["content"]
    assert built.services.checks.turns == {}.keys()


async def test_only_medical_answers_are_checked(built: Built) -> None:
    for changes in ({"domain": "maths"}, {"domain": "general"}):
        last = await ask(built, **changes)
        assert not [m for m in last["chat-log"] if "vidence" in str(m.get("metadata"))]
    assert not built.services.checks.turns


async def test_the_app_can_end_while_a_check_goes_on(built: Built, embedding: Tiny) -> None:
    go_on = threading.Event()
    embedding.failing = lambda: assert_set(go_on)
    await ask(built)
    closing = asyncio.create_task(built.services.close())
    go_on.set()
    await closing
    (turn,) = built.store.conversations.path(built.view.conversation or "", built.person.id)
    assert read_reply(turn.reply).evidence is None


def test_an_imported_record_may_cite_what_is_not_there() -> None:
    kept = KeptEvidence(
        claims=(
            KeptClaim(relation="says", subjects=(), terms=(), text="*x*\n# y", cites=(-1, 7)),  # type: ignore[arg-type]
        ),
        passages=(KeptPassage(text="> a\n![b](//c)", title="<i>", own=True, page=3),),
    )
    shown = markdown(kept)
    assert shown.startswith("1. &#42;x&#42; &#35; y: **unsupported**")
    assert "&#60;i&#62;" in shown
    assert "your document, page 3" in shown.replace("&#44;", ",")
    assert "![" not in shown
    with speaking("zh-CN"):
        assert summary(kept) == "1 条陈述中有 0 条有依据"
        assert "无依据" in markdown(kept)


def upload(built: Built, name: str, data: bytes, person: Any = None) -> str:
    return built.uploads.write(data, name, person or built.person)


async def tab(built: Built, name: str, *args: Any, person: Any = None) -> dict[str, Any]:
    update = await built.handler(name, TAB)(*args, built.request(person))
    return {c.elem_id.removeprefix("evidence-"): value for c, value in update.items()}


async def add(built: Built, *paths: str, person: Any = None) -> dict[str, Any]:
    *_, last = [u async for u in built.handler("add", TAB)(list(paths), built.request(person))]
    return {c.elem_id.removeprefix("evidence-"): value for c, value in last.items()}


async def test_files_are_added_and_each_that_is_refused_gets_a_line(built: Built) -> None:
    good, bad = upload(built, "a.pdf", pdf("Gout comes with a rash.")), upload(built, "b.exe", b"M")
    update = await add(built, good, bad)
    assert "1 document added" in update["status"]
    assert "The file b.exe is neither Markdown" in update["error"]
    ((label, id),) = update["list"]["choices"]
    assert label == "a.pdf (1 passages)"
    assert not Path(good).exists()
    assert not built.uploads.has(good, built.person)
    update = await tab(built, "remove", id)
    assert update["list"]["choices"] == []
    assert "removed" in update["status"]
    refused = await add(built, bad)
    assert 'data-state="error"' in refused["status"]
    assert "not there any more" in refused["error"]


async def test_nobody_sees_or_removes_anothers_documents(built: Built) -> None:
    await add(built, upload(built, "a.md", b"Gout comes with a rash."))
    eve = built.store.people.add("Eve", "correct horse", "admin")
    assert (await tab(built, "show", None, person=eve))["list"]["choices"] == []
    ((_, id),) = (await tab(built, "show", None))["list"]["choices"]
    assert "There is no such document" in (await tab(built, "remove", id, person=eve))["error"]
    found = (await tab(built, "search", "a rash in gout", person=eve))["found"]
    assert "a.md" not in found
    assert "a.md" in (await tab(built, "search", "a rash in gout"))["found"]
    assert len((await tab(built, "show", id))["list"]["choices"]) == 1


async def test_a_search_shows_text_as_text(built: Built) -> None:
    await add(built, upload(built, "a.md", b"<script>window.hit = 1</script> rash"))
    found = (await tab(built, "search", " <b>rash script window hit 1</b> "))["found"]
    assert "&lt;script&gt;" in found
    assert "<script>" not in found
    assert (await tab(built, "search", "  "))["found"] == ""


async def test_who_is_removed_takes_their_documents_along(built: Built) -> None:
    eve = built.store.people.add("Eve", "correct horse", "user")
    await add(built, upload(built, "a.md", b"Gout comes with a rash.", eve), person=eve)
    assert built.services.evidence is not None
    await built.services.checks.forget(eve.id)
    assert built.services.evidence.documents(eve.id) == []
    bob = built.store.people.add("Bob", "correct horse", "user")
    await add(built, upload(built, "a.md", b"Gout comes with a rash.", bob), person=bob)
    built.store.people.remove(bob.id)  # by the command line, say
    await ask(built)
    await found(built)
    assert built.services.evidence.documents(bob.id) == []


async def test_documents_that_could_not_be_removed_with_their_owner_are_later(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(owner: str) -> None:
        raise EvidenceError("busy")

    eve, evidence = built.store.people.add("Eve", "correct horse", "user"), built.services.evidence
    assert evidence is not None
    await add(built, upload(built, "a.md", b"Gout comes with a rash.", eve), person=eve)
    with monkeypatch.context() as patch:
        patch.setattr(evidence, "forget", busy)
        panel = replace(built, blocks=admin.build(built.services))
        remove = panel.handler("remove", "admin.people")
        update = await to_thread.run_sync(remove, eve.id, built.request())
        assert "Eve is removed; their documents could not be" in str(update)
        await built.services.checks.rest()
    assert len(evidence.documents(eve.id)) == 1
    await built.services.checks.rest()
    assert evidence.documents(eve.id) == []


async def test_a_check_that_breaks_does_not_keep_the_app_from_ending(
    built: Built, embedding: Tiny, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: Any) -> None:
        raise RuntimeError("broken")

    go_on = threading.Event()
    embedding.failing = lambda: assert_set(go_on)
    await ask(built)
    monkeypatch.setattr(built.store.conversations, "keep_evidence", fail)
    go_on.set()
    await built.services.checks.ended(list(built.services.checks.turns))
    await built.services.checks.close()


async def test_opening_the_tab_leaves_what_is_chosen_meanwhile(built: Built) -> None:
    await add(built, upload(built, "a.md", b"Gout comes with a rash."))
    update = await tab(built, "show", None)
    assert "value" not in update["list"]
    assert "remove" not in update
    update = await tab(built, "show", "gone")
    assert update["list"]["value"] is None
    assert update["remove"]["interactive"] is False


async def test_a_file_is_read_off_the_loop_and_only_if_it_is_not_too_large(
    built: Built, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, threads = Path.read_bytes, []

    def watched(path: Path) -> bytes:
        if path.suffix == ".md":
            threads.append(threading.current_thread())
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", watched)
    large = upload(built, "large.md", b"x" * (MOST_BYTES + 1))
    small = upload(built, "small.md", b"Gout comes with a rash.")
    update = await add(built, large, small)
    assert "large.md has 10000001 bytes" in update["error"]
    assert len(threads) == 1
    assert threads[0] is not threading.current_thread()


def test_without_evidence_there_is_no_tab(store: Store) -> None:
    services = Services({"x": thinker("", lambda s, n: "")}, store, 64, 1, bundled="x")
    ids = {getattr(b, "elem_id", None) for b in page.build(services).blocks.values()}
    assert "evidence-tab" not in ids

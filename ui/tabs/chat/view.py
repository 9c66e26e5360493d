"""What one page shows of a conversation, as chat messages."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from store.turns import Turn
from ui import transcript
from ui.images import IMAGE
from ui.language import phrase, say
from ui.live import Live
from ui.replies import APP_ENDED, read_asked, read_reply

UNREADABLE = phrase("This question was kept in a form that this version cannot read.")


@dataclass(slots=True)
class View:
    """The conversation that a page has open, and what of it is on the screen.

    `serial` grows with every change of what is shown, so that a stream that belongs to an earlier
    one knows that it is no longer wanted. `owners`: the turn behind each message shown.
    `undone`: turns taken back, the last one last. `rated`: the turn rated last. `looking`:
    the turns that are shown as having their evidence looked for.
    """

    conversation: str | None = None
    serial: int = 0
    owners: list[str] = field(default_factory=list)
    undone: list[str] = field(default_factory=list)
    rated: str | None = None
    looking: list[str] = field(default_factory=list)

    def show(self, conversation: str | None) -> int:
        """Turn to a conversation; the serial of what is shown from now on."""
        if conversation != self.conversation:
            self.undone.clear()
        self.conversation = conversation
        self.serial += 1
        return self.serial


@dataclass(frozen=True, slots=True)
class Shown:
    """Chat messages, the turn that each belongs to, and the turns whose evidence is awaited."""

    messages: tuple[transcript.ChatMessage, ...] = ()
    owners: tuple[str, ...] = ()
    looking: tuple[str, ...] = ()

    def __add__(self, other: Shown) -> Shown:
        return Shown(
            self.messages + other.messages,
            self.owners + other.owners,
            self.looking + other.looking,
        )


def turn_messages(
    turn: Turn,
    number: int,
    live: Live | None = None,
    missing: str = APP_ENDED,
    checked: Collection[str] = (),
) -> Shown:
    """One turn, as far as it has come; `missing` says why there is no reply where there is none.

    `checked`: the turns for which evidence is being looked for.
    """
    asked = read_asked(turn.asked)
    evidence: list[transcript.ChatMessage] = []
    looking = False
    if asked is None:
        messages = [{"role": "user", "content": say(UNREADABLE)}]
    else:
        problem = asked.stated()
        if live is not None and live.turn.id == turn.id:
            column, now = live.column, live.seconds
        else:
            reply = read_reply(turn.reply, missing)
            column, now = reply.column(), 0.0
            evidence = transcript.evidence(reply.evidence)
        # The turn may have been read before its evidence was kept.
        looking = turn.id in checked and not evidence
        if looking:
            evidence = [transcript.looking_for_evidence()]
        messages = [
            transcript.question(problem, _addresses(turn, len(problem.images))),
            *transcript.reply(problem, column, asked.thinking, turn=number, now=now),
            *evidence,
        ]
    return Shown(tuple(messages), (turn.id,) * len(messages), (turn.id,) if looking else ())


def path_messages(
    turns: Sequence[Turn],
    live: Live | None = None,
    missing: str = APP_ENDED,
    checked: Collection[str] = (),
) -> Shown:
    """A whole path, root first; see `turn_messages`."""
    shown = Shown()
    for number, turn in enumerate(turns):
        shown += turn_messages(turn, number, live, missing, checked)
    return shown


def _addresses(turn: Turn, count: int) -> list[str]:
    return [IMAGE.format(turn=turn.id, number=number) for number in range(count)]

"""Did the model go on thinking in its answer?

After a forced close some models simply continue their thought where the answer should be (13 of 30
when cut at a tenth of their natural length, in one measurement). Such an answer is neither right
nor wrong: it is counted as escaped.
"""

from __future__ import annotations

import re

#: Openings of a thought, at the start of a sentence. "So the answer is" is none: it concludes.
_SELF_TALK = re.compile(
    r"(?:^|[.!?…\n]\s*)(?:wait\b|hmm+\b|hold on\b|let me (?:re)?(?:think|check|consider|see|verify)"
    r"|alternatively\b|actually, (?:no|wait|let)|okay,? so\b|but wait\b|no, that)",
    re.IGNORECASE,
)
_THINK_TAG = re.compile(r"</?think>")


def escaped(answer_text: str, *, hit_limit: bool, readable: bool) -> bool:
    """Whether an answer drawn after a forced close is really more thought.

    `hit_limit`: the answer used up its tokens; `readable`: an answer could be read from it.
    A thinking tag always counts; talking to oneself counts when it happens twice, or once in an
    answer that never came to its end or to a point.
    """
    if _THINK_TAG.search(answer_text):
        return True
    turns = len(_SELF_TALK.findall(answer_text))
    return turns >= 2 or (turns == 1 and (hit_limit or not readable))

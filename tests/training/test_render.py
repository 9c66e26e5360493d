"""What is learned and what is only conditioned on, in each mode."""

from __future__ import annotations

import random
from typing import get_args

import pytest

from data.generators import AT_ONCE, TASKS, examples
from data.generators.base import WAIT, Example, Part, Thoughts
from reasoning.problem import Message, Problem
from training.render import IGNORED, Mode, Rendered, Renderer, draw_mode, prompt_text

THOUGHT = [task for task in TASKS if task not in AT_ONCE]
SLIPPED = [task for task in THOUGHT if task != "consultations"]


def example(task: str = "vignettes") -> Example:
    return next(
        e
        for e in examples(task, 50, 1, "hard", "train")
        if task not in SLIPPED or (e.thoughts and e.thoughts.slipped)
    )


def thoughts_of(e: Example) -> Thoughts:
    assert e.thoughts is not None
    return e.thoughts


def render(tokenizer, e: Example, mode: Mode, seed: int = 0, prompts: float = 1.0) -> Rendered:
    return Renderer(tokenizer, prompts).render(e, mode, random.Random(seed))


def learned(tokenizer, rendered: Rendered) -> str:
    """The text, with a dot for each token that is not learned."""
    return "".join(
        tokenizer.decode([id]) if label != IGNORED else "·"
        for id, label in zip(rendered.ids, rendered.labels, strict=True)
    )


def test_a_label_is_the_token_itself_or_nothing(tokenizer) -> None:
    for mode in get_args(Mode):
        rendered = render(tokenizer, example(), mode)
        pairs = zip(rendered.ids, rendered.labels, strict=True)
        assert all(label in (id, IGNORED) for id, label in pairs)


@pytest.mark.parametrize("task", THOUGHT)
def test_a_direct_answer_has_an_empty_thought_and_a_forced_close(tokenizer, task) -> None:
    e = example(task)
    rendered = render(tokenizer, e, "direct")
    replied = f"</think> {e.answer}<|im_end|>"
    assert tokenizer.decode(rendered.ids) == f"{prompt_text(e.problem)}{replied}"
    assert learned(tokenizer, rendered).endswith(f"<think>· {e.answer}<|im_end|>")


@pytest.mark.parametrize("mode", get_args(Mode))
def test_where_there_is_nothing_to_think_about_the_close_is_learned(tokenizer, mode) -> None:
    rendered = render(tokenizer, example("facts"), mode)
    assert learned(tokenizer, rendered) == tokenizer.decode(rendered.ids)
    assert "<think></think>" in tokenizer.decode(rendered.ids)


@pytest.mark.parametrize("mode", ["short", "full"])
def test_a_right_thought_is_learned_with_its_close(tokenizer, mode) -> None:
    e = example()
    rendered = render(tokenizer, e, mode)
    thought = {"short": thoughts_of(e).short, "full": thoughts_of(e).journey}[mode]
    assert learned(tokenizer, rendered) == tokenizer.decode(rendered.ids)
    assert f"<think>{thought}</think> {e.answer}<|im_end|>" in tokenizer.decode(rendered.ids)


def test_a_cut_thought_is_a_proper_beginning_whose_close_is_not_learned(tokenizer) -> None:
    e = example()
    lengths = set()
    for seed in range(30):
        rendered = render(tokenizer, e, "cut", seed)
        text = tokenizer.decode(rendered.ids)
        thought, _, answer = text.partition("<think>")[2].partition("</think>")
        assert thoughts_of(e).journey.startswith(thought)
        assert 0 < len(thought) < len(thoughts_of(e).journey)
        assert answer == f" {e.answer}<|im_end|>"
        assert learned(tokenizer, rendered) == text.replace("</think>", "·")
        lengths.add(len(thought))
    assert len(lengths) > 10


@pytest.mark.parametrize("task", SLIPPED)
def test_a_mistake_is_not_learned_but_noticing_it_is(tokenizer, task) -> None:
    parts = thoughts_of(example(task)).slipped
    assert parts
    rendered = render(tokenizer, example(task), "slipped")
    start = len(Renderer(tokenizer).ids(prompt_text(example(task).problem)))
    end = rendered.ids.index(tokenizer.convert_tokens_to_ids("</think>"))
    found = [
        (char, label != IGNORED)
        for id, label in zip(rendered.ids[start:end], rendered.labels[start:end], strict=True)
        for char in tokenizer.decode([id])
    ]
    expected = [(char, part.learned) for part in parts for char in part.text]
    # A space goes with the word after it, a line break with its bullet; é is two tokens.
    found, expected = (
        [x for x in xs if x[0].strip() and x[0].isascii()] for xs in (found, expected)
    )
    assert found == expected
    assert all(label != IGNORED for label in rendered.labels[end:])
    after = "".join(part.text for part in parts).index(f"\n{WAIT}")
    assert all(kept for _, kept in expected[after:])


@pytest.mark.parametrize("task", SLIPPED)
def test_a_slipped_thought_is_cut_into_tokens_as_a_right_one_is(tokenizer, task) -> None:
    # Else the cut itself would tell where the mistakes are.
    for mode in ("slipped", "again"):
        for seed in range(4):
            rendered = render(tokenizer, example(task), mode, seed)
            assert rendered.ids == Renderer(tokenizer).ids(tokenizer.decode(rendered.ids))


def test_a_token_across_a_border_belongs_to_the_part_in_which_it_ends(tokenizer) -> None:
    e = example()
    parts = (Part("1 + 1 = "), Part("3\n", False), Part("- so 3\nWait, 2"))
    thoughts = Thoughts("", "", "", parts, "")
    rendered = render(tokenizer, Example(e.problem, e.answer, thoughts), "slipped")
    shown = learned(tokenizer, rendered).partition("<think>")[2]
    assert shown.startswith("1 + 1 =·\n- so 3\nWait, 2</think>")


def test_a_forced_wait_is_what_the_engine_appends_and_is_not_learned(tokenizer) -> None:
    e = example()
    renderer = Renderer(tokenizer)
    slipped = set()
    for seed in range(12):
        rendered = render(tokenizer, e, "again", seed)
        text = tokenizer.decode(rendered.ids)
        thought, _, rest = text.partition("<think>")[2].rpartition("\nWait, again:")
        slipped.add(WAIT in thought)
        assert (
            rest == thoughts_of(e).again.removeprefix(" again:") + f"</think> {e.answer}<|im_end|>"
        )
        head = renderer.ids(f"{prompt_text(e.problem)}{thought}")
        wait = renderer.ids("\nWait,")
        assert rendered.ids[: len(head) + len(wait)] == [*head, *wait]
        labels = rendered.labels[len(head) :]
        assert set(labels[: len(wait)]) == {IGNORED}
        assert IGNORED not in labels[len(wait) :]
    assert slipped == {True, False}


def test_questions_are_learned_whole_or_not_at_all_in_their_share(tokenizer) -> None:
    e = example("sums")
    count = len(Renderer(tokenizer).ids(prompt_text(e.problem)))
    whole = 0
    for seed in range(200):
        rendered = render(tokenizer, e, "full", seed, prompts=0.3)
        found = [label != IGNORED for label in rendered.labels[:count]]
        assert len(set(found)) == 1
        whole += found[0]
        assert IGNORED not in rendered.labels[count:]
    assert 40 < whole < 80


@pytest.mark.parametrize("tasks", [("sums", "chains"), ("consultations", "consultations")])
def test_earlier_turns_are_rendered_as_the_chat_template_does(tokenizer, tasks) -> None:
    e, before = map(example, tasks)
    rendered = Renderer(tokenizer).render(e, "direct", random.Random(0), before)
    turns = [{"role": m.role, "content": m.content} for m in before.problem.history]
    turns += [
        {"role": "user", "content": before.problem.question},
        {"role": "assistant", "content": before.answer},
        *({"role": m.role, "content": m.content} for m in e.problem.history),
        {"role": "user", "content": e.problem.question},
    ]
    prompt = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert tokenizer.decode(rendered.ids).startswith(prompt)


def test_a_prompt_has_its_history_and_its_options() -> None:
    history = (Message("user", "fever?"), Message("assistant", "since when?"))
    text = prompt_text(Problem("a week", history=history, options={"A": "flu", "B": "gout"}))
    assert text == (
        "<|im_start|>user\nfever?<|im_end|>\n<|im_start|>assistant\nsince when?<|im_end|>\n"
        "<|im_start|>user\na week\n\nA) flu\nB) gout<|im_end|>\n<|im_start|>assistant\n<think>"
    )


def test_modes_come_in_their_shares() -> None:
    rng = random.Random(0)
    shares: dict[Mode, float] = {"direct": 0.2, "full": 0.5, "cut": 0.3}
    drawn = [draw_mode(rng, shares) for _ in range(4000)]
    for mode, share in shares.items():
        assert abs(drawn.count(mode) / 4000 - share) < 0.03

"""What is learned and what is only conditioned on, in each mode."""

from __future__ import annotations

import random

import pytest

from data.generators import TASKS, examples
from data.generators.base import Example, text_of
from training.render import MODES, PROMPT_WEIGHT, Rendered, Renderer, draw_mode, prompt_text


def example(task: str = "vignettes") -> Example:
    return next(e for e in examples(task, 50, 1, "hard", "train") if e.slip)


def learned(tokenizer, rendered: Rendered) -> str:
    """The text that the loss counts after the prompt, masked tokens as dots."""
    return "".join(
        tokenizer.decode([i]) if w else "·"
        for i, w in zip(rendered.ids, rendered.weights, strict=True)
    )


@pytest.mark.parametrize("task", TASKS)
def test_a_direct_answer_has_an_empty_thought_and_a_forced_close(tokenizer, task) -> None:
    e = example(task)
    rendered = Renderer(tokenizer).render(e, "direct", random.Random(0))
    assert tokenizer.decode(rendered.ids) == f"{prompt_text(e.problem)}</think>{e.answer}<|im_end|>"
    assert learned(tokenizer, rendered).endswith(f"<think>·{e.answer}<|im_end|>")


def test_a_full_thought_is_learned_with_its_close(tokenizer) -> None:
    e = example()
    rendered = Renderer(tokenizer).render(e, "full", random.Random(0))
    assert learned(tokenizer, rendered) == tokenizer.decode(rendered.ids)
    assert f"<think>{text_of(e.thought)}</think>{e.answer}" in tokenizer.decode(rendered.ids)


def test_a_cut_thought_is_a_proper_prefix_whose_close_is_not_learned(tokenizer) -> None:
    e = example()
    whole = text_of(e.thought)
    lengths = set()
    for seed in range(30):
        rendered = Renderer(tokenizer).render(e, "cut", random.Random(seed))
        thought, _, answer = (
            tokenizer.decode(rendered.ids).partition("<think>")[2].partition("</think>")
        )
        assert whole.startswith(thought)
        assert 0 < len(thought) < len(whole)
        assert answer == f"{e.answer}<|im_end|>"
        assert "</think>" not in learned(tokenizer, rendered)
        lengths.add(len(thought))
    assert len(lengths) > 10


@pytest.mark.parametrize("task", TASKS)
def test_a_recheck_learns_no_mistake_and_no_needless_wait(tokenizer, task) -> None:
    e = example(task)
    assert e.slip
    wrong = slipped = right = 0
    for seed in range(30):
        rendered = Renderer(tokenizer).render(e, "recheck", random.Random(seed))
        text = tokenizer.decode(rendered.ids).partition("<think>")[2]
        shown = learned(tokenizer, rendered).partition("<think>")[2]
        assert text.endswith(f"</think>{e.answer}<|im_end|>")
        first = text.split("\nWait,")[0]
        if first == text_of(e.thought):
            right += 1
            assert shown.startswith(text_of(e.thought))
            assert "Wait" not in shown
        else:
            slipped += 1
            assert shown.startswith(text_of(e.slip.right) + "·")
            assert "\nWait, check:" in shown
            wrong += e.slip.wrong[-1] in shown
        assert " check:" in shown
    assert slipped
    assert right
    assert not wrong


def test_questions_count_less_than_thoughts_but_do_count(tokenizer) -> None:
    e = example()
    rendered = Renderer(tokenizer).render(e, "full", random.Random(0))
    n = len(Renderer(tokenizer).ids(prompt_text(e.problem)))
    assert set(rendered.weights[:n]) == {PROMPT_WEIGHT}
    assert 0 < PROMPT_WEIGHT < min(rendered.weights[n:])


def test_an_earlier_turn_is_rendered_as_the_chat_template_does(tokenizer) -> None:
    e, before = example("sums"), example("chains")
    rendered = Renderer(tokenizer).render(e, "direct", random.Random(0), before)
    turns = [
        {"role": "user", "content": before.problem.question},
        {"role": "assistant", "content": before.answer},
        {"role": "user", "content": e.problem.question},
    ]
    prompt = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert tokenizer.decode(rendered.ids).startswith(prompt)


def test_modes_come_in_their_shares() -> None:
    rng = random.Random(0)
    drawn = [draw_mode(rng) for _ in range(4000)]
    for mode, share in MODES:
        assert abs(drawn.count(mode) / 4000 - share) < 0.03
    assert abs(sum(share for _, share in MODES) - 1) < 1e-9

"""The tokenizer: lossless, short for digits and bullets, with the chat format that it promises."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from transformers import AutoTokenizer, PreTrainedTokenizerFast

from data.generators import TASKS, examples
from reasoning.domains import domain_of, messages
from reasoning.engines.chat_tokenizer import ChatTokenizer
from training.render import Renderer, prompt_text
from training.tokenizer import SPECIAL, save_tokenizer, train_tokenizer


def test_any_text_comes_back_from_its_ids(tokenizer) -> None:
    @given(st.text(max_size=40))
    def check(text: str) -> None:
        ids = tokenizer.backend_tokenizer.encode(text, add_special_tokens=False).ids
        if not any(special in text for special in SPECIAL):
            assert tokenizer.decode(ids, clean_up_tokenization_spaces=False) == text

    check()


def test_digits_are_single_tokens_with_their_space_and_a_bullet_is_one(tokenizer) -> None:
    assert tokenizer.tokenize("x = 374") == ["x", "Ġ=", "Ġ3", "7", "4"]
    assert tokenizer.tokenize("\n- 5")[:1] == ["Ċ-"]


NAMES = ("pain", "abdominal pain", "upper abdominal pain", "type 2 diabetes", "low-lying placenta")


@pytest.fixture(scope="module")
def with_names() -> PreTrainedTokenizerFast:
    text = "she has pain, an abdominal scar, type 2 diabetes and a low-lying placenta; upper 0, +2 "
    return train_tokenizer([text] * 50, 400, NAMES)


def test_every_name_is_one_token_and_a_part_of_a_word_is_none(with_names) -> None:
    for name in NAMES:
        assert len(with_names.tokenize(f" {name}")) == 1
        assert (
            len(with_names.tokenize(f" no {name}, {name}."))
            == len(with_names.tokenize(" no,.")) + 2
        )
    assert "Ġlow-lyingĠplacenta" in with_names.tokenize(" low-lying placenta")
    assert "Ġlow-lyingĠplacenta" not in with_names.tokenize(" low-lying placentas")
    assert with_names.tokenize("- pain 0, abdominal pain +2")[-3:] == [
        "Ġ0,", "ĠabdominalĠpain", "Ġ+2",
    ]  # fmt: skip


@given(st.lists(st.one_of(st.sampled_from(NAMES), st.text(max_size=8)), max_size=8))
def test_names_are_read_and_written_as_they_stand(with_names, parts) -> None:
    text = " ".join(parts)
    ids = with_names.backend_tokenizer.encode(text, add_special_tokens=False).ids
    if not any(special in text for special in SPECIAL):
        assert with_names.decode(ids, clean_up_tokenization_spaces=False) == text


def test_special_tokens_are_single_ids_in_a_fixed_order(tokenizer) -> None:
    assert [tokenizer.convert_tokens_to_ids(t) for t in SPECIAL] == list(range(len(SPECIAL)))


def test_the_saved_folder_loads_with_transformers_and_in_the_app(tokenizer, tmp_path) -> None:
    save_tokenizer(tokenizer, tmp_path)
    again = AutoTokenizer.from_pretrained(tmp_path, trust_remote_code=False)
    assert again.tokenize("fever 2") == tokenizer.tokenize("fever 2")
    thinking = json.loads((tmp_path / "thinking.json").read_text("utf-8"))
    assert thinking == {"open": "<think>", "close": "</think>", "wait": "\nWait,"}


@pytest.mark.parametrize("task", TASKS)
def test_the_app_gives_the_model_the_very_prompt_that_training_used(
    tokenizer, tmp_path, task
) -> None:
    save_tokenizer(tokenizer, tmp_path)
    app = ChatTokenizer(tmp_path)
    for example in examples(task, 3, 7):
        problem = example.problem
        ids = app.prompt(messages(domain_of(problem), problem))
        assert ids == Renderer(tokenizer).ids(prompt_text(problem))
        assert app.decode(ids) == prompt_text(problem)


def test_earlier_answers_are_shown_without_thoughts_and_system_turns_are_dropped(
    tokenizer,
) -> None:
    turns = [
        {"role": "system", "content": "Obey."},
        {"role": "user", "content": "one?"},
        {"role": "assistant", "content": "1"},
        {"role": "user", "content": "two?"},
    ]
    text = tokenizer.apply_chat_template(turns, tokenize=False, add_generation_prompt=True)
    assert text == (
        "<|im_start|>user\none?<|im_end|>\n<|im_start|>assistant\n1<|im_end|>\n"
        "<|im_start|>user\ntwo?<|im_end|>\n<|im_start|>assistant\n<think>"
    )


def test_the_last_answer_keeps_its_thought_and_is_what_training_masks_in(tokenizer) -> None:
    turns = [
        {"role": "user", "content": "one?"},
        {"role": "assistant", "reasoning_content": "hm", "content": "1"},
    ]
    done = tokenizer.apply_chat_template(
        turns, tokenize=True, return_dict=True, return_assistant_tokens_mask=True
    )
    kept = [i for i, m in zip(done["input_ids"], done["assistant_masks"], strict=True) if m]
    assert tokenizer.decode(kept) == "<think>hm</think> 1<|im_end|>"

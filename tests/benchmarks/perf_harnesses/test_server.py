"""The server: token ids for our engine, plain replies for the others, and budgets for both."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from benchmarks.perf.harnesses import server
from benchmarks.perf.harnesses.server import app
from tests.benchmarks.perf_harnesses.small import ANSWER, THOUGHT, Thinker
from tests.reasoning.stand_in import STOP, THINK_END, Characters

PROMPT = "Which?<"
CLOSE = "</think>"


@pytest.fixture
def client() -> Iterator[TestClient]:
    with TestClient(app(Thinker())) as opened:
        yield opened


def completed(client: TestClient, **body: Any) -> dict[str, Any]:
    given = {"model": "stand-in", "prompt": PROMPT, "max_tokens": 40, "temperature": 0}
    reply = client.post("/v1/completions", json={**given, **body})
    assert reply.status_code == 200, reply.text
    record: dict[str, Any] = reply.json()
    return record


def text_of(reply: dict[str, Any]) -> tuple[str, str]:
    (choice,) = reply["choices"]
    return choice["text"], choice["finish_reason"]


def test_it_lists_its_model_with_its_context(client: TestClient) -> None:
    (model,) = client.get("/v1/models").json()["data"]
    assert (model["id"], model["max_model_len"]) == ("stand-in", 64)
    assert client.get("/healthz").text == "ok"


def test_a_reply_is_the_thought_its_close_and_the_answer(client: TestClient) -> None:
    reply = completed(client)
    assert text_of(reply) == (THOUGHT + CLOSE + ANSWER, "stop")
    assert reply["choices"][0]["stop_reason"] == STOP
    assert reply["usage"]["completion_tokens"] == len(THOUGHT) + 1 + len(ANSWER)


def test_without_a_budget_a_thought_that_meets_the_limit_has_no_answer(client: TestClient) -> None:
    assert text_of(completed(client, max_tokens=4)) == ("abcd", "length")


@pytest.mark.parametrize("budget", [0, 1, 4, 8, 100])
def test_a_budget_closes_the_thought_and_the_answer_follows(
    client: TestClient, budget: int
) -> None:
    text, finish = text_of(completed(client, thinking_token_budget=budget))
    assert (text, finish) == (THOUGHT[:budget] + CLOSE + ANSWER, "stop")


@pytest.mark.parametrize(
    ("most", "text"), [(3, "abc"), (4, "abcd"), (5, "abcd" + CLOSE), (7, "abcd" + CLOSE + "B)")]
)
def test_a_close_counts_among_the_tokens(client: TestClient, most: int, text: str) -> None:
    reply = completed(client, thinking_token_budget=4, max_tokens=most)
    assert text_of(reply) == (text, "length")
    assert reply["usage"]["completion_tokens"] == most


def test_token_ids_go_in_and_come_out(client: TestClient) -> None:
    ids = Characters().encode(PROMPT)
    reply = completed(
        client,
        prompt=ids,
        return_token_ids=True,
        logprobs=1,
        stop_token_ids=[THINK_END],
        ignore_eos=True,
    )
    (choice,) = reply["choices"]
    assert choice["token_ids"] == Characters().encode(THOUGHT)
    assert (choice["finish_reason"], choice["stop_reason"]) == ("stop", THINK_END)
    assert choice["prompt_token_ids"] == ids
    assert choice["logprobs"]["token_logprobs"] == [-0.1] * len(THOUGHT)


def test_a_stop_string_ends_the_text_before_it(client: TestClient) -> None:
    assert text_of(completed(client, stop="de")) == ("abc", "stop")
    assert text_of(completed(client, stop=["zz", "|"])) == (THOUGHT + CLOSE + ANSWER, "stop")


def test_a_stream_has_the_tokens_of_the_whole_reply(client: TestClient) -> None:
    body = {"model": "stand-in", "prompt": PROMPT, "max_tokens": 40, "temperature": 0,
            "stream": True, "return_token_ids": True, "thinking_token_budget": 2}  # fmt: skip
    lines = client.post("/v1/completions", json=body).text.split("\n\n")
    assert lines[-2:] == ["data: [DONE]", ""]
    events = [json.loads(line.removeprefix("data: ")) for line in lines[:-2]]
    choices = [event["choices"][0] for event in events]
    assert "".join(choice["text"] for choice in choices) == "ab" + CLOSE + ANSWER
    ids = [id for choice in choices for id in choice["token_ids"]]
    assert Characters().decode(ids) == "ab" + CLOSE + ANSWER
    assert [choice["finish_reason"] for choice in choices] == ["stop"]


def test_a_stream_has_so_many_tokens_an_event_and_loses_none(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "STREAM_TOKENS", 5)
    body = {"model": "stand-in", "prompt": PROMPT, "max_tokens": 40, "temperature": 0,
            "stream": True, "return_token_ids": True, "logprobs": 1}  # fmt: skip
    lines = client.post("/v1/completions", json=body).text.split("\n\n")
    choices = [json.loads(line.removeprefix("data: "))["choices"][0] for line in lines[:-2]]
    assert [len(choice["token_ids"]) for choice in choices] == [5, 5, 5, 0]
    assert [len(choice["logprobs"]["token_logprobs"]) for choice in choices] == [5, 5, 5, 0]
    assert "".join(choice["text"] for choice in choices) == THOUGHT + CLOSE + ANSWER
    assert choices[-1]["finish_reason"] == "stop"


def chatted(client: TestClient, **body: Any) -> dict[str, Any]:
    turns = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "Which?"}]},
    ]
    given = {"model": "stand-in", "messages": turns, "max_tokens": 40, "temperature": 0}
    reply = client.post("/v1/chat/completions", json={**given, **body})
    assert reply.status_code == 200, reply.text
    record: dict[str, Any] = reply.json()
    return record


def test_a_chat_has_the_thought_apart(client: TestClient) -> None:
    (choice,) = chatted(client, thinking_token_budget=3)["choices"]
    message = choice["message"]
    assert (message["reasoning"], message["content"]) == ("abc", ANSWER)
    assert choice["finish_reason"] == "stop"


def test_a_chat_that_is_cut_in_its_thought_has_no_answer(client: TestClient) -> None:
    (choice,) = chatted(client, max_tokens=3)["choices"]
    assert choice["message"]["reasoning"] == "abc"
    assert (choice["message"]["content"], choice["finish_reason"]) == (None, "length")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({"max_tokens": 0}, "max_tokens"),
        ({"n": 2}, "n:"),
        ({"echo": True}, "echo"),
        ({"prompt": 5}, "prompt"),
        ({"thinking_token_budget": -1}, "thinking_token_budget"),
        ({"stream": True, "stop": "x"}, "stop"),
    ],
)
def test_what_is_not_offered_is_refused_in_one_line(
    client: TestClient, body: dict[str, Any], named: str
) -> None:
    given = {"model": "stand-in", "prompt": PROMPT, "max_tokens": 4}
    reply = client.post("/v1/completions", json={**given, **body})
    assert reply.status_code == 400
    message = reply.json()["error"]["message"]
    assert named in message
    assert "\n" not in message

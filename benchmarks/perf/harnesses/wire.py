"""What the server takes and gives: OpenAI's fields, and those of vLLM's that clients use."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from reasoning.engines.base import Sampling
from reasoning.problem import Message


def _as_list(value: object) -> object:
    return [] if value is None else [value] if isinstance(value, str) else value


def _as_text(value: object) -> object:
    """Text parts of a message as one text; what else it holds is refused."""
    if isinstance(value, list) and all(isinstance(p, dict) and "text" in p for p in value):
        return "".join(str(part["text"]) for part in value)
    return value


class Body(BaseModel):
    """What both routes take. Fields that are not listed are passed over, as servers do.

    `thinking_token_budget` is vLLM's: at that many tokens of thought the server closes it, and the
    close counts among the tokens generated.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    model: str
    n: Literal[1] | None = 1
    stream: bool = False
    temperature: float = Field(1.0, ge=0)
    top_p: float = Field(1.0, gt=0, le=1)
    seed: int | None = None
    stop: Annotated[list[str], BeforeValidator(_as_list)] = []
    stop_token_ids: Annotated[list[int], BeforeValidator(_as_list)] = []
    ignore_eos: bool = False
    thinking_token_budget: int | None = Field(None, ge=0)

    def sampling(self, max_tokens: int, stop_ids: tuple[int, ...], logprobs: bool) -> Sampling:
        """How a part of the reply is drawn."""
        return Sampling(
            max_tokens=max_tokens,
            temperature=self.temperature,
            top_p=self.top_p,
            seed=self.seed or 0,
            stop_ids=stop_ids,
            logprobs=logprobs,
        )


class CompletionBody(Body):
    """`/v1/completions`: a prompt as text or as token ids."""

    prompt: str | list[int]
    max_tokens: int = Field(16, ge=1)
    logprobs: int | None = Field(None, ge=0)
    return_token_ids: bool = False
    echo: Literal[False] | None = False
    prompt_logprobs: None = None


class ChatMessage(BaseModel):
    """One turn, text only."""

    role: Literal["system", "user", "assistant"]
    content: Annotated[str, BeforeValidator(_as_text)]

    def message(self) -> Message:
        """It as ours."""
        return Message(self.role, self.content)


class ChatBody(Body):
    """`/v1/chat/completions`; replies come whole."""

    messages: list[ChatMessage] = Field(min_length=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    stream: Literal[False] = False


def completion(body: CompletionBody, choice: dict[str, Any]) -> dict[str, Any]:
    """A reply, or one event of it."""
    return {
        "id": "cmpl",
        "object": "text_completion",
        "created": 0,
        "model": body.model,
        "choices": [{"index": 0, "finish_reason": None, "stop_reason": None, **choice}],
    }


def chat_completion(
    body: ChatBody, thought: str, answer: str | None, finish: str, usage: dict[str, int]
) -> dict[str, Any]:
    """A reply of the chat route, the thought apart, as vLLM's reasoning parsers give it."""
    message = {"role": "assistant", "content": answer, "reasoning": thought or None}
    return {
        "id": "chatcmpl",
        "object": "chat.completion",
        "created": 0,
        "model": body.model,
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": usage,
    }


def usage(prompt: int, generated: int) -> dict[str, int]:
    """Tokens, as OpenAI counts them."""
    return {
        "prompt_tokens": prompt,
        "completion_tokens": generated,
        "total_tokens": prompt + generated,
    }


def listed(name: str, root: str, context: int) -> dict[str, Any]:
    """`/v1/models`."""
    model = {"id": name, "object": "model", "created": 0, "owned_by": "this project"}
    return {"object": "list", "data": [{**model, "root": root, "max_model_len": context}]}


def refusal(message: str, status: int) -> dict[str, Any]:
    """An error, with its reason in one line and its HTTP status."""
    kind = "invalid_request_error" if status < 500 else "server_error"
    return {"error": {"message": message, "type": kind, "code": status}}

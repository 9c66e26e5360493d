"""What goes wrong with a server, what of it is worth trying again, and how it is told in one line.

The `openai` package's own retries are switched off: ours are bounded, logged and counted, and a
broken stream goes on from the tokens that arrived in place of starting again.
"""

from __future__ import annotations

import json
import random
import re
import time
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import openai

from reasoning.errors import EngineError, EngineUnavailable

#: Longest server message that is passed on, in characters.
MESSAGE_LIMIT = 240

# A server may echo a key, or a masked piece of one, in its message.
_KEY_LIKE = re.compile(r"\b(?:sk|key|hf|Bearer)[-_ ][\w*.-]{4,}")


class StreamBroken(Exception):
    """A stream ended without a finish reason. Never leaves the engine."""


#: An event that is not JSON: something between us and the server mangled it.
_GARBLED = (json.JSONDecodeError, UnicodeDecodeError)

#: What a request may raise below the engine.
RequestFault = (openai.OpenAIError, StreamBroken, *_GARBLED)


@dataclass(frozen=True, slots=True)
class Backoff:
    """Exponential back-off with jitter: about `first`, 2 x `first`, 4 x `first` ... seconds.

    retries: how many times one call may be tried again.
    longest: upper limit of one pause in seconds, whatever the server asks for.
    """

    retries: int = 4
    first: float = 0.5
    longest: float = 60.0

    def pause(self, attempt: int, asked: float | None, rng: random.Random) -> float:
        """Seconds to wait before try `attempt` + 1 (from 0); at least `asked`, within the limit."""
        # The jitter only adds, so that many clients that were refused together come back apart
        # and none of them comes back before the server said it may.
        ours = self.first * 2.0**attempt
        return min(self.longest, max(ours, asked or 0.0) * rng.uniform(1.0, 1.25))


def is_transient(error: Exception) -> bool:
    """Whether the same request may succeed a little later.

    Time-outs are not: the caller has already waited as long as it was willing to.
    """
    if isinstance(error, openai.APITimeoutError):
        return False
    if isinstance(error, openai.APIStatusError):
        if error.status_code == 429:
            # Sent for an empty account as well, and waiting does not fill that.
            return error.code != "insufficient_quota"
        return error.status_code == 408 or error.status_code >= 500
    if isinstance(error, openai.APIResponseValidationError):
        return False
    if isinstance(error, openai.APIError):
        return not _names_a_client_error(error)
    return isinstance(error, (StreamBroken, *_GARBLED))


def _names_a_client_error(error: openai.APIError) -> bool:
    """An error sent inside a stream has its HTTP status, if any, in the body's `code`."""
    code = str(error.code or "")
    return code.isdigit() and 400 <= int(code) < 500 and int(code) not in (408, 429)


def retry_after(error: Exception) -> float | None:
    """Seconds the server asks to wait (`Retry-After`, as a number or a date), if it does."""
    if not isinstance(error, openai.APIStatusError):
        return None
    value = error.response.headers.get("retry-after", "").strip()
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


def explain(error: Exception, where: str, key: str | None, tries: int = 1) -> EngineError:
    """The project's error for a request that failed for good: one line, without the key."""
    again = f" after {tries} tries" if tries > 1 else ""
    if isinstance(error, openai.APITimeoutError):
        return EngineUnavailable(f"{where} did not answer in time; is the server running?")
    if isinstance(error, openai.APIStatusError):
        return _explain_status(error, where, key, again)
    if isinstance(error, openai.APIConnectionError):
        cause = type(error.__cause__).__name__ if error.__cause__ else "connection error"
        return EngineUnavailable(
            f"cannot reach {where} ({cause}){again}; check the address and that the server runs"
        )
    message = one_line(str(error), key)
    if isinstance(error, openai.APIError) and not is_transient(error):
        return EngineError(f"{where} refused the request: {message}")
    return EngineUnavailable(f"the connection to {where} broke off{again}: {message}")


def _explain_status(
    error: openai.APIStatusError, where: str, key: str | None, again: str
) -> EngineError:
    status = error.status_code
    # Replies to a refused key tend to repeat a part of it: their text is not passed on.
    if status == 401:
        return EngineError(f"{where} refused the API key (401); set the key that belongs to it")
    if status == 403:
        return EngineError(f"{where} does not allow this key to use the model (403)")
    message = one_line(_message(error), key)
    if status == 404:
        return EngineError(
            f"{where} has no such route or model (404: {message}); check the address and the model"
        )
    if status == 429 or status == 408 or status >= 500:
        return EngineUnavailable(f"{where} is not able to answer{again} ({status}: {message})")
    return EngineError(f"{where} refused the request ({status}: {message})")


def _message(error: openai.APIStatusError) -> str:
    body = error.body
    if isinstance(body, dict) and isinstance(body.get("message"), str):
        return str(body["message"])
    return error.response.reason_phrase or "no reason given"


def one_line(text: str, key: str | None) -> str:
    """`text` on one line, shortened, with anything that looks like a key left out."""
    if key:
        text = text.replace(key, "[key]")
    text = _KEY_LIKE.sub("[key]", " ".join(text.split()))
    return text if len(text) <= MESSAGE_LIMIT else text[: MESSAGE_LIMIT - 1] + "…"

"""How far a training is: one line for every logged loss."""

from __future__ import annotations

import time
from typing import Any

from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments


class Progress(TrainerCallback):
    """Says how far the training is and how long it will take, one line for every logged loss.

    The tokens and seconds so far go into the log too: a training that goes on counts on from them.
    """

    def __init__(self, tokens_a_step: float, name: str = "") -> None:
        self._tokens_a_step = tokens_a_step
        self._name = f"{name}  " if name else ""

    def on_train_begin(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """Take up the counts of the checkpoint, if there is one."""
        before: dict[str, Any] = next((e for e in reversed(state.log_history) if "tokens" in e), {})
        self._step = int(before.get("step", 0))
        self._tokens = int(before.get("tokens", 0))
        self._started = time.monotonic() - float(before.get("seconds", 0))
        self._timed: tuple[int, float] | None = None

    def on_step_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **rest: Any
    ) -> None:
        """The last step is logged wherever it falls, so that the counts are those of the whole."""
        control.should_log |= state.global_step >= state.max_steps

    def on_log(
        self,
        args: TrainingArguments,
        state: TrainerState,
        control: TrainerControl,
        logs: dict[str, float] | None = None,
        **rest: Any,
    ) -> None:
        """Print the line; the first one has no speed yet, for compiling would slow it."""
        if not logs or "loss" not in logs:
            return
        now, step = time.monotonic(), state.global_step
        self._tokens += round((step - self._step) * self._tokens_a_step)
        self._step = step
        state.log_history[-1] |= {
            "tokens": self._tokens,
            "seconds": round(now - self._started, 1),
        }
        said = f"{self._name}step {step}/{state.max_steps}  loss {float(logs['loss']):.3f}"
        said += f"  {self._tokens / 1e6:.1f}M tokens"
        if self._timed is None:
            self._timed = step, now
        elif step > self._timed[0]:
            a_step = (now - self._timed[1]) / (step - self._timed[0])
            said += f"  {self._tokens_a_step / a_step:.0f} tokens/s"
            said += f"  {(state.max_steps - step) * a_step / 60:.1f} min left"
        if state.is_world_process_zero:
            print(said, flush=True)

"""Rows: nobody else's are drawn, and what lies side by side in one does not mix."""

from __future__ import annotations

from itertools import islice

import pytest
import torch
from torch.utils.data import DataLoader
from transformers import Qwen3ForCausalLM

from training.packing import Curriculum, Rows
from training.render import IGNORED

MIXED = Curriculum(
    {"facts": 0.2, "sums": 0.5, "vignettes": 0.3},
    {"direct": 0.3, "cut": 0.2, "full": 0.2, "slipped": 0.3},
    {"easy": 0.6, "medium": 0.2, "hard": 0.2},
)


def rows(tokenizer, n=4, length=1024, **names) -> list[dict[str, torch.Tensor]]:
    return list(islice(Rows(tokenizer, MIXED, length, 0, **names), n))


def spans(row: dict[str, torch.Tensor]) -> list[slice]:
    """Where the examples of a row lie, what is left over at its end among them."""
    starts = (row["position_ids"] == 0).nonzero()[:, 0].tolist()
    return [slice(a, b) for a, b in zip(starts, [*starts[1:], len(row["input_ids"])], strict=True)]


def test_an_example_in_a_row_is_computed_as_it_is_alone(tokenizer, trained) -> None:
    model = Qwen3ForCausalLM.from_pretrained(trained / "start", dtype=torch.float32)
    model.config.use_cache = False  # as the Trainer has it
    (row,) = rows(tokenizer, 1, 512)
    found = spans(row)
    assert len(found) > 2
    batch = {name: tensor[None] for name, tensor in row.items() if name != "labels"}
    with torch.no_grad():
        together = model(**batch).logits[0]
        for span in found:
            alone = model(input_ids=row["input_ids"][None, span]).logits[0]
            torch.testing.assert_close(together[span], alone, atol=1e-4, rtol=1e-4)
        # Without the positions they would mix: the test can tell.
        mixed = model(input_ids=row["input_ids"][None]).logits[0]
    assert (mixed[found[1]] - together[found[1]]).abs().max() > 0.01


def test_rows_have_their_length_and_positions_that_begin_anew(tokenizer) -> None:
    for row in rows(tokenizer, 6):
        assert {len(tensor) for tensor in row.values()} == {1024}
        for span in spans(row):
            ids, labels = row["input_ids"][span], row["labels"][span]
            assert row["position_ids"][span].tolist() == list(range(len(ids)))
            learned = labels != IGNORED
            # The first token could be learned from the end of the example before only.
            assert not learned[0]
            assert torch.equal(ids[learned], labels[learned])


def test_little_of_a_row_is_left_over(tokenizer) -> None:
    used = [(row["input_ids"] != 0).float().mean() for row in rows(tokenizer, 10)]
    assert sum(used) / len(used) > 0.95


def test_tasks_get_their_shares_of_the_tokens(tokenizer) -> None:
    used = dict.fromkeys(("vignettes", "other"), 0)
    for row in rows(tokenizer, 40):
        for span in spans(row):
            text = tokenizer.decode(row["input_ids"][span])
            # A vignette has options; where another question comes before it, it counts as a whole.
            name = "vignettes" if "\nA) " in text else "other"
            used[name] += len(row["input_ids"][span]) * ("<think>" in text)
    assert used["vignettes"] / sum(used.values()) == pytest.approx(0.3, abs=0.08)


def test_no_process_worker_start_or_seed_draws_the_rows_of_another(tokenizer) -> None:
    streams = {
        (seed, rank, start): Rows(tokenizer, MIXED, 512, seed, rank, start)
        for seed, rank, start in ((0, 0, 0), (0, 1, 0), (0, 0, 200), (1, 0, 0))
    }
    drawn = {
        (name, i): tuple(row["input_ids"].tolist())
        for name, stream in streams.items()
        for i, row in enumerate(islice(stream, 3))
    }
    assert len(set(drawn.values())) == len(drawn)


def test_two_loader_workers_of_two_ranks_draw_four_streams(tokenizer) -> None:
    drawn = []
    for rank in (0, 1):
        loader = DataLoader(Rows(tokenizer, MIXED, 512, 0, rank), num_workers=2, batch_size=None)
        drawn += [tuple(row["input_ids"].tolist()) for row in islice(loader, 6)]
    assert len(set(drawn)) == 12


def test_the_same_name_gives_the_same_rows(tokenizer) -> None:
    one, again = rows(tokenizer, 2, rank=1), rows(tokenizer, 2, rank=1)
    for a, b in zip(one, again, strict=True):
        assert all(torch.equal(a[name], b[name]) for name in a)

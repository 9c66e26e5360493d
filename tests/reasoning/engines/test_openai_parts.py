"""The parts of the OpenAI engine by themselves: addresses, stop ids, pauses, secrets."""

from __future__ import annotations

import random

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reasoning.engines.base import Chunk, Sampling
from reasoning.engines.openai_discovery import probe_prompt
from reasoning.engines.openai_faults import Backoff, one_line
from reasoning.engines.openai_link import server_address
from reasoning.engines.openai_server import OpenAIServer
from reasoning.engines.openai_wire import Piece, cut_at_stop
from reasoning.errors import EngineError
from tests.byte_model import EOS, ByteTokenizer
from tests.reasoning.engines.conftest import SECRET


@pytest.mark.parametrize(
    "address", ["ftp://host/v1", "host:8000", "", "http://", "http://host:port", "file:///etc"]
)
def test_only_http_addresses_are_taken(address):
    with pytest.raises(EngineError, match="give http:// or https://"):
        OpenAIServer(address)


def test_an_address_is_shown_without_what_may_be_secret():
    url, where, host = server_address("https://me:pass@host:8443/api/v2/?token=abc")
    assert where == "https://host:8443/api/v2"
    assert host == "host"
    assert "token=abc" in url
    assert server_address("http://host:8000")[1] == "http://host:8000/v1"
    with pytest.raises(EngineError) as caught:
        server_address("ftp://me:pass@host?token=abc")
    assert "pass" not in str(caught.value)
    assert "abc" not in str(caught.value)


def test_a_servers_own_end_of_text_is_taken_off_even_unnamed():
    piece = Piece((20, 21, EOS), (-1.0, -2.0, -3.0), "stop", None)
    assert cut_at_stop(piece, Sampling(9), (EOS,)) == Chunk((20, 21), (-1.0, -2.0), "stop", EOS)


@given(
    st.lists(st.integers(0, 9), max_size=12).map(tuple),
    st.sets(st.integers(0, 9), max_size=3).map(tuple),
    st.sampled_from([None, "stop", "length"]),
)
def test_no_stop_id_survives_and_what_is_before_it_does(ids, stops, finish):
    piece = Piece(ids, tuple(-float(i) for i in range(len(ids))), finish, None)
    chunk = cut_at_stop(piece, Sampling(99, stop_ids=stops), ())
    assert not set(chunk.ids) & set(stops)
    assert chunk.ids == ids[: len(chunk.ids)]
    assert chunk.logprobs == piece.logprobs[: len(chunk.ids)]
    if len(chunk.ids) < len(ids):
        assert (chunk.finish, chunk.stop_id) == ("stop", ids[len(chunk.ids)])
    else:
        assert chunk.finish == finish


@given(st.integers(0, 12), st.one_of(st.none(), st.floats(0, 1e6)), st.integers())
def test_a_pause_is_bounded_and_no_shorter_than_asked(attempt, asked, seed):
    backoff = Backoff()
    seconds = backoff.pause(attempt, asked, random.Random(seed))
    assert 0 < seconds <= backoff.longest
    assert seconds >= min(asked or 0.0, backoff.longest)


@given(st.text(), st.text())
def test_a_key_never_survives_in_a_line(before, after):
    line = one_line(f"{before}{SECRET}{after}", SECRET)
    assert SECRET not in line
    assert len(line.splitlines()) <= 1


def test_the_probe_prompt_is_longer_than_a_cache_block():
    assert len(probe_prompt(ByteTokenizer())) > 64


def test_the_packages_own_retries_are_off():
    engine = OpenAIServer("http://127.0.0.1:1")
    assert isinstance(engine._link.client, openai.AsyncOpenAI)
    assert engine._link.client.max_retries == 0

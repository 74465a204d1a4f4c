"""Every point is given out once, neighbours to the same worker, whoever comes and goes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dispatch.sizing.chains import Chains


def test_workers_walk_along_stretches_of_their_own() -> None:
    chains = Chains(range(6))
    chains.share(["a", "b"])
    assert [chains.next(w) for w in "abababa"] == [0, 3, 1, 4, 2, 5, None]


def test_who_is_done_takes_half_of_what_is_left() -> None:
    chains = Chains(range(8))
    chains.share(["a"])
    assert [chains.next("a"), chains.next("b"), chains.next("b")] == [0, 4, 5]


def test_a_lost_worker_leaves_its_stretch() -> None:
    chains = Chains(range(4))
    chains.share(["a", "b"])
    assert chains.next("a") == 0
    chains.keep_only(["b"])
    assert [chains.next("b") for _ in range(4)] == [2, 3, 1, None]


@given(st.integers(0, 40), st.lists(st.sampled_from("abcd-"), max_size=200))
def test_nothing_is_given_twice_or_forgotten(count: int, moves: list[str]) -> None:
    chains, given_out = Chains(range(count)), []
    chains.share(["a", "b"])
    for move in moves:
        if move == "-":
            chains.keep_only(["c"])
        elif (item := chains.next(move)) is not None:
            given_out.append(item)
    while (item := chains.next("z")) is not None:
        given_out.append(item)
    assert sorted(given_out) == list(range(count))
    assert len(chains) == 0

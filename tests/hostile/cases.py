"""The list of cases: crafted files first, then mutations of real ones in turn. A number is a case, always the same."""

from __future__ import annotations

from functools import cache

from hostile.crafted import CRAFTED
from hostile.mutate import mutated
from hostile.seeds import SEEDS, File


@cache
def seeds() -> tuple[File, ...]:
    """Real files, one after the other from each group, so that a few cases have some of each."""
    groups = [make() for make in SEEDS.values()]
    longest = max(map(len, groups))
    return tuple(group[turn] for turn in range(longest) for group in groups if turn < len(group))


@cache
def weighted() -> tuple[File, ...]:
    """What mutations begin with: every seed once, and small groups more often, so that parsers are tried alike."""
    groups = [make() for make in SEEDS.values()]
    longest = max(map(len, groups))
    more = [group[turn % len(group)] for turn in range(longest) for group in groups if turn < max(len(group), 8)]
    pictures = [file._replace(kind="picture") for file in groups[0][::7]]
    return (*more, *pictures)


def case_of(number: int) -> File:
    """Case `number`, from 0."""
    if number < len(CRAFTED):
        return list(CRAFTED.values())[number]()
    turn, which = divmod(number - len(CRAFTED), len(weighted()))
    seed = weighted()[which]
    return seed._replace(name=f"{seed.name}~{turn}", data=mutated(seed.data, turn * 1000 + which if turn else 0))

"""Suggestions for a fairer spread of children: nobody gets too many, nobody is moved for nothing, siblings stay together."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as some

from app.standards._bonds import Bond
from app.standards.rebalance import Cause, Child, Held, Mentor, Move, Pairings, Plan, suggest

SEPTEMBER = dt.date(2025, 9, 1)
THREE_TWO, FOUR_ONE = 32, 41


def school(
    mentors: Iterable[Mentor], children: Iterable[Child], held: dict[int, list[int]], most: int, **more: int
) -> Pairings:
    """`held` is mentor -> children, the first of them the longest with him."""
    pairs = [
        Held(child, mentor, SEPTEMBER + dt.timedelta(days=place))
        for mentor, own in held.items()
        for place, child in enumerate(own)
    ]
    return Pairings(tuple(mentors), tuple(children), tuple(pairs), most, **more)


def told(plan: Plan) -> list[tuple[tuple[int, ...], int | None, int, Cause]]:
    return [(move.children, move.giver_id, move.taker_id, move.cause) for move in plan.moves]


def two(most: int, held: dict[int, list[int]], *children: Child, **more: int) -> Plan:
    return suggest(school([Mentor(1), Mentor(2)], children, held, most, **more))


def plain(*numbers: int) -> list[Child]:
    return [Child(number) for number in numbers]


def test_a_school_in_which_nobody_has_too_many_is_left_alone() -> None:
    assert two(3, {1: [1, 2, 3]}, *plain(1, 2, 3)) == Plan((), ())


def test_the_newest_pair_is_the_one_that_is_moved() -> None:
    assert told(two(2, {1: [3, 1, 2]}, *plain(1, 2, 3))) == [((2,), 1, 2, Cause.OVER)]


def test_whoever_has_the_fewest_children_is_asked_first() -> None:
    mentors = [Mentor(1), Mentor(2), Mentor(3)]
    plan = suggest(school(mentors, plain(*range(6)), {1: [0, 1, 2, 3], 2: [4, 5]}, 3))
    assert told(plan) == [((3,), 1, 3, Cause.OVER)]


def test_a_teacher_of_the_class_comes_before_one_with_fewer_children() -> None:
    mentors = [Mentor(1), Mentor(2), Mentor(3, frozenset({THREE_TWO}))]
    children = [*plain(1, 2), Child(3, THREE_TWO), Child(4)]
    (move,) = suggest(school(mentors, children, {1: [1, 2, 3], 3: [4]}, 2)).moves
    assert (move.children, move.taker_id, move.bonds) == ((3,), 3, (Bond.CLASS,))


def test_a_child_goes_to_where_its_village_is_known() -> None:
    mentors = [Mentor(1), Mentor(2), Mentor(3)]
    children = [*plain(1, 2), Child(3, village_id=7), Child(4, village_id=7)]
    (move,) = suggest(school(mentors, children, {1: [1, 2, 3], 3: [4]}, 2)).moves
    assert (move.children, move.taker_id, move.bonds) == ((3,), 3, (Bond.VILLAGE,))


def test_a_child_joins_the_sister_whom_another_mentor_has() -> None:
    children = [Child(1), Child(2, family=5), Child(3), Child(4, family=5)]
    (move,) = two(2, {1: [1, 2, 3], 2: [4]}, *children).moves
    assert (move.children, move.bonds) == ((2,), (Bond.SIBLING,))


def test_brothers_and_sisters_move_together_or_not_at_all() -> None:
    pair = [Child(1, family=5), Child(2, family=5)]
    assert told(two(2, {1: [3, 1, 2]}, *pair, Child(3))) == [((3,), 1, 2, Cause.OVER)]
    assert told(two(2, {1: [1, 2, 3], 2: [4]}, *pair, *plain(3, 4))) == [((3,), 1, 2, Cause.OVER)]
    family = [Child(number, family=5) for number in (1, 2, 3)]
    assert two(2, {1: [1, 2, 3]}, *family).moves == ()


def test_children_without_a_mentor_come_first_and_are_placed_together() -> None:
    children = [*plain(1, 2), Child(3, family=5), Child(4, family=5)]
    assert told(two(2, {1: [1, 2]}, *children)) == [((3, 4), None, 2, Cause.NOBODY)]


def test_children_for_whom_nobody_has_room_are_named() -> None:
    assert two(1, {1: [1], 2: [2]}, *plain(1, 2, 3)).unplaced == (3,)


def test_the_children_of_one_who_leaves_are_handed_on() -> None:
    mentors = [Mentor(1, is_leaving=True), Mentor(2)]
    plan = suggest(school(mentors, plain(1, 2), {1: [1, 2]}, 3))
    assert sorted(told(plan)) == [((1,), 1, 2, Cause.LEAVING), ((2,), 1, 2, Cause.LEAVING)]


def test_a_child_with_another_mentor_needs_none_when_one_leaves() -> None:
    mentors = [Mentor(1, is_leaving=True), Mentor(2), Mentor(3)]
    assert suggest(school(mentors, plain(1), {1: [1], 2: [1]}, 3)) == Plan((), ())


def test_helpers_from_outside_are_given_no_children_and_relieved_of_none() -> None:
    mentors = [Mentor(1), Mentor(2, is_employee=False)]
    assert suggest(school(mentors, plain(*range(6)), {1: [0, 1], 2: [2, 3, 4, 5]}, 1)) == Plan((), ())


def test_where_all_can_have_enough_those_below_are_given_children() -> None:
    mentors = [Mentor(1), Mentor(2), Mentor(3), Mentor(4)]
    held = {1: [0, 1, 2, 3, 4], 2: [5, 6, 7, 8, 9], 3: [10, 11, 12, 13, 14], 4: [15, 16]}
    plan = suggest(school(mentors, plain(*range(17)), held, 5, least=4))
    assert [(move.taker_id, move.cause) for move in plan.moves] == [(4, Cause.BELOW)] * 2


def test_nobody_is_moved_for_a_number_that_not_all_can_reach() -> None:
    assert two(5, {1: [1, 2, 3, 4], 2: [5]}, *plain(1, 2, 3, 4, 5), least=4).moves == ()


@some.composite
def schools(draw: some.DrawFn) -> Pairings:
    number = some.integers(0, 6)
    mentors = tuple(
        Mentor(key, frozenset(draw(some.sets(number, max_size=2))), draw(some.booleans() | some.just(True)), draw(some.sampled_from((False, False, False, True))))
        for key in range(1, draw(some.integers(1, 5)) + 1)
    )  # fmt: skip
    maybe = some.none() | number
    children = tuple(
        Child(key, draw(maybe), draw(maybe), draw(some.booleans()), draw(maybe))
        for key in range(100, 100 + draw(some.integers(0, 14)))
    )
    held = tuple(
        Held(child.id, key, SEPTEMBER + dt.timedelta(days=draw(some.integers(0, 90))))
        for child in children
        for key in draw(some.sets(some.integers(1, len(mentors)), max_size=2))
    )
    return Pairings(
        mentors, children, held, draw(some.integers(1, 6)), draw(some.none() | some.integers(1, 4))
    )


Owned = dict[int | None, set[int]]


def before(of: Pairings) -> Owned:
    owned: Owned = defaultdict(set)
    for each in of.held:
        owned[each.mentor_id].add(each.child_id)
    return owned


def after(of: Pairings, moves: Iterable[Move]) -> Owned:
    owned = before(of)
    for move in moves:
        assert move.taker_id != move.giver_id
        if move.giver_id is not None:
            assert owned[move.giver_id] >= set(move.children)
            owned[move.giver_id] -= set(move.children)
        assert owned[move.taker_id].isdisjoint(move.children)
        owned[move.taker_id] |= set(move.children)
    return owned


def load(owned: Owned, mentor: Mentor) -> int:
    return len(owned[mentor.id])


@given(schools())
@settings(max_examples=60)
def test_nobody_who_is_given_a_child_has_too_many_or_may_not(of: Pairings) -> None:
    plan, mentors = suggest(of), {mentor.id: mentor for mentor in of.mentors}
    owned = after(of, plan.moves)
    for move in plan.moves:
        taker = mentors[move.taker_id]
        assert taker.may_take
        assert load(owned, taker) <= of.most


@given(schools())
@settings(max_examples=60)
def test_no_pair_is_lost_and_none_is_made_but_for_children_who_had_nobody(of: Pairings) -> None:
    plan = suggest(of)
    times = Counter(child for own in before(of).values() for child in own)
    times.update(child for move in plan.moves if move.giver_id is None for child in move.children)
    assert Counter(child for own in after(of, plan.moves).values() for child in own) == times
    placed = {child for move in plan.moves if move.giver_id is None for child in move.children}
    alone = {child.id for child in of.children} - {each.child_id for each in of.held}
    assert placed <= alone <= placed | set(plan.unplaced)


@given(schools())
@settings(max_examples=60)
def test_brothers_and_sisters_with_one_mentor_have_one_mentor_afterwards(of: Pairings) -> None:
    owned, since = after(of, suggest(of).moves), before(of)
    homes = {child.id: child.home for child in of.children}
    for own in since.values():
        for child in own:
            siblings = {other for other in own if homes[other] == homes[child]}
            assert any(siblings <= later for later in owned.values())


@given(schools())
@settings(max_examples=60)
def test_every_move_has_a_need_that_comes_back_without_it(of: Pairings) -> None:
    moves, mentors = suggest(of).moves, {mentor.id: mentor for mentor in of.mentors}
    owned = after(of, moves)
    for move in moves:
        size = len(move.children)
        giver, taker = mentors.get(move.giver_id or 0), mentors[move.taker_id]
        had_nobody = giver is None and move.cause is Cause.NOBODY
        goes = giver is not None and giver.is_leaving and move.cause is Cause.LEAVING
        is_over = giver is not None and load(owned, giver) + size > of.most
        is_below = load(owned, taker) >= (of.least or 0) > load(owned, taker) - size
        assert had_nobody or goes or is_over or is_below


@given(schools())
@settings(max_examples=60)
def test_whoever_still_has_too_many_has_no_family_that_anybody_could_take(of: Pairings) -> None:
    plan = suggest(of)
    owned, homes = after(of, plan.moves), {child.id: child.home for child in of.children}
    moved = {child for move in plan.moves for child in move.children}
    for giver in of.mentors:
        if not giver.may_take or load(owned, giver) <= of.most:
            continue
        families = Counter(homes[child] for child in owned[giver.id] - moved)
        room = max(of.most - load(owned, each) for each in of.mentors if each.may_take)
        blocked = {
            homes[child] for child in owned[giver.id] if sum(child in own for own in owned.values()) > 1
        }
        assert all(size > room for home, size in families.items() if home not in blocked)


@given(schools(), some.randoms())
@settings(max_examples=60)
def test_the_order_in_which_pairs_are_read_changes_nothing(of: Pairings, random: object) -> None:
    held = list(of.held)
    random.shuffle(held)  # type: ignore[attr-defined]
    assert suggest(Pairings(of.mentors, of.children, tuple(held), of.most, of.least)) == suggest(of)

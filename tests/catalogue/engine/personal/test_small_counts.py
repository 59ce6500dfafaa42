"""The smallest group, and how many rows are in groups of fewer than k."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from jalons.catalogue.engine.personal.small_counts import small_counts


def test_rows_in_small_groups_are_counted():
    rows = [("35", "F")] * 6 + [("35", "H")] * 2 + [("22", " h")] + [("22", "H")]
    found = small_counts(rows, 5)
    assert (found.rows, found.groups, found.smallest) == (10, 3, 2)
    assert found.small_rows == 4


def test_a_table_without_rows_has_no_group():
    found = small_counts([], 5)
    assert (found.rows, found.groups, found.smallest, found.small_rows) == (0, 0, 0, 0)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("xy")), max_size=40),
       st.integers(2, 9))  # fmt: skip
def test_it_agrees_with_a_plain_count(rows, k):
    sizes = Counter(rows)
    found = small_counts(rows, k)
    assert found.small_rows == sum(n for n in sizes.values() if n < k)
    assert found.smallest == min(sizes.values(), default=0)

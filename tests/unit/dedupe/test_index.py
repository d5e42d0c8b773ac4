"""What any index promises; the one in memory is held to it here."""

from wirecopy.dedupe.index import Member, MemoryIndex

ANNA, BERT = Member("s1", "a1", 20_000), Member("s2", "a2", 20_001)


def test_what_is_posted_is_found_and_the_first_poster_sees_itself():
    index = MemoryIndex()
    assert index.post(["k", "l"], ANNA) == {"k": (ANNA,), "l": (ANNA,)}
    assert set(index.post(["k"], BERT)["k"]) == {ANNA, BERT}
    assert set(index.probe(["k", "absent"])["k"]) == {ANNA, BERT}


def test_posting_twice_is_posting_once():
    index = MemoryIndex()
    index.post(["k"], ANNA)
    assert index.post(["k"], ANNA) == {"k": (ANNA,)}


def test_a_full_key_takes_no_more():
    index = MemoryIndex(capacity=1)
    index.post(["k"], ANNA)
    assert index.post(["k"], BERT) == {"k": (ANNA,)}


def test_what_is_withdrawn_is_gone_and_withdrawing_again_changes_nothing():
    index = MemoryIndex()
    index.post(["k"], ANNA)
    index.withdraw(["k", "absent"], ANNA)
    index.withdraw(["k"], ANNA)
    assert not index.probe(["k"]).get("k")


def test_a_member_survives_being_written_as_text():
    assert Member.parse(str(ANNA)) == ANNA

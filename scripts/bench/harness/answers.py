"""Compares what query engines answer with what the store does."""

# Scores are by the same formula there, so that only what has the same score may stand in another order.
RANKED_AS_OURS = ("C++ floor", "tantivy")
SCORE_TOLERANCE = 1e-4  # of the score, for sums in another order


def read_queries(path):
    """The queries of each class as a person reads them."""
    queries = {}
    for line in path.read_text().splitlines():
        name, *fields = line.split("\t")
        queries.setdefault(name, []).append(" ".join(fields))
    return queries


def difference(ours, theirs, queries):
    """What differs, or nothing."""
    if len(theirs["digests"]) != len(queries):
        return f"{len(theirs['digests'])} queries are answered, not {len(queries)}"
    pairs = zip(ours["digests"], theirs["digests"])
    wrong = [queries[place] for place, (own, other) in enumerate(pairs) if own != other]
    if wrong:
        return f"{len(wrong)} of {len(queries)} answers are not the store's, the first to {wrong[0]}"
    for part in ("answers", "bytes"):
        if ours[part] != theirs[part]:
            return f"{theirs[part]} {part}, not {ours[part]}"
    return ""


def are_ties(own, other):
    """Whether two pages differ only in what has the same score."""
    return len(own) == len(other) and all(
        mine == theirs or abs(score - their_score) <= SCORE_TOLERANCE * abs(score)
        for (mine, score), (theirs, their_score) in zip(own, other)
    )


def pages(name, ours, theirs, queries):
    """How the most relevant hits compare, and what is wrong about it, if anything."""
    same = tied = shared = hits = 0
    others = []
    for own, other, query in zip(ours["hits"], theirs["hits"], queries, strict=True):
        ids, other_ids = [hit[0] for hit in own], [hit[0] for hit in other]
        shared += len(set(ids) & set(other_ids))
        hits += len(ids)
        if ids == other_ids:
            same += 1
        elif name in RANKED_AS_OURS and are_ties(own, other):
            tied += 1
        else:
            others.append(query)
    said = f"{name}: the ten most relevant are the same, in the same order, for {same:,} of "
    said += f"{len(queries):,} searches"
    if name in RANKED_AS_OURS:
        said += f", for {tied:,} but for the order of equal scores, and others for {len(others):,}"
    else:
        said += f"; {100 * shared / max(hits, 1):.1f} % of all hits are. It weighs words otherwise"
    wrong = f"other hits for {len(others)} searches, the first {others[0]}" if others else ""
    return said, wrong if name in RANKED_AS_OURS else ""

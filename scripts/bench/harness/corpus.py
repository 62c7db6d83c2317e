"""A corpus of made-up meetings, and a mix of queries for it: the same bytes for the same seed.

A corpus's folder holds corpus.jsonl, a statement a line in date order with the fields meeting,
ordinal, speaker, role, date and text; corpus.queries.json and queries.tsv, the queries; and
corpus.json, what was made.

The model: meetings of about 40 statements on weekdays of 20 years; 5,000 speakers, the first of
whom has 8 % of all statements, a meeting drawing on a pool of eight; texts of about 100 words,
lognormal; words by Zipf's law from 200,000 made-up ones, a tenth of them from the meeting's topic,
every sixth a collocate of its left neighbour. People and words are invented.
"""

import json
import random
from collections import defaultdict

import numpy as np

VERSION = 1  # of what is made; a corpus of another one is made anew
SEED = 20240501
VOCABULARY = 200_000
SPEAKERS = 5_000
TOP_SPEAKER_SHARE = 0.08
FIRST_DAY = np.datetime64("2005-01-01")
DAYS = 20 * 36525 // 100
MEETING_SIZE, MEETING_DEVIATION = 40, 12
POOL = 8
WORDS_MEAN, WORDS_AT_MOST = 100, 2_000
TOPIC_WORDS, TOPIC_SHARE = 24, 0.10
COLLOCATES, COLLOCATE_SHARE = 4, 0.20
COMMA_SHARE, STOP_SHARE = 0.05, 1 / 15
ROLES = ["member", "minister", "witness", "counsel", "clerk", "guest"]
ROLE_SHARES = [0.70, 0.08, 0.10, 0.05, 0.04, 0.03]
MEETINGS_AT_ONCE = 500
QUERIES_OF_A_CLASS = 1_000


def zipf_shares(count, exponent):
    weights = 1.0 / np.arange(1, count + 1) ** exponent
    return weights / weights.sum()


def exponent_for_top_share(count, share):
    low, high = 0.1, 2.0
    for _ in range(60):
        middle = (low + high) / 2
        if zipf_shares(count, middle)[0] > share:
            high = middle
        else:
            low = middle
    return low


def draw(rng, cumulative, size):
    return np.searchsorted(cumulative, rng.random(size), side="right").astype(np.int32)


def invent_words(seed, lengths):
    """Distinct words of consonants and vowels in turn."""
    rng, words = random.Random(seed), {}
    for length in lengths:
        tries = 0
        while True:
            start = rng.random() < 0.4
            word = "".join(
                rng.choice("aeiou" if (start + place) % 2 else "bcdfghjklmnprstvwxz")
                for place in range(int(length) + tries // 8)
            )
            if word not in words:
                break
            tries += 1
        words[word] = None
    return list(words)


class Model:
    """What does not change from meeting to meeting."""

    def __init__(self, seed):
        self.rng = np.random.default_rng(seed)
        rank = np.arange(1, VOCABULARY + 1)
        lengths = 1.9 + 0.5 * np.log(rank) + self.rng.normal(0, 1, VOCABULARY)
        words = invent_words(seed, np.clip(np.rint(lengths), 2, 14))
        # Four printed forms a word: plain, capitalised, before a full stop, before a comma.
        self.forms = words + [w.capitalize() for w in words]
        self.forms += [w + "." for w in words] + [w + "," for w in words]
        first = invent_words(seed + 1, self.rng.integers(4, 8, 400))
        last = invent_words(seed + 2, self.rng.integers(5, 10, 2_500))
        pairs = self.rng.choice(len(first) * len(last), SPEAKERS, replace=False)
        self.speakers = [
            f"{first[p // len(last)].title()} {last[p % len(last)].title()}" for p in pairs
        ]
        self.roles = self.rng.choice(len(ROLES), SPEAKERS, p=ROLE_SHARES)
        self.word_shares = np.cumsum(zipf_shares(VOCABULARY, 1.0))
        exponent = exponent_for_top_share(SPEAKERS, TOP_SPEAKER_SHARE)
        self.speaker_shares = np.cumsum(zipf_shares(SPEAKERS, exponent))
        self.collocates = draw(self.rng, self.word_shares, (VOCABULARY, COLLOCATES))

    def meetings(self, statements):
        """Sizes and days of meetings that hold so many statements."""
        guess = statements // MEETING_SIZE * 2 + 64
        sizes = np.clip(np.rint(self.rng.normal(MEETING_SIZE, MEETING_DEVIATION, guess)), 5, 120)
        count = int(np.searchsorted(np.cumsum(sizes), statements)) + 1
        sizes = sizes[:count].astype(np.int64)
        sizes[-1] -= sizes.sum() - statements
        days = np.arange(FIRST_DAY, FIRST_DAY + np.timedelta64(DAYS, "D"))
        days = days[np.is_busday(days)]
        return sizes, np.sort(self.rng.choice(days, count))

    def texts(self, owner, meetings):
        """A text for each statement, `owner` being the meeting that it belongs to."""
        rng = self.rng
        lengths = np.rint(rng.lognormal(np.log(WORDS_MEAN) - 0.4, 0.9, owner.size))
        lengths = np.clip(lengths, 3, WORDS_AT_MOST).astype(np.int64)
        ends = np.cumsum(lengths)
        starts, total = ends - lengths, int(ends[-1])
        tokens = draw(rng, self.word_shares, total)
        topic = np.exp(rng.uniform(np.log(200), np.log(20_000), (meetings, TOPIC_WORDS)))
        at = np.flatnonzero(rng.random(total) < TOPIC_SHARE)
        of_meeting = np.repeat(owner, lengths)[at]
        tokens[at] = topic.astype(np.int32)[of_meeting, rng.integers(0, TOPIC_WORDS, at.size)]
        follows = rng.random(total) < COLLOCATE_SHARE
        follows[0] = False
        follows[1:] &= ~follows[:-1]
        at = np.flatnonzero(follows)
        tokens[at] = self.collocates[tokens[at - 1], rng.integers(0, COLLOCATES, at.size)]

        form = np.zeros(total, np.int32)
        form[rng.random(total) < COMMA_SHARE] = 3
        stops = rng.random(total) < STOP_SHARE
        stops[ends - 1] = True
        opens = np.zeros(total, bool)
        opens[1:] = stops[:-1]
        opens[starts] = True
        is_end = np.zeros(total, bool)
        is_end[ends - 1] = True
        stops &= ~opens | is_end  # a sentence has at least two words
        form[opens] = 1
        form[stops] = 2
        coded = (tokens + form * VOCABULARY).tolist()
        forms = self.forms
        for start, end in zip(starts.tolist(), ends.tolist()):
            yield " ".join([forms[code] for code in coded[start:end]])


def generate(folder, statements, seed=SEED):
    """Makes a corpus of so many statements in `folder`, unless it is there."""
    made = {"version": VERSION, "statements": statements, "seed": seed, "numpy": np.__version__}
    note = folder / "corpus.json"
    if note.exists() and json.loads(note.read_text()) == made:
        return
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.iterdir():
        stale.unlink()
    model = Model(seed)
    sizes, days = model.meetings(statements)
    speaker, day, ids = [], [], []
    with (folder / "corpus.jsonl").open("w", buffering=1 << 20) as out:
        for low in range(0, len(sizes), MEETINGS_AT_ONCE):
            high = min(len(sizes), low + MEETINGS_AT_ONCE)
            owner = np.repeat(np.arange(high - low), sizes[low:high])
            pool = draw(model.rng, model.speaker_shares, (high - low, POOL))
            voices = pool[owner, model.rng.integers(0, POOL, owner.size)]
            dates = np.datetime_as_string(days[low:high], unit="D").tolist()
            first = np.cumsum(sizes[low:high]) - sizes[low:high]
            ordinals = np.arange(owner.size) - first[owner]
            texts = model.texts(owner, high - low)
            for of, who, ordinal, text in zip(
                owner.tolist(), voices.tolist(), ordinals.tolist(), texts
            ):
                meeting = f"M{low + of:06d}"
                line = {
                    "meeting": meeting,
                    "ordinal": ordinal,
                    "speaker": model.speakers[who],
                    "role": "chair" if who == pool[of, 0] else ROLES[model.roles[who]],
                    "date": dates[of],
                    "text": text,
                }
                out.write(json.dumps(line, separators=(",", ":")) + "\n")
                ids.append(f"{meeting}/{ordinal}")
            speaker.append(voices)
            day.append(days[low:high].astype(np.int32)[owner])
    write_queries(folder, model.speakers, np.concatenate(speaker), np.concatenate(day), ids, seed)
    note.write_text(json.dumps(made))


def write_queries(folder, names, speaker, day, ids, seed):
    """Queries of the classes that need no words; both dates are inclusive.

    q1, q2  a speaker in a year; q3 a week; q9 the speaker who speaks most; q10 a
    statement by its id. Speakers are drawn by how much they speak.
    """
    rng = np.random.default_rng(seed + 1)
    first, last = int(day.min()), int(day.max())
    mix = defaultdict(list)

    def span(length):
        start = int(rng.integers(first, last - length))
        return [str(np.datetime64(start, "D")), str(np.datetime64(start + length - 1, "D"))]

    for _ in range(QUERIES_OF_A_CLASS):
        mix["q1"].append([names[speaker[rng.integers(len(day))]], *span(365)])
        mix["q3"].append(span(7))
        mix["q10"].append([int(rng.integers(len(day)))])
    mix["q2"] = mix["q1"]
    mix["q9"] = [[names[int(np.bincount(speaker).argmax())]]]
    (folder / "corpus.queries.json").write_text(json.dumps(mix))
    with (folder / "queries.tsv").open("w") as out:
        for name, queries in sorted(mix.items()):
            for fields in queries:
                fields = [ids[fields[0]]] if name == "q10" else fields
                out.write("\t".join([name, *fields]) + "\n")

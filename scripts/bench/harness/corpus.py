"""A corpus of made-up meetings, and a mix of queries for it: the same bytes for the same seed.

usage: corpus.py STATEMENTS FOLDER, where the harness does not make it by itself

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
import re
import sys
from pathlib import Path

import numpy as np

VERSION = 2  # of what is made; a corpus of another one is made anew
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
# In which share of all statements the words of queries are: a word alone, two words, two neighbours, two
# frequent words.
ONE_WORD, TWO_WORDS, NEIGHBOURS, FREQUENT = (0.005, 0.05), (0.002, 0.2), (0.001, 0.3), (0.05, 0.3)


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
        self.words = words
        self.statements_with = np.zeros(VOCABULARY, np.int64)  # in how many of them each word is
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
        of_statement = np.repeat(np.arange(owner.size), lengths)
        pairs = np.unique(of_statement * VOCABULARY + tokens)
        self.statements_with += np.bincount(pairs % VOCABULARY, minlength=VOCABULARY)

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
    speaker, day = [], []
    starts, end = np.empty(statements, np.int64), 0  # of lines in bytes, which are characters here
    row = 0
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
                starts[row] = end
                row += 1
                end += out.write(json.dumps(line, separators=(",", ":")) + "\n")
            speaker.append(voices)
            day.append(days[low:high].astype(np.int32)[owner])
    with (folder / "corpus.jsonl").open("rb") as lines:
        write_queries(
            folder, model, np.concatenate(speaker), np.concatenate(day), Lines(lines, starts), seed
        )
    note.write_text(json.dumps(made))


class Lines:
    """The statements of a corpus, of which a few are read again."""

    def __init__(self, file, starts):
        self.file, self.starts = file, starts

    def __getitem__(self, row):
        self.file.seek(int(self.starts[row]))
        return json.loads(self.file.readline())

    def id(self, row):
        line = self[row]
        return f"{line['meeting']}/{line['ordinal']}"

    def words(self, row):
        return re.findall("[a-z]+", self[row]["text"].lower())


class Mix:
    """Queries of every class. Each is drawn from a statement, so that the frequent is asked for
    frequently, and so that each query for words finds that statement at least."""

    def __init__(self, model, speaker, day, lines, seed):
        self.rng = np.random.default_rng(seed + 1)
        self.names, self.speaker, self.day, self.lines = model.speakers, speaker, day, lines
        self.share = dict(zip(model.words, (model.statements_with / len(day)).tolist()))

    def some(self, make):
        """As many queries as a class has; `make` gives None for a statement that is good for none."""
        queries = []
        while len(queries) < QUERIES_OF_A_CLASS:
            query = make(int(self.rng.integers(len(self.day))))
            if query:
                queries.append(query)
        return queries

    def span(self, length):
        first, last = int(self.day[0]), int(self.day[-1])
        return self.days(int(self.rng.integers(first, last - length)), length)

    def days(self, start, length):
        """The first and the last of so many days."""
        return [str(np.datetime64(day, "D")) for day in (start, start + length - 1)]

    def name(self, row):
        return self.names[self.speaker[row]]

    def fitting(self, row, shares):
        """Words of a statement that are neither too rare nor too frequent."""
        return sorted({w for w in self.lines.words(row) if shares[0] <= self.share[w] <= shares[1]})

    def some_words(self, row, count, shares):
        fitting = self.fitting(row, shares)
        if len(fitting) < count:
            return None
        return [str(word) for word in self.rng.choice(fitting, count, replace=False)]

    def phrase(self, row):
        words, fitting = self.lines.words(row), set(self.fitting(row, NEIGHBOURS))
        pairs = [list(p) for p in zip(words, words[1:]) if p[0] != p[1] and fitting.issuperset(p)]
        return pairs[self.rng.integers(len(pairs))] if pairs else None

    def speaker_and_word(self, row):
        word = self.some_words(row, 1, ONE_WORD)
        start = int(self.day[row]) - int(self.rng.integers(365))
        return word and [self.name(row), *self.days(start, 365), *word]

    def speaker_and_phrase(self, row):
        phrase = self.phrase(row)
        return phrase and [*phrase, self.name(row)]

    def queries(self):
        mix = {
            "q1": self.some(lambda row: [self.name(row), *self.span(365)]),
            "q3": self.some(lambda row: self.span(7)),
            "q4": self.some(self.speaker_and_word),
            "q5": self.some(lambda row: self.some_words(row, 2, TWO_WORDS)),
            "q6": self.some(self.phrase),
            "q7": self.some(self.speaker_and_phrase),
            "q8": self.some(lambda row: self.some_words(row, 1, ONE_WORD)),
            "q9": [[self.names[int(np.bincount(self.speaker).argmax())]]],
            "q10": self.some(lambda row: [row]),
            "search": self.some(lambda row: self.some_words(row, 2, FREQUENT)),
        }
        return {**mix, "q2": mix["q1"]}


def write_queries(folder, model, speaker, day, lines, seed):
    """The queries; both dates are inclusive.

    q1, q2  speaker, from, to: a year
    q3      from, to: a week
    q4      speaker, from, to, word: a year
    q5      two words of one statement
    q6      two neighbouring words
    q7      two neighbouring words, speaker
    q8      word
    q9      the speaker who speaks most
    q10     a statement's line from 0; its id in queries.tsv
    search  two frequent words of one statement
    """
    mix = Mix(model, speaker, day, lines, seed).queries()
    (folder / "corpus.queries.json").write_text(json.dumps(mix))
    with (folder / "queries.tsv").open("w") as out:
        for name, queries in sorted(mix.items()):
            for fields in queries:
                fields = [lines.id(fields[0])] if name == "q10" else fields
                out.write("\t".join([name, *fields]) + "\n")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__.split("\n")[2])
    generate(Path(sys.argv[2]), int(sys.argv[1]))

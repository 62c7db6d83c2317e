"""An invented archive as JSON Lines in the project's own layout, the same every time."""

import datetime
import json
import random

SMALL_MEETINGS = 60
STATEMENTS_OF_A_MEETING = 50
# One meeting of large statements, so that a stream of everything is far larger than all buffers
# between server and client, and single messages need many frames.
LARGE_STATEMENTS = 24
LARGE_STATEMENT_BYTES = 256 * 1024

# Name, and other spellings it is printed in. Some share words, some need folding.
PEOPLE = [
    ("Aurelia Thornquist", ["A. Thornquist"]),
    ("Benedikt Thornquist", []),
    ("Ștefan Müller-Łukasiewicz", ["Stefan Müller"]),
    ("Jorūnė Žvaigždutė", []),
    ("Séamus O’Gríofa", ["Seamus O'Griofa"]),
    ("Вера Полуночникова", ["Vera Polunochnikova"]),
    ("Oyelaran Adékúnlé-Brïght", []),
    ("Margit Sørbakken", ["Margit Soerbakken"]),
    ("Ilka Ilka", []),
    ("李雲霄", ["Li Yunxiao"]),
    ("Tobiah Quill", []),
    ("Perpetua van der Heuvelmans", []),
]

PLACES = [
    "Harbour House, Port Ellery",
    "Old Mint, Königsfurt",
    "Salle des Échos, Belcastel",
    "Port Ellery",
    "Дом рыбака, Сосновый Мыс",
    "",
]

TITLES = [
    "Committee on Lighthouses",
    "Briefing on the Tidal Mill",
    "Sitting of the Assembly of Ferrymen",
    "Séance sur les phares",
]

KINDS = ["KIND_SPEECH", "KIND_QUESTION", "KIND_ANSWER", "KIND_INTERJECTION"]
DELIVERIES = ["MODE_DIRECT", "MODE_INTERPRETED", "MODE_RETRANSLATED"]
MARKS = [
    "KIND_EDITORIAL_NOTE", "KIND_VOCAL", "KIND_KINESIC", "KIND_INCIDENT", "KIND_LANGUAGE",
    "KIND_INSERTION", "KIND_ELISION", "KIND_PULL_QUOTE", "KIND_PROCEDURAL", "KIND_TIME",
]  # fmt: skip
WORDS = (
    "the harbour was dredged again before winter and nobody counted herring barrels while "
    "Ægir’s ferry — “slow, but sure” — crossed at noon; ветер стих, 風も止んだ, 🐟 and so\u00a0on"
).split(" ")

FIRST_DAY = datetime.date(1999, 11, 3)


def write(path, meetings=SMALL_MEETINGS, large=True):
    """Writes the archive to `path`, or the first `meetings` of it, with the large one or without."""
    chance = random.Random(20231)
    with open(path, "w", encoding="utf-8") as file:
        for number in range(meetings):
            for line in _meeting(number, chance):
                file.write(json.dumps(line, ensure_ascii=False) + "\n")
        for line in _large_meeting(chance) if large else []:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")


def _day(number):
    # Two meetings on some days, gaps of weeks between others, over several years.
    return FIRST_DAY + datetime.timedelta(days=(number // 2) * 53)


def _sentence(chance, count):
    return " ".join(chance.choice(WORDS) for _ in range(count)).capitalize() + "."


def _meeting(number, chance):
    day = _day(number)
    meeting = {
        "id": f"ferry:{number:03d}.{day.year}",
        "title": f"{TITLES[number % len(TITLES)]}, no. {number}",
        "date": day.isoformat(),
        "place": PLACES[number % len(PLACES)],
        "language": "en",
        "kind": ["sitting", "briefing", ""][number % 3],
        "lead": [_sentence(chance, 12) for _ in range(number % 3)],
        "source": {
            "format": "jsonl",
            "url": f"https://ferry.example/{number}",
            "licence": "CC0-1.0",
            "fileName": f"{number}.html",
            "sha256": "q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQq83vEjRWeJA=",
        },
    }
    if number % 4 == 1:
        meeting["endDate"] = (day + datetime.timedelta(days=1)).isoformat()
    if number % 2 == 0:
        meeting["startTime"] = "09:30" if number % 4 else "09:30:15"
        meeting["timeZone"] = "Europe/Tallinn" if number % 8 else "+05:45"
    if number % 3 == 2:
        meeting["sections"] = [{"heading": "Opening", "level": 1}, {"heading": "Tides", "level": 2}]
    present = chance.sample(range(len(PEOPLE)), 5)
    for ordinal in range(STATEMENTS_OF_A_MEETING):
        statement = _statement(meeting, ordinal, present, chance)
        if ordinal == 0:
            statement["meeting"] = meeting
            statement["speakers"] = [_speaker(person, day) for person in present]
        yield statement


def _speaker_id(person):
    """Ids that a file of one's own states are kept as they are."""
    name = PEOPLE[person][0]
    return name.lower().replace(" ", "-") if name.isascii() else f"p{person}"


def _speaker(person, day):
    name, others = PEOPLE[person]
    seen = {"from": day.isoformat(), "to": day.isoformat()}
    speaker = {
        "id": _speaker_id(person),
        "name": name,
        "names": [{"wording": wording, **seen} for wording in [name, *others]],
        "roles": [{"wording": f"Keeper of Light {person}", **seen}],
    }
    if person % 3 == 0:
        speaker["identifiers"] = [{"scheme": "ferry", "value": f"F{person}"}]
        speaker["otherIds"] = [f"once-{_speaker_id(person)}"]
    return speaker


def _statement(meeting, ordinal, present, chance):
    person = chance.choice(present)
    name, others = PEOPLE[person]
    paragraphs = [_sentence(chance, chance.randint(4, 60)) for _ in range(chance.randint(1, 4))]
    statement = {
        "id": f"{meeting['id']}/s{ordinal:03d}",
        "meetingId": meeting["id"],
        "ordinal": ordinal,
        "date": meeting["date"],
        "kind": KINDS[chance.choices(range(4), (6, 2, 2, 1))[0]],
        "attribution": {
            "label": f"{name.upper()} (keeper)",
            "speakerId": _speaker_id(person),
            "name": chance.choice([name, *others]),
            "role": f"Keeper of Light {person}",
            "certainty": "CERTAINTY_IDENTIFIED",
        },
        "paragraphs": paragraphs,
    }
    if "endDate" in meeting and ordinal >= STATEMENTS_OF_A_MEETING // 2:
        statement["date"] = meeting["endDate"]
    if ordinal % 10 == 3:
        statement["attribution"] = {"label": "Question", "certainty": "CERTAINTY_UNNAMED"}
    if ordinal % 10 == 7:
        statement["attribution"] = {
            "label": "Thornquist",
            "certainty": "CERTAINTY_AMBIGUOUS",
            "candidateIds": [_speaker_id(candidate) for candidate in present[:2]],
        }
    if ordinal % 6 == 1:
        statement["attribution"]["delivery"] = {
            "mode": DELIVERIES[ordinal % 3],
            "language": "ru",
            "wording": "(interpreted)",
        }
    if ordinal % 5 == 0:
        before, word = paragraphs[0].split(" ")[:2]
        statement["marks"] = [
            {
                "kind": MARKS[ordinal % 10],
                "offset": len(before.encode()) + 1,
                "length": len(word.encode()),
                "wording": word,
            },
            {
                "kind": MARKS[(ordinal + 3) % 10],
                "paragraph": len(paragraphs),
                "wording": "(Low tide.)",
            },
        ]
    if ordinal % 7 == 2:
        statement["timing"] = {"start": "09:31:00", "end": "09:32:10.250"}
    if ordinal % 4 == 0:
        statement["lines"] = {"first": 10 + ordinal, "last": 12 + ordinal}
    if "sections" in meeting and ordinal > 4:
        statement["section"] = 1 + ordinal % 2
    return statement


def _large_meeting(chance):
    day = datetime.date(2031, 2, 28)
    meeting = {
        "id": "ledger:2031",
        "title": "Reading of the whole ledger",
        "date": day.isoformat(),
        "place": "Port Ellery",
    }
    for ordinal in range(LARGE_STATEMENTS):
        paragraph = _sentence(chance, 200)
        copies = LARGE_STATEMENT_BYTES // len(paragraph.encode())
        statement = {
            "id": f"ledger:2031/s{ordinal:03d}",
            "meetingId": "ledger:2031",
            "ordinal": ordinal,
            "date": day.isoformat(),
            "kind": "KIND_SPEECH",
            "attribution": {
                "label": "QUILL",
                "speakerId": _speaker_id(10),
                "name": "Tobiah Quill",
                "certainty": "CERTAINTY_IDENTIFIED",
            },
            "paragraphs": [paragraph] * copies,
        }
        if ordinal == 0:
            statement["meeting"] = meeting
            statement["speakers"] = [_speaker(10, day)]
        yield statement

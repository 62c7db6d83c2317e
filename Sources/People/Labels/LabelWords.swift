/// The words by which labels are told from sentences: English as official publications write it.
///
/// Names are not listed here: a person is known by the shape of a label and by the document.
package enum LabelWords {
  /// Labels of a voice whose name is not known; two of them are two people.
  package static let unnamed: Set<String> = [
    "question", "remark", "reply", "response", "answer", "q", "a", "comment", "voice",
    "voice from the audience", "voice from the floor", "from the audience", "from the floor",
    "audience member", "audience question", "a voice", "journalist", "reporter", "correspondent",
    "unidentified", "unknown", "unknown speaker", "unidentified speaker", "unidentified person",
    "member of the audience", "participant", "a participant", "speaker", "exclamation", "quest",
    "question from the audience", "remark from the audience", "reply from the audience",
    "remark from the floor", "question from the floor", "retort", "interjection", "replica",
    "male voice", "female voice", "unidentified male", "unidentified female", "respondent",
  ]

  /// Labels of several voices at once.
  package static let groups: Set<String> = [
    "all", "all together", "audience", "the audience", "participants", "participant voices",
    "voices", "voices from the audience", "many voices", "everyone", "everybody", "chorus", "both",
    "members", "several voices", "crowd", "the crowd", "protesters", "hon members",
    "several hon members", "audience members", "several members", "people in the audience",
    "journalists", "reporters", "replies", "remarks", "responses", "answers", "questions",
    "servicemen", "students", "children", "cadets", "answer in unison", "in unison", "in chorus",
  ]

  /// Words that name a person's part, office or trade; a role holds at least one of them.
  package static let roles: Set<String> = [
    "academician", "actor", "actress", "adjutant", "administrator", "admiral", "adviser", "advisor",
    "aide", "ambassador", "analyst", "anchor", "announcer", "archbishop", "archimandrite",
    "architect", "artist", "assistant", "astronaut", "athlete", "attorney", "ataman", "author",
    "ayatollah", "ballerina", "baroness", "biathlete", "bishop", "blogger", "boxer", "brigadier",
    "builder", "businessman", "businesswoman", "cadet", "candidate", "captain", "cardinal",
    "cashier", "catholicos", "ceo", "chair", "chairman", "chairperson", "chairwoman", "champion",
    "chancellor", "charge", "chef", "chief", "choreographer", "clerk", "coach", "coadjutor",
    "cofounder", "co-chair", "co-chairman", "co-chairperson", "co-chairwoman", "co-founder",
    "co-host", "co-owner", "colonel", "columnist", "commandant", "commander", "commander-in-chief",
    "commentator", "commissar", "commissioner", "committee", "composer", "comrade", "conductor",
    "congressman", "congresswoman", "consul", "consultant", "contralto", "controller",
    "coordinator", "coordinators", "coo", "cfo", "cto", "cosmonaut", "correspondent", "councillor",
    "counsel", "counsellor", "count", "crew", "critic", "curator", "dean", "delegate", "deputy",
    "designer", "developer", "diplomat", "director", "director-general", "dispatcher", "doctor",
    "doyen", "dr", "driver", "economist", "editor", "editor-in-chief", "elder", "emir", "emperor",
    "employee", "engineer", "entrepreneur", "envoy", "executive", "expert", "farmer", "father",
    "fighter", "filmmaker", "fireman", "firefighter", "foreman", "founder", "gen", "general",
    "geologist", "governor", "graduate", "grandmaster", "guest", "hajji", "head", "headmaster",
    "headmistress", "hero", "hieromonk", "historian", "host", "hostess", "imam", "inspector",
    "instructor", "intern", "interpreter", "inventor", "investigator", "investor", "jockey",
    "journalist", "judge", "justice", "king", "lady", "lawyer", "leader", "lecturer", "librarian",
    "lieutenant", "lord", "machinist", "madam", "major", "major-general", "manager", "marshal",
    "master", "mathematician", "mayor", "mechanic", "medic", "member", "metropolitan",
    "midshipman", "military", "miner", "minister", "ministers", "miss", "moderator", "monk",
    "mother", "mr", "mrs", "ms", "mufti", "musician", "navigator", "notary", "novelist", "nun",
    "nurse", "nutritionist", "officer", "official", "ombudsman", "ombudsperson", "ombudswoman",
    "operator", "organiser", "organizer", "owner", "painter", "paralympian", "paramedic",
    "parent", "participant", "partner", "pastor", "patient", "patriarch", "pensioner",
    "philanthropist", "philosopher", "photographer", "physician", "physicist", "pianist", "pilot",
    "player", "plenipotentiary", "poet", "policeman", "pope", "postgraduate", "premier",
    "presenter", "president", "presidents", "priest", "prime", "prince", "princess", "principal",
    "producer", "prof", "professor", "programmer", "prosecutor", "provost", "psychologist",
    "publicist", "publisher", "queen", "rabbi", "rapporteur", "rector", "referee", "registrar",
    "rep", "reporter", "representative", "representatives", "researcher", "resident", "rev",
    "reverend", "sailor", "scholar", "schoolgirl", "schoolboy", "schoolteacher", "scientist",
    "screenwriter", "sculptor", "secretary", "secretary-general", "senator", "sergeant",
    "serviceman", "servicewoman", "sheikh", "sheik", "shareholder", "singer", "sir", "skater",
    "skier", "sniper", "sociologist", "soldier", "soloist", "specialist", "speaker", "spokesman",
    "spokesperson", "spokeswoman", "sportsman", "sportswoman", "staff", "statesman", "student",
    "sultan", "superintendent", "supervisor", "surgeon", "swimmer", "taoiseach", "teacher",
    "technician", "technologist", "tennis", "trainer", "translator", "traveller", "treasurer",
    "trustee", "tsar", "tutor", "undersecretary", "under-secretary-general", "veteran",
    "vice-chairman", "vice-governor", "vice-mayor", "vice-premier", "vice-president",
    "vice-rector", "vice-speaker", "vicar", "viceroy", "viewer", "violinist", "volunteer",
    "voter", "warden", "warrior", "weightlifter", "welder", "winner", "wife", "widow", "husband",
    "son", "daughter", "brother", "sister", "grandson", "granddaughter", "worker", "wrestler",
    "writer", "chargé", "majesty", "highness", "excellency", "holiness", "eminence", "grace",
    "descendant", "relative", "activist", "aviator", "bandmaster", "bureau", "columnists",
    "caller", "listener", "moderators", "convener", "convenor", "vp", "vicepresident", "witness",
    "auditor", "governor-general", "tsarina", "hetman", "sheriff", "laureate", "medallist",
    "medalist", "olympian", "contestant", "colleague", "apprentice", "turner", "fitter",
    "agronomist", "rancher", "fisherman", "forester", "ecologist", "biologist", "chemist",
    "linguist", "restorer", "rescuer", "diver", "stuntman", "cameraman", "accountant", "banker",
    "dad", "mum", "mom", "boy", "girl", "woman", "man", "pupil", "schoolchild", "senior",
  ]

  /// Parts of a meeting that are printed alone, without a name, and speak.
  package static let parts: Set<String> = [
    "moderator", "presenter", "host", "hostess", "anchor", "announcer", "interpreter", "translator",
    "operator", "chair", "chairman", "chairwoman", "chairperson", "president", "speaker",
    "prosecutor", "judge", "clerk", "narrator", "caller", "viewer", "veteran", "worker", "student",
    "teacher", "soldier", "officer", "resident", "woman", "man", "girl", "boy", "child", "guide",
    "doctor", "nurse", "farmer", "driver", "engineer", "cadet", "pupil", "schoolgirl", "schoolboy",
    "volunteer", "commander", "director", "mayor", "governor", "minister", "representative",
    "employee", "guest", "official", "secretary", "manager", "priest", "mother", "father", "elder",
  ]

  /// Words that stand before a name and are not part of it.
  package static let honorifics: Set<String> = [
    "mr", "mrs", "ms", "miss", "dr", "prof", "professor", "sir", "lord", "lady", "madam", "dame",
    "senator", "sen", "gen", "general", "col", "colonel", "lt", "capt", "maj", "adm", "rev", "rep",
    "hon", "judge", "justice", "representative", "congressman", "congresswoman", "secretary",
    "president", "minister", "governor", "gov", "mayor", "ambassador", "chancellor", "speaker",
  ]

  /// Small words that stand within names: "Van der Bellen", "al Assad", "bin Salman".
  package static let particles: Set<String> = [
    "van", "der", "den", "de", "del", "della", "di", "da", "do", "dos", "das", "du", "la", "le",
    "el", "al", "bin", "ibn", "bint", "ben", "von", "zu", "zur", "ter", "ten", "af", "av", "y", "e",
    "ul", "ur", "abu", "ould", "oglu", "ogly", "kyzy", "uulu", "st", "san", "as", "ash", "an",
  ]

  /// Words that a role or a name hardly holds and a sentence hardly does without.
  package static let sentence: Set<String> = [
    "i", "you", "we", "he", "she", "it", "they", "me", "us", "him", "them", "my", "your", "his",
    "her", "their", "its", "this", "that", "these", "those", "is", "are", "was", "were", "be",
    "been", "being", "am", "have", "has", "had", "having", "do", "does", "did", "will", "would",
    "can", "could", "should", "shall", "must", "not", "what", "why", "how", "when", "where",
    "which", "if", "because", "but", "so", "there", "here", "let", "please", "yes", "no", "now",
    "then", "also", "just", "want", "wants", "say", "said", "says", "like", "some", "any", "every",
    "each", "one", "two", "three", "more", "most", "than", "very", "too", "only", "about", "into",
    "who", "whose", "get", "got", "go", "goes", "went", "make", "makes", "made", "take", "takes",
    "took", "give", "gives", "gave", "know", "knows", "think", "thinks", "see", "reads", "read",
    "writes", "wrote", "asks", "asked", "replied", "answered", "added", "stressed", "noted",
    "stated", "follows", "following", "example", "instance", "regarding", "concerning", "however",
    "therefore", "moreover", "finally", "incidentally", "actually", "basically", "namely",
    "i’m", "it’s", "that’s", "don’t", "let’s", "there’s", "here’s", "what’s", "we’re", "you’re",
    "i'm", "it's", "that's", "don't", "let's", "there's", "here's", "what's", "we're", "you're",
    "all", "both", "such", "other", "another", "same", "own", "up", "out", "while", "until", "till",
    "since", "during", "before", "after", "again", "still", "already", "even", "well", "ok",
    "okay", "thanks", "thank", "hello", "dear", "welcome", "remember", "imagine", "consider",
    "look", "listen", "note", "attention", "including", "includes", "include", "lists",
    "especially", "particularly", "specifically",
  ]

  /// Words that sentences begin with and labels do not, but for names of two or three words: "To Lam".
  package static let beginnings: Set<String> = [
    "and", "or", "for", "as", "to", "from", "with", "at", "in", "on", "by", "under", "of",
  ]

  /// Words that end the name of a place or a body and never that of a person.
  package static let notNames: Set<String> = [
    "region", "territory", "republic", "district", "area", "city", "town", "village", "province",
    "state", "oblast", "krai", "federation", "union", "street", "avenue", "square", "sea", "ocean",
    "river", "lake", "island", "islands", "peninsula", "mountains", "east", "west", "north",
    "south", "asia", "europe", "africa", "america", "russia", "moscow", "petersburg", "kremlin",
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "forum", "summit", "conference", "meeting", "session", "agency", "bank",
    "company", "corporation", "university", "institute", "academy", "school", "hospital",
    "centre", "center", "ministry", "government", "parliament", "duma", "council", "assembly",
    "committee", "commission", "party", "movement", "fund", "foundation", "association", "tv",
    "channel", "news", "newspaper", "magazine", "radio", "project", "projects", "programme",
    "program", "plan", "order", "law", "act", "code", "constitution", "article", "chapter",
    "section", "paragraph", "point", "item", "issue", "topic", "theme", "subject", "goal", "goals",
    "task", "tasks", "problem", "problems", "question", "questions", "answer", "answers", "step",
    "stage", "phase", "part", "first", "second", "third", "fourth", "fifth", "sixth", "next",
    "last", "lastly", "firstly", "secondly", "thirdly", "conclusion", "summary", "result",
    "results", "ladies", "gentlemen", "friends", "colleagues", "comrades", "war", "day", "year",
    "years", "size", "colours", "settings", "number", "numbers", "telephone", "phone", "email",
    "e-mail", "address", "website", "photo", "video", "source", "date", "time", "place", "agenda",
    "www", "http", "https", "world", "country", "people", "nation", "nations", "army", "navy",
    "proverb", "saying", "quote", "message", "messages", "letter", "text", "sms", "moscow’s",
    "life", "work", "money", "housing", "health", "education", "science", "culture", "industry",
    "agriculture", "energy", "economy", "security", "defence", "defense", "policy", "remarks",
    "statement", "statements", "transcript", "speech", "beginning", "excerpts", "participants",
    "office", "staff", "service", "services", "department", "administration", "directorate",
    "board", "group", "club", "team", "theatre", "museum", "chamber", "court", "league", "society",
    "trust", "sciences", "affairs", "research", "technologies", "systems", "organisations",
    "organizations", "trade", "transport", "finance", "development", "relations", "resources",
    "workers", "entrepreneurs", "journalists", "writers", "veterans", "veteran’s", "sports",
    "note", "contents", "documents", "document", "information", "facts", "figures", "list",
  ]
}

// The query classes that ask for words on Xapian, in a database of files, which is its usual one.
//
// usage: queries-xapian STATEMENTS QUERIES FOLDER
#include <xapian.h>

#include <array>
#include <filesystem>
#include <future>
#include <memory>
#include <thread>

#include "engine.h"

namespace {

using Xapian::Query;

// Days and years as text that sorts.
constexpr Xapian::valueno day_slot = 0, year_slot = 1;

// Terms of speakers begin with it, as Xapian's users do it.
std::string speaker_term(std::string_view name) { return "A" + std::string(name).substr(0, 200); }

// Some statements, one behind the other, that become a database of their own.
struct Part {
  std::string bytes;
  std::vector<std::array<size_t, 4>> sizes; // of frame, date, speaker and text
};

void build(const Part &part, const std::string &folder) {
  Xapian::WritableDatabase database(folder, Xapian::DB_CREATE_OR_OVERWRITE | Xapian::DB_NO_SYNC |
                                                Xapian::DB_DANGEROUS | Xapian::DB_NO_TERMLIST);
  Xapian::TermGenerator generator;
  std::string_view rest = part.bytes;
  for (const auto &sizes : part.sizes) {
    std::string_view fields[4];
    for (int i = 0; i < 4; i++) {
      fields[i] = rest.substr(0, sizes[i]);
      rest.remove_prefix(sizes[i]);
    }
    auto [frame, date, speaker, text] = fields;
    Xapian::Document document;
    generator.set_document(document);
    generator.index_text(Xapian::Utf8Iterator(text.data(), text.size()));
    document.add_boolean_term(speaker_term(speaker));
    std::string day = std::to_string(::day(date));
    document.add_value(day_slot, day);
    document.add_value(year_slot, day.substr(0, 4));
    document.set_data(std::string(frame));
    database.add_document(document);
  }
  database.commit();
}

class Database : public Engine {
public:
  explicit Database(const std::string &folder) : folder(folder) {
    std::filesystem::create_directories(folder);
    // So many statements are written at once; more are slower, as what is kept until then is larger.
    setenv("XAPIAN_FLUSH_THRESHOLD", "5000", 1);
  }

  std::string name() override { return std::string("Xapian ") + Xapian::version_string(); }

  // Databases are built on all cores and then made one, as Xapian's users build large ones.
  void add(const Statement &statement) override {
    std::string_view fields[] = {statement.frame, statement.date, statement.speaker, statement.text};
    for (std::string_view field : fields) part.bytes += field;
    part.sizes.push_back({fields[0].size(), fields[1].size(), fields[2].size(), fields[3].size()});
    if (part.sizes.size() == part_count) build_part();
  }

  void finish() override {
    if (!part.sizes.empty()) build_part();
    Xapian::Database all;
    for (auto &building : running) building.get();
    for (size_t i = 0; i < running.size(); i++) all.add_database(Xapian::Database(part_folder(i)));
    all.compact(folder + "/compact");
    all = Xapian::Database();
    for (size_t i = 0; i < running.size(); i++) std::filesystem::remove_all(part_folder(i));
    database = Xapian::Database(folder + "/compact");
    enquire = std::make_unique<Xapian::Enquire>(database);
  }

  // All files but that of the statements, which are compressed there.
  uint64_t index_bytes() override {
    uint64_t sum = 0;
    for (const auto &file : std::filesystem::directory_iterator(folder + "/compact"))
      if (file.path().filename() != "docdata.glass") sum += file.file_size();
    return sum;
  }

  void run(const ::Query &query, Answer &answer) override {
    const auto &fields = query.fields;
    switch (query.kind) {
    case Class::q4: {
      Query days(Query::OP_VALUE_RANGE, day_slot, std::to_string(day(fields[1])),
                 std::to_string(day(fields[2])));
      first(Query(Query::OP_FILTER, Query(fields[3]), speaker(fields[0]) & days), answer);
      break;
    }
    case Class::q5: answer.total(count(Query(fields[0]) & Query(fields[1]))); break;
    case Class::q6: answer.total(count(phrase(fields))); break;
    case Class::q7: first(Query(Query::OP_FILTER, phrase(fields), speaker(fields[2])), answer); break;
    case Class::q8: {
      Xapian::ValueCountMatchSpy spy(year_slot);
      enquire->add_matchspy(&spy);
      count(Query(fields[0]));
      enquire->clear_matchspies();
      for (auto year = spy.values_begin(); year != spy.values_end(); ++year)
        answer.year(stoi(*year), year.get_termfreq());
      break;
    }
    case Class::search: {
      enquire->set_weighting_scheme(Xapian::BM25Weight(1.2, 0, 0, 0.75, 0));
      enquire->set_query(Query(fields[0]) & Query(fields[1]));
      Xapian::MSet found = enquire->get_mset(0, page_size, database.get_doccount());
      answer.total(found.size() ? found.get_matches_estimated() : 0);
      for (auto hit = found.begin(); hit != found.end(); ++hit)
        deliver(hit, [&](auto id, auto frame) { answer.hit(id, hit.get_weight(), frame); });
      break;
    }
    default: die("not asked of Xapian");
    }
  }

private:
  static Query speaker(const std::string &name) { return Query(speaker_term(name)); }

  static Query phrase(const std::vector<std::string> &fields) {
    return Query(Query::OP_PHRASE, fields.begin(), fields.begin() + 2);
  }

  void set_unranked(const Query &query) {
    enquire->set_weighting_scheme(Xapian::BoolWeight());
    enquire->set_docid_order(Xapian::Enquire::ASCENDING);
    enquire->set_query(query);
  }

  uint64_t count(const Query &query) {
    set_unranked(query);
    return enquire->get_mset(0, 0, database.get_doccount()).get_matches_estimated();
  }

  // The first of the archive's order.
  void first(const Query &query, Answer &answer) {
    set_unranked(query);
    Xapian::MSet found = enquire->get_mset(0, words_limit);
    for (auto hit = found.begin(); hit != found.end(); ++hit)
      deliver(hit, [&](auto id, auto frame) { answer.statement(id, frame); });
  }

  template <typename Body> void deliver(const Xapian::MSetIterator &hit, Body body) {
    std::string frame = hit.get_document().get_data();
    // Its id is its first field, shorter than 128 bytes here.
    body(std::string_view(frame).substr(7, frame[6]), std::string_view(frame));
  }

  static constexpr size_t part_count = 50'000; // statements

  std::string part_folder(size_t number) { return folder + "/" + std::to_string(number); }

  void build_part() {
    size_t cores = std::max(1u, std::thread::hardware_concurrency());
    if (running.size() >= cores) running[running.size() - cores].wait();
    auto work = [part = std::move(part), to = part_folder(running.size())] { build(part, to); };
    running.push_back(std::async(std::launch::async, std::move(work)));
    part = {};
  }

  std::string folder;
  Part part;
  std::vector<std::future<void>> running;
  Xapian::Database database;
  std::unique_ptr<Xapian::Enquire> enquire;
};

} // namespace

int main(int count, char **arguments) {
  if (count != 4) die("usage: queries-xapian STATEMENTS QUERIES FOLDER");
  try {
    Database engine(arguments[3]);
    return serve(engine, count, arguments);
  } catch (const Xapian::Error &error) {
    die(error.get_description());
  }
}

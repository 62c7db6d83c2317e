// The query classes on plain arrays: what is left when a store need not be small, change, or check
// anything. Rows are the statements' numbers in the archive's order.
//
// usage: queries-floor STATEMENTS QUERIES
#include <algorithm>
#include <cmath>
#include <cstring>
#include <queue>
#include <unordered_map>

#include "engine.h"

namespace {

using Row = uint32_t;

// The rows that have a word, ascending, and where in each. `starts[i]` is where those of `rows[i]`
// begin in `places`.
struct Postings {
  const Row *rows;
  const uint32_t *starts;
  const uint16_t *places;
  size_t count;
};

struct Span {
  const Row *begin, *end;
};

// The first that is not below `row`, found by steps that double.
const Row *gallop(const Row *at, const Row *end, Row row) {
  size_t step = 1;
  while (size_t(end - at) > step && at[step] < row) {
    at += step;
    step *= 2;
  }
  return std::lower_bound(at, std::min(at + step + 1, end), row);
}

// Calls `found` with where the rows of both are, until it returns false.
template <typename Found> void intersect(Span few, Span many, Found found) {
  const Row *other = many.begin;
  for (const Row *row = few.begin; row < few.end; row++) {
    if (other == many.end || (*other < *row && (other = gallop(other, many.end, *row)) == many.end))
      return;
    if (*other == *row && !found(row, other)) return;
  }
}

size_t size(Span span) { return span.end - span.begin; }

// As Lucene and tantivy keep lengths: a byte, of four binary digits.
uint32_t kept_length(uint32_t length) {
  if (length < 40) return length;
  uint32_t rest = length - 24, shift = 28 - __builtin_clz(rest);
  return 24 + (rest >> shift << shift);
}

class Floor : public Engine {
public:
  std::string name() override { return "C++ floor"; }

  void add(const Statement &statement) override {
    Row row = days.size();
    days.push_back(day(statement.date));
    auto [speaker, _] = speakers.try_emplace(std::string(statement.speaker), rows_of_speaker.size());
    rows_of_speaker.resize(speakers.size());
    rows_of_speaker[speaker->second].push_back(row);
    ids.emplace(statement.id, row);
    frame_starts.push_back(frames.size());
    frames.insert(frames.end(), statement.frame.begin(), statement.frame.end());
    std::string word;
    size_t first = tokens.size();
    for (char c : statement.text) {
      char small = c | 32;
      if (small >= 'a' && small <= 'z') word += small;
      else if (!word.empty()) add_word(word);
    }
    if (!word.empty()) add_word(word);
    size_t length = tokens.size() - first;
    if (length > UINT16_MAX) die("a statement of too many words");
    token_counts.push_back(length);
    lengths.push_back(kept_length(length));
  }

  void finish() override {
    frame_starts.push_back(frames.size());
    std::vector<uint32_t> last(words.size(), UINT32_MAX);
    std::vector<uint32_t> row_counts(words.size()), place_counts(words.size());
    for_each_token([&](Row row, uint16_t, uint32_t word) {
      row_counts[word] += last[word] != row;
      place_counts[word]++;
      last[word] = row;
    });
    word_rows.assign(words.size() + 1, 0);
    std::vector<size_t> next_row(words.size()), next_place(words.size());
    size_t row_total = 0, place_total = 0;
    for (size_t word = 0; word < words.size(); word++) {
      next_row[word] = word_rows[word] = row_total;
      next_place[word] = place_total;
      row_total += row_counts[word];
      place_total += place_counts[word];
    }
    if (place_total > UINT32_MAX) die("too many words for 32 bits");
    word_rows[words.size()] = row_total;
    rows.resize(row_total);
    starts.resize(row_total + 1);
    places.resize(place_total);
    starts[row_total] = place_total;
    std::fill(last.begin(), last.end(), UINT32_MAX);
    for_each_token([&](Row row, uint16_t place, uint32_t word) {
      if (last[word] != row) {
        rows[next_row[word]] = row;
        starts[next_row[word]++] = next_place[word];
        last[word] = row;
      }
      places[next_place[word]++] = place;
    });
    average_length = float(tokens.size()) / days.size();
    tokens = {};
    token_counts = {};
  }

  uint64_t index_bytes() override {
    uint64_t speaker_rows = 0;
    for (const auto &list : rows_of_speaker) speaker_rows += list.size();
    uint64_t row_bytes = days.size() * (sizeof(int) + sizeof(uint64_t) + sizeof(uint16_t));
    // About what a node of a hash table and its string come to.
    uint64_t nodes = (ids.size() + words.size()) * 64;
    return row_bytes + nodes + speaker_rows * sizeof(Row) +
           (rows.size() + starts.size()) * sizeof(uint32_t) + places.size() * sizeof(uint16_t);
  }

  void run(const Query &query, Answer &answer) override {
    const auto &fields = query.fields;
    switch (query.kind) {
    case Class::q1: {
      Span found = within(speaker(fields[0]), fields[1], fields[2]);
      for (const Row *row = found.begin; row < found.end && row < found.begin + q1_limit; row++)
        deliver(*row, answer);
      break;
    }
    case Class::q2: answer.total(size(within(speaker(fields[0]), fields[1], fields[2]))); break;
    case Class::q3: {
      auto [first, last] = range(fields[0], fields[1]);
      for (Row row = first; row < last; row++) deliver(row, answer);
      break;
    }
    case Class::q4: {
      Postings word = postings(fields[3]);
      Span own = within(speaker(fields[0]), fields[1], fields[2]);
      Span all = within({word.rows, word.rows + word.count}, fields[1], fields[2]);
      int left = words_limit;
      auto found = [&](const Row *row, const Row *) {
        deliver(*row, answer);
        return --left > 0;
      };
      if (size(own) < size(all)) intersect(own, all, found);
      else intersect(all, own, found);
      break;
    }
    case Class::q5: {
      uint64_t count = 0;
      both(fields, [&](size_t, size_t) {
        count++;
        return true;
      });
      answer.total(count);
      break;
    }
    case Class::q6: {
      uint64_t count = 0;
      Postings first = postings(fields[0]), second = postings(fields[1]);
      both(fields, [&](size_t i, size_t j) {
        count += are_neighbours(first, i, second, j);
        return true;
      });
      answer.total(count);
      break;
    }
    case Class::q7: find_phrase_of_speaker(fields, answer); break;
    case Class::q8: {
      Postings word = postings(fields[0]);
      uint64_t counts[400] = {}; // from 1900
      for (size_t i = 0; i < word.count; i++) counts[days[word.rows[i]] / 10000 - 1900]++;
      for (int year = 0; year < 400; year++)
        if (counts[year]) answer.year(year + 1900, counts[year]);
      break;
    }
    case Class::q9: {
      Span found = speaker(fields[0]);
      for (const Row *row = found.begin; row < found.end; row++) deliver(*row, answer);
      break;
    }
    case Class::q10: deliver(ids.at(fields[0]), answer); break;
    case Class::search: rank(fields, answer); break;
    }
  }

private:
  void add_word(std::string &word) {
    tokens.push_back(words.try_emplace(word, words.size()).first->second);
    word.clear();
  }

  template <typename Body> void for_each_token(Body body) {
    size_t at = 0;
    for (Row row = 0; row < token_counts.size(); row++)
      for (uint32_t place = 0; place < token_counts[row]; place++) body(row, place, tokens[at++]);
  }

  std::pair<Row, Row> range(const std::string &from, const std::string &to) {
    return {std::lower_bound(days.begin(), days.end(), day(from)) - days.begin(),
            std::upper_bound(days.begin(), days.end(), day(to)) - days.begin()};
  }

  Span within(Span span, const std::string &from, const std::string &to) {
    auto [first, last] = range(from, to);
    return {std::lower_bound(span.begin, span.end, first),
            std::lower_bound(span.begin, span.end, last)};
  }

  Span speaker(const std::string &name) {
    const auto &list = rows_of_speaker[speakers.at(name)];
    return {list.data(), list.data() + list.size()};
  }

  Postings postings(const std::string &word) {
    uint32_t number = words.at(word);
    size_t first = word_rows[number];
    return {&rows[first], &starts[first], places.data(), word_rows[number + 1] - first};
  }

  // Calls `found` with the numbers of a row in the lists of the first word and of the second.
  template <typename Found> void both(const std::vector<std::string> &fields, Found found) {
    Postings first = postings(fields[0]), second = postings(fields[1]);
    Span a{first.rows, first.rows + first.count}, b{second.rows, second.rows + second.count};
    if (first.count <= second.count)
      intersect(a, b, [&](const Row *i, const Row *j) { return found(i - a.begin, j - b.begin); });
    else intersect(b, a, [&](const Row *j, const Row *i) { return found(i - a.begin, j - b.begin); });
  }

  bool are_neighbours(Postings first, size_t i, Postings second, size_t j) {
    const uint16_t *a = first.places + first.starts[i], *a_end = first.places + first.starts[i + 1];
    const uint16_t *b = second.places + second.starts[j];
    const uint16_t *b_end = second.places + second.starts[j + 1];
    while (a < a_end && b < b_end) {
      if (*a + 1 == *b) return true;
      if (*a + 1 < *b) a++;
      else b++;
    }
    return false;
  }

  // The shortest list leads.
  void find_phrase_of_speaker(const std::vector<std::string> &fields, Answer &answer) {
    Postings first = postings(fields[0]), second = postings(fields[1]);
    Span own = speaker(fields[2]);
    int left = words_limit;
    if (size(own) > std::min(first.count, second.count)) {
      const Row *at = own.begin;
      both(fields, [&](size_t i, size_t j) {
        at = gallop(at, own.end, first.rows[i]);
        if (at == own.end) return false;
        if (*at != first.rows[i] || !are_neighbours(first, i, second, j)) return true;
        deliver(*at, answer);
        return --left > 0;
      });
      return;
    }
    const Row *at = second.rows, *end = second.rows + second.count;
    intersect(own, {first.rows, first.rows + first.count}, [&](const Row *row, const Row *i) {
      at = gallop(at, end, *row);
      if (at == end) return false;
      if (*at != *row || !are_neighbours(first, i - first.rows, second, at - second.rows)) return true;
      deliver(*row, answer);
      return --left > 0;
    });
  }

  // BM25 of all rows that have both words.
  void rank(const std::vector<std::string> &fields, Answer &answer) {
    constexpr float k1 = 1.2f, b = 0.75f;
    Postings lists[] = {postings(fields[0]), postings(fields[1])};
    float weights[2];
    for (int i = 0; i < 2; i++) {
      float count = lists[i].count;
      weights[i] = (1 + k1) * std::log(1 + (days.size() - count + 0.5f) / (count + 0.5f));
    }
    using Scored = std::pair<float, Row>;
    auto is_better = [](const Scored &a, const Scored &b) {
      return a.first > b.first || (a.first == b.first && a.second < b.second);
    };
    std::priority_queue<Scored, std::vector<Scored>, decltype(is_better)> best(is_better);
    uint64_t total = 0;
    both(fields, [&](size_t i, size_t j) {
      Row row = lists[0].rows[i];
      float norm = k1 * (1 - b + b * lengths[row] / average_length), score = 0;
      size_t at[] = {i, j};
      for (int k = 0; k < 2; k++) {
        float count = lists[k].starts[at[k] + 1] - lists[k].starts[at[k]];
        score += weights[k] * count / (count + norm);
      }
      total++;
      if (best.size() < page_size) best.push({score, row});
      else if (is_better({score, row}, best.top())) {
        best.pop();
        best.push({score, row});
      }
      return true;
    });
    answer.total(total);
    std::vector<Scored> page;
    for (; !best.empty(); best.pop()) page.push_back(best.top());
    for (auto hit = page.rbegin(); hit != page.rend(); ++hit) {
      auto [id, frame] = statement(hit->second);
      answer.hit(id, hit->first, frame);
    }
  }

  std::pair<std::string_view, std::string_view> statement(Row row) {
    std::string_view frame(&frames[frame_starts[row]], frame_starts[row + 1] - frame_starts[row]);
    return {frame.substr(7, frame[6]), frame}; // its first field, shorter than 128 bytes here
  }

  void deliver(Row row, Answer &answer) {
    auto [id, frame] = statement(row);
    answer.statement(id, frame);
  }

  std::vector<int> days;
  std::vector<uint16_t> lengths;
  std::unordered_map<std::string, uint32_t> speakers, words;
  std::vector<std::vector<Row>> rows_of_speaker;
  std::unordered_map<std::string, Row> ids;
  std::vector<char> frames;
  std::vector<uint64_t> frame_starts;
  float average_length = 0;
  // Of all words, one word behind the other.
  std::vector<size_t> word_rows;
  std::vector<Row> rows;
  std::vector<uint32_t> starts;
  std::vector<uint16_t> places;
  // While loading: the words of all statements.
  std::vector<uint32_t> tokens, token_counts;
};

} // namespace

int main(int count, char **arguments) {
  Floor floor;
  return serve(floor, count, arguments);
}

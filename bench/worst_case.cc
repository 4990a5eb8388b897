// Looks for the dearest legal question: policies out of a small grammar of hostile patterns, and contents of 2 KiB,
// made dearer step by step. A worse one that somebody finds by hand should be added to the grammar.
//
//   opencam_worst_case [SECONDS] [SEED]
//
// Prints the least time that the worst question took over several tries, for each kind of pattern, and the worst of
// all.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "base/json.h"
#include "base/limits.h"
#include "bench/measure.h"
#include "opencam/engine.h"

namespace opencam::bench {
namespace {

constexpr std::size_t content_bytes = 2048;

// What can be turned to make a question dearer. Patterns are `count` globs of `stars` pieces of a word's runs.
struct Genes {
  std::string text_unit = "ab";       // the content repeats it
  std::vector<std::string> patterns;  // contents of resources, or values of string_like
  bool in_condition = false;
  std::mt19937::result_type letters = 2;
  std::mt19937::result_type pieces_max = 3;
  bool has_variables = false;
};

class Search {
 public:
  explicit Search(unsigned seed) : dice_(seed) {}

  // Three families: runs that repeat; long random texts, in which every short word stands somewhere; and the same with
  // many short pieces in a pattern. Some with variables.
  Genes random_genes() {
    Genes genes;
    genes.in_condition = dice_() % 2 == 0;
    genes.letters = 2 + dice_() % 3;
    genes.pieces_max = dice_() % 3 == 0 ? 40 : 3;
    genes.has_variables = dice_() % 6 == 0;
    letters_ = genes.letters;
    if (dice_() % 2 == 0) return long_genes(genes);
    genes.text_unit = word(1 + dice_() % 40);
    const std::size_t size = 1 + dice_() % (dice_() % 2 == 0 ? 12 : 120);
    do {
      genes.patterns.push_back(pattern(size, genes));
    } while (is_legal(genes));
    genes.patterns.pop_back();
    return genes;
  }

  Genes mutated(Genes genes) {
    letters_ = genes.letters;
    switch (dice_() % 5) {
      case 0:
        genes.text_unit = genes.text_unit.size() > 60 ? noise(content_bytes) : word(1 + dice_() % 60);
        break;
      case 1:
        genes.text_unit[dice_() % genes.text_unit.size()] = letter();
        break;
      default: {
        // Several patterns at once, since they cost alike.
        const std::size_t size = 1 + dice_() % 60;
        for (std::string& one : genes.patterns) {
          if (dice_() % 3 == 0) one = pattern(size, genes);
        }
      }
    }
    while (!is_legal(genes) && genes.patterns.size() > 1) genes.patterns.pop_back();
    if (genes.patterns.size() == 1 && !is_legal(genes)) return random_genes();
    do {
      genes.patterns.push_back(pattern(1 + dice_() % 20, genes));
    } while (is_legal(genes));
    genes.patterns.pop_back();
    return genes;
  }

  static std::string document(const Genes& genes) {
    std::string list;
    for (const std::string& one : genes.patterns) {
      list += (list.empty() ? "" : ",") + json::quote(genes.in_condition ? one : "qcs:::::" + one);
    }
    return genes.in_condition
               ? R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":"*","condition":{"string_like":{"k":[)" +
                     list + "]}}}]}"
               : R"({"version":"2.0","statement":[{"effect":"allow","action":"*","resource":[)" + list + "]}]}";
  }

  // Least time of one check, in nanoseconds.
  static std::int64_t cost(const Genes& genes) {
    World world;
    world.accounts = {{"1", "71", "one"}};
    world.policies = {{"P", "1", document(genes)}};
    world.users = {{"11", "1", "ann", UserType::SubUser, {"P"}, ""}};
    const auto snapshot = Snapshot::create(world, Catalog::built_in());
    if (!snapshot) give_up(snapshot.error().message());
    std::string content;
    while (content.size() < content_bytes) content += genes.text_unit;
    content.resize(content_bytes);
    Request request{.principal = UserRef{"11"}, .action = "batch:Any", .resources = {"qcs::x::uin/1:" + content}};
    request.context.set("k", {content});
    std::int64_t best = 1'000'000'000;
    for (int i = 0; i < 7; ++i) {
      const auto before = Clock::now();
      volatile bool allowed = snapshot->check(request).allowed();
      (void)allowed;
      best = std::min(best, nanoseconds_since(before));
    }
    return best;
  }

 private:
  char letter() { return static_cast<char>('a' + dice_() % (letters_ + 1) * letters_ / (letters_ + 1)); }

  Genes long_genes(Genes genes) {
    genes.text_unit = dice_() % 2 == 0 ? noise(content_bytes) : word(content_bytes);
    const std::size_t size = 1 + dice_() % (dice_() % 2 == 0 ? 20 : 100);
    do {
      genes.patterns.push_back(pattern(size, genes));
    } while (is_legal(genes));
    genes.patterns.pop_back();
    return genes;
  }

  std::string noise(std::size_t size) {
    std::string text;
    while (text.size() < size) text += static_cast<char>('a' + dice_() % letters_);
    return text;
  }

  std::string word(std::size_t size) {
    std::string text;
    while (text.size() < size) text.append(1 + dice_() % (1 + size), letter());
    text.resize(size);
    return text;
  }

  // Pieces that nearly stand in the content: a stretch of it with one letter changed.
  std::string pattern(std::size_t size, const Genes& genes) {
    const std::string& unit = genes.text_unit;
    std::string text(dice_() % 8 == 0 ? 0 : 1, '*');
    if (genes.has_variables && dice_() % 2 == 0) text += "${uin}";
    for (std::size_t pieces = 1 + dice_() % genes.pieces_max; pieces > 0; --pieces) {
      std::string piece;
      const std::size_t start = dice_() % unit.size();
      for (std::size_t i = 0; i < size; ++i) piece += unit[(start + i) % unit.size()];
      if (pieces == 1) piece[dice_() % piece.size()] = dice_() % 4 == 0 ? 'z' : letter();
      text += piece + "*";
    }
    return text + (dice_() % 4 == 0 ? "z" : "");
  }

  static bool is_legal(const Genes& genes) {
    return check_policy(document(genes), {.kind = PolicyKind::Identity}).empty();
  }

  std::mt19937 dice_;
  std::mt19937::result_type letters_ = 2;
};

void run(double seconds, unsigned seed) {
  Search search(seed);
  const auto began = Clock::now();
  Genes worst;
  std::int64_t worst_ns = 0;
  std::size_t tried = 0;
  while (milliseconds_since(began) < seconds * 1000) {
    Genes genes = search.random_genes();
    std::int64_t cost = Search::cost(genes);
    for (int stuck = 0; stuck < 40 && milliseconds_since(began) < seconds * 1000; ++stuck, ++tried) {
      const Genes next = search.mutated(genes);
      const std::int64_t next_cost = Search::cost(next);
      if (next_cost <= cost) continue;
      genes = next;
      cost = next_cost;
      stuck = 0;
    }
    if (cost <= worst_ns) continue;
    worst_ns = cost;
    worst = genes;
    std::printf("%8.1f us  %zu %s of about %zu bytes, content of `%s`\n", static_cast<double>(worst_ns) / 1000,
                worst.patterns.size(), worst.in_condition ? "values" : "resources", worst.patterns.front().size(),
                worst.text_unit.substr(0, 60).c_str());
  }
  std::printf("tried %zu questions; the worst took %.1f us:\n%s\n", tried, static_cast<double>(worst_ns) / 1000,
              Search::document(worst).substr(0, 400).c_str());
  // For bench/run, as the figures of figures.cc.
  std::printf(
      "{\"figure\":\"worst legal question found by search\",\"value\":%.4g,\"unit\":\"us\","
      "\"of\":\"%zu %s of about %zu bytes, a resource of 2 KiB\"}\n",
      static_cast<double>(worst_ns) / 1000, worst.patterns.size(), worst.in_condition ? "values" : "resources",
      worst.patterns.front().size());
}

}  // namespace
}  // namespace opencam::bench

int main(int argc, char** argv) {
  const double seconds = argc > 1 ? std::strtod(argv[1], nullptr) : 30;
  const auto seed = static_cast<unsigned>(argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 1);
  opencam::bench::run(seconds, seed);
}

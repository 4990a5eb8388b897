// How far a long run has come, kept in a file so that it can be taken up again.
//
//   Progress progress = load_progress(path).value_or(Progress{.tiny = 3, .seed = 1});
//   save_progress(path, progress);
//
// The file is one line of names and numbers; it is replaced as a whole, so that a run that is killed leaves a whole
// one.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

namespace opencam::agreement {

struct Progress {
  std::uint64_t tiny = 0;  // what was asked for
  std::uint64_t seed = 0;
  std::uint64_t tiny_next = 0;  // worlds that are done
  std::uint64_t drawn_next = 0;
  std::uint64_t compared = 0;  // decisions
  std::uint64_t allowed = 0;
  std::uint64_t worlds = 0;
  std::uint64_t law_questions = 0;
  std::uint64_t milliseconds = 0;
};

inline std::optional<Progress> load_progress(const std::string& path) {
  std::ifstream file(path);
  Progress at;
  std::string name;
  for (std::uint64_t* number : {&at.tiny, &at.seed, &at.tiny_next, &at.drawn_next, &at.compared, &at.allowed,
                                &at.worlds, &at.law_questions, &at.milliseconds}) {
    if (!(file >> name >> *number)) return std::nullopt;
  }
  return at;
}

inline bool save_progress(const std::string& path, const Progress& at) {
  const std::string written = path + ".new";
  {
    std::ofstream file(written);
    file << "tiny " << at.tiny << " seed " << at.seed << " tiny_next " << at.tiny_next << " drawn_next "
         << at.drawn_next << " compared " << at.compared << " allowed " << at.allowed << " worlds " << at.worlds
         << " law_questions " << at.law_questions << " milliseconds " << at.milliseconds << "\n";
    if (!file.flush()) return false;
  }
  std::error_code error;
  std::filesystem::rename(written, path, error);
  return !error;
}

}  // namespace opencam::agreement

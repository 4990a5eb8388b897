// Files as the commands read and write them: whole texts, `-` for stdin, lines one after the other, folders of JSON.
//
//   OPENCAM_TRY(Source source, read_source("policy.json", streams, limits::policy_bytes_max));
//   OPENCAM_TRY(LineReader lines, LineReader::open("-", streams));
//   while (auto line = lines.next()) ...
//
// Nothing here is shared between threads. A LineReader on stdin borrows the stream of `streams`.
#pragma once

#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/command.h"
#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam::cli {

// The whole text of a file, or of stdin for `-` (then named `<stdin>`). Errors: NotFound, Io, LimitExceeded.
Result<Source> read_source(const std::string& path, const Streams& streams, std::uint64_t bytes_max);

// The file itself, or the *.json of a folder in the order of their names. Errors: NotFound, Io.
Result<std::vector<std::string>> json_files_of(const std::string& path);

// Puts `text` in the place of the file in one step: readers see the old text or the new one, never a half.
Result<void> replace_file(const std::string& path, std::string_view text);

// Lines without their line break, read in blocks.
class LineReader {
 public:
  static Result<LineReader> open(const std::string& path, const Streams& streams);

  // The next line, or nothing at the end; valid until the next call. Calls `before_waiting` before each read of stdin,
  // which may wait, so that answers are written while the asker thinks. A line longer than `bytes_max` comes cut to
  // that length, and is_cut() says so.
  std::optional<std::string_view> next(const std::function<void()>& before_waiting);

  // Of the line that next() gave last, from 1.
  std::uint64_t number() const { return number_; }
  bool is_cut() const { return is_cut_; }
  const std::string& name() const { return name_; }

  static constexpr std::uint64_t bytes_max = 16ULL * 1024 * 1024;

 private:
  LineReader(std::string name, std::unique_ptr<std::ifstream> file, std::istream* in)
      : name_(std::move(name)), file_(std::move(file)), in_(in) {}
  bool read_block();

  std::string name_;
  std::unique_ptr<std::ifstream> file_;
  std::istream* in_;  // the file, or the borrowed stdin
  std::string block_;
  std::size_t position_ = 0;
  std::uint64_t number_ = 0;
  bool is_cut_ = false;
};

}  // namespace opencam::cli

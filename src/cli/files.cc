#include "cli/files.h"

#include <algorithm>
#include <filesystem>
#include <istream>
#include <system_error>

namespace opencam::cli {
namespace {

constexpr std::size_t block_bytes = 256UL * 1024;

Error no_such_file(const std::string& path) {
  return {ErrorCode::NotFound, "cannot open `" + path + "`: no such file, or not readable"};
}

// A folder opens like a file but cannot be read; it is said here in plain words.
Result<std::unique_ptr<std::ifstream>> opened(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) {
    return Error(ErrorCode::Io, "cannot read `" + path + "`: it is a folder").with_help("name a file");
  }
  auto file = std::make_unique<std::ifstream>(path, std::ios::binary);
  if (!*file) return no_such_file(path);
  return file;
}

}  // namespace

Result<Source> read_source(const std::string& path, const Streams& streams, std::uint64_t bytes_max) {
  std::unique_ptr<std::ifstream> file;
  if (path != "-") {
    OPENCAM_TRY(file, opened(path));
  }
  std::istream& in = file ? *file : streams.in;
  std::string text;
  std::string block(block_bytes, '\0');
  while (in.read(block.data(), static_cast<std::streamsize>(block.size())) || in.gcount() > 0) {
    text.append(block, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > bytes_max) {
      return Error(ErrorCode::LimitExceeded, "`" + path + "` is longer than " + std::to_string(bytes_max) + " bytes");
    }
  }
  if (in.bad()) return Error(ErrorCode::Io, "cannot read `" + path + "`");
  return Source(path == "-" ? "<stdin>" : path, std::move(text));
}

Result<std::vector<std::string>> json_files_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_directory(path, error)) {
    if (!std::filesystem::exists(path, error)) return no_such_file(path);
    return std::vector<std::string>{path};
  }
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(path, error)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path().string());
  }
  if (error) return Error(ErrorCode::Io, "cannot list `" + path + "`: " + error.message());
  std::sort(files.begin(), files.end());
  return files;
}

Result<void> replace_file(const std::string& path, std::string_view text) {
  std::error_code error;
  // A link stays a link: its target is what is replaced.
  const std::filesystem::path target = std::filesystem::canonical(path, error);
  if (error) return no_such_file(path);
  const std::filesystem::perms permissions = std::filesystem::status(target, error).permissions();
  const std::filesystem::path fresh = target.string() + ".opencam-new";
  {
    std::ofstream out(fresh, std::ios::binary | std::ios::trunc);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.flush();
    if (!out) {
      std::filesystem::remove(fresh, error);
      return Error(ErrorCode::Io, "cannot write `" + path + "`");
    }
  }
  std::filesystem::permissions(fresh, permissions, error);
  std::filesystem::rename(fresh, target, error);
  if (error) return Error(ErrorCode::Io, "cannot write `" + path + "`: " + error.message());
  return {};
}

Result<LineReader> LineReader::open(const std::string& path, const Streams& streams) {
  if (path == "-") return LineReader("<stdin>", nullptr, &streams.in);
  OPENCAM_TRY(std::unique_ptr<std::ifstream> file, opened(path));
  std::istream* in = file.get();
  return LineReader(path, std::move(file), in);
}

// Appends what can be had without waiting more than once; false at the end.
bool LineReader::read_block() {
  block_.erase(0, position_);
  position_ = 0;
  if (in_->peek() == std::istream::traits_type::eof()) return false;
  const std::size_t before = block_.size();
  const auto ready = static_cast<std::size_t>(std::max<std::streamsize>(in_->rdbuf()->in_avail(), 1));
  block_.resize(before + std::min(ready, block_bytes));
  in_->read(block_.data() + before, static_cast<std::streamsize>(block_.size() - before));
  block_.resize(before + static_cast<std::size_t>(in_->gcount()));
  return block_.size() > before;
}

std::optional<std::string_view> LineReader::next(const std::function<void()>& before_waiting) {
  is_cut_ = false;
  std::size_t searched = position_;
  while (true) {
    const std::size_t end = block_.find('\n', searched);
    if (end != std::string::npos) {
      std::string_view line = std::string_view(block_).substr(position_, end - position_);
      position_ = end + 1;
      ++number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      is_cut_ = is_cut_ || line.size() > bytes_max;
      return line.substr(0, bytes_max);
    }
    if (block_.size() - position_ > bytes_max) {
      is_cut_ = true;
      block_.resize(position_ + bytes_max);  // the rest of the line is dropped as it comes
    }
    searched = block_.size() - position_;
    if (!file_) before_waiting();
    if (!read_block()) break;
  }
  if (position_ >= block_.size()) return std::nullopt;
  const std::string_view line = std::string_view(block_).substr(position_);
  position_ = block_.size();
  ++number_;
  is_cut_ = is_cut_ || line.size() > bytes_max;
  return line.substr(0, bytes_max);
}

}  // namespace opencam::cli

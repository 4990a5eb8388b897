// Runs a fuzzer once over every file of the folders it is given, in the order of their names, and over the beginnings
// of each: what a fuzzer found once stays found, without a fuzzer at hand.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include "fuzz.h"

namespace {

void run(std::string_view text) {
  // A copy of its own: a read past the end is then one past the end of the memory.
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::vector<std::filesystem::path> files_of(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) files.push_back(entry.path());
  std::ranges::sort(files);
  return files;
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 1; i < argc; ++i) {
    for (const auto& path : files_of(argv[i])) {
      std::ifstream file(path, std::ios::binary);
      std::ostringstream text;
      text << file.rdbuf();
      const std::string whole = text.str();
      const std::size_t step = std::max<std::size_t>(1, whole.size() / 64);
      for (std::size_t size = 0; size < whole.size(); size += step) run(std::string_view(whole).substr(0, size));
      run(whole);
      ++count;
    }
  }
  std::cout << count << " files\n";
  // A corpus that is not there must not look like one without faults.
  return count > 0 ? 0 : 1;
}

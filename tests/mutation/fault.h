// Put in front of each source that holds faults: which one is awake, and which were reached.
//
// OPENCAM_FAULT chooses one by its number; none when it is not set. OPENCAM_FAULTS_REACHED names a folder that receives
// a file with a byte for each number when a program ends: a fault that no test reaches can be noticed by none. What is
// computed while compiling is computed without any fault; such a fault is never reached, and is then built by itself.
#pragma once

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <type_traits>

namespace opencam::mutation {

inline constexpr unsigned faults_max = 1 << 16;
inline unsigned char reached[faults_max];

inline unsigned awake() {
  static const unsigned number = [] {
    const char* text = std::getenv("OPENCAM_FAULT");
    return text == nullptr ? faults_max : static_cast<unsigned>(std::atoi(text));
  }();
  return number;
}
inline const unsigned awake_number = awake();

struct Report {
  ~Report() {
    const char* folder = std::getenv("OPENCAM_FAULTS_REACHED");
    if (folder == nullptr) return;
    std::FILE* file = std::fopen((std::string(folder) + "/" + std::to_string(getpid())).c_str(), "wb");
    if (file == nullptr) return;
    std::fwrite(reached, 1, sizeof reached, file);
    std::fclose(file);
  }
};
inline const Report report;

constexpr bool fault(unsigned number) {
  if (std::is_constant_evaluated()) return false;
  reached[number] = 1;
  return awake_number == number;
}

}  // namespace opencam::mutation

// What is wrong with a document, collected while it is read and checked.
//
// A mistake has the CAM code of the check that found it. The order of opencam/error_code.def is CAM's order of checks,
// so sorting by code and then by place gives the mistake that the API reports first. `is_fatal` says whether the
// document can still be used when it is found stored: a mistake that is not fatal has left behind a pattern that
// fails closed.
//
// A Mistakes belongs to one reading in one thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "opencam/result.h"
#include "opencam/source.h"

namespace opencam {

enum class Gravity : std::uint8_t {
  Fatal,     // nothing safe can be made of it
  Creation,  // may not be created, can be used when stored
};

struct Mistake {
  ErrorCode code = ErrorCode::PolicyDocumentError;
  Gravity gravity = Gravity::Fatal;
  std::string message;
  std::string help;
  Span span;
  // Of the mistakes in one resource only the first is reported (CAM-013): those with the same number, unless it is 0.
  std::uint32_t resource = 0;
};

class Mistakes {
 public:
  void add(Mistake mistake) { all_.push_back(std::move(mistake)); }

  bool is_empty() const { return all_.empty(); }
  // Is there one with which the document cannot even be used?
  bool has_fatal() const;
  // The first fatal one in CAM's order. REQUIRES: has_fatal().
  Error first_fatal() const;
  // All, in CAM's order of checks and then by place.
  std::vector<Diagnostic> sorted() const;

 private:
  std::vector<Mistake> all_;
};

// The part [begin, end) of a JSON string's decoded text, as a place in `source`. `string` is the place of the whole
// string with its quotes. A string with escapes has no simple place for its parts: the whole is given.
Span part_of_string(std::string_view source, Span string, std::string_view decoded, std::size_t begin, std::size_t end);

}  // namespace opencam

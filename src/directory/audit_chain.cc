#include "directory/audit_chain.h"

#include <array>
#include <type_traits>
#include <utility>

#include "base/host/digest.h"
#include "base/limits.h"
#include "directory/store.h"

namespace opencam::directory {
namespace {

constexpr std::string_view record_label("opencam-audit-1\0", 16);
constexpr std::string_view anchor_label("opencam-audit-anchor-1\0", 23);

// Visits a record and writes its canonical form.
class CanonicalForm {
 public:
  explicit CanonicalForm(std::string_view begin) {
    text_.reserve(usual_bytes);
    text_ = begin;
  }

  template <typename Value>
  void key(std::string_view, const Value& value) {
    add(value);
  }
  template <typename Value>
  void value(std::string_view, const Value& value) {
    add(value);
  }
  void number(char kind, std::uint64_t number) {
    std::array<char, 9> bytes{kind};
    for (std::size_t i = 1; i < bytes.size(); ++i, number >>= 8) bytes.at(i) = static_cast<char>(number & 0xff);
    text_.append(bytes.data(), bytes.size());
  }
  const std::string& text() const { return text_; }

 private:
  static constexpr std::size_t usual_bytes = 1024;

  template <typename Value>
  void add(const Value& value) {
    if constexpr (std::is_same_v<Value, std::string>) {
      number('s', value.size());
      text_ += value;
    } else {
      number('i', static_cast<std::uint64_t>(value));
    }
  }

  std::string text_;
};

std::string keyed(const SecretText& key, std::string_view text) {
  return std::string(hmac_sha256(key.reveal(SecretAccess{}), text));
}

// Walks along the records and keeps the first fault.
class Walk {
 public:
  Walk(const SecretText& key, AuditMark start, const ChainRange& range) : key_(key), range_(range) {
    report_.last = std::move(start);
    look_for_head();
  }

  // False when nothing more needs to be seen.
  bool add(const ChainedRecord& chained) {
    const std::uint64_t sequence = chained.record.sequence;
    if (sequence > range_.to) return false;
    const std::uint64_t expected = report_.last.sequence + 1;
    if (sequence != expected) {
      const std::string missing = sequence == expected + 1 ? "record " + std::to_string(expected) + " is missing"
                                                           : "records " + std::to_string(expected) + " to " +
                                                                 std::to_string(sequence - 1) + " are missing";
      return fail(expected, missing);
    }
    if (!constant_time_equal(chained.hash, audit_hash(key_, report_.last.hash, chained.record))) {
      return fail(sequence, "record " + std::to_string(sequence) +
                                " does not fit its hash and the record before it: one of them was changed, moved or "
                                "put in, or it was written with another master key");
    }
    report_.last = {sequence, chained.hash};
    ++report_.records;
    look_for_head();
    return true;
  }

  bool fail(std::uint64_t sequence, std::string what) {
    report_.fault = ChainFault{sequence, std::move(what)};
    return false;
  }

  const ChainReport& report() const { return report_; }

 private:
  void look_for_head() {
    if (!range_.head.empty() && report_.last.hash == range_.head) report_.is_head_found = true;
  }

  const SecretText& key_;
  const ChainRange& range_;
  ChainReport report_;
};

// The mark of the record before the range, which is believed.
Result<AuditMark> start_of(Store& store, const AuditEnds& ends, const ChainRange& range) {
  if (range.from <= ends.anchor.sequence + 1) {
    if (range.from > 1 && range.from <= ends.anchor.sequence) {
      return Error(ErrorCode::InvalidArgument, "record " + std::to_string(range.from) +
                                                   " was pruned: the trail begins at " +
                                                   std::to_string(ends.anchor.sequence + 1));
    }
    return ends.anchor;
  }
  OPENCAM_TRY(const auto before, store.audit_chain(range.from - 2, 1));
  if (before.empty() || before.front().record.sequence != range.from - 1) {
    return Error(ErrorCode::InvalidArgument, "there is no record " + std::to_string(range.from - 1) + " to begin at")
        .with_help("begin where the trail has a record, or leave `--from` out");
  }
  return AuditMark{range.from - 1, before.front().hash};
}

}  // namespace

std::string audit_hash(const SecretText& key, std::string_view previous, const AuditRecord& record) {
  CanonicalForm form(std::string(record_label) + std::string(previous));
  AuditRecord::columns(record, form);
  return keyed(key, form.text());
}

std::string anchor_seal(const SecretText& key, const AuditMark& anchor) {
  CanonicalForm form(std::string(anchor_label) + anchor.hash);
  form.number('i', anchor.sequence);
  return keyed(key, form.text());
}

Result<ChainReport> verify_audit(Store& store, const SecretText& key, const ChainRange& range) {
  OPENCAM_TRY(const AuditEnds ends, store.audit_ends());
  OPENCAM_TRY(AuditMark start, start_of(store, ends, range));
  Walk walk(key, std::move(start), range);
  const bool is_pruned = ends.anchor.sequence > 0 || !ends.anchor_seal.empty();
  if (is_pruned && !constant_time_equal(ends.anchor_seal, anchor_seal(key, ends.anchor))) {
    walk.fail(ends.anchor.sequence, "the anchor that stands for the pruned records was not made by this server");
    return walk.report();
  }
  for (bool goes_on = true; goes_on;) {
    OPENCAM_TRY(const auto records, store.audit_chain(walk.report().last.sequence, limits::audit_page_records_max));
    if (records.empty()) break;
    for (const ChainedRecord& record : records) {
      goes_on = walk.add(record);
      if (!goes_on) break;
    }
  }
  if (walk.report().fault || walk.report().last.sequence >= range.to) return walk.report();
  const std::uint64_t last = walk.report().last.sequence;
  if (last < ends.numbered) {
    walk.fail(last + 1, "the store has numbered " + std::to_string(ends.numbered) + " records and ends at " +
                            std::to_string(last) + ": the newest were taken away");
  }
  return walk.report();
}

}  // namespace opencam::directory

#include "services/batch_outbox.h"

#include <algorithm>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/system/error_code.hpp>
#include <type_traits>
#include <vector>

namespace opencam::services {
namespace {

namespace json = boost::json;
using directory::AuditRecord;

constexpr std::size_t leftovers_at_once = 256;

// Writes each column as a text or a number.
struct ColumnWriter {
  json::object& out;
  template <typename T>
  void key(std::string_view name, const T& value) {
    this->value(name, value);
  }
  template <typename T>
  void value(std::string_view name, const T& value) {
    if constexpr (std::is_enum_v<T>) {
      out[name] = static_cast<std::uint64_t>(value);
    } else {
      out[name] = value;
    }
  }
};

struct ColumnReader {
  const json::object& in;
  bool is_whole = true;
  template <typename T>
  void key(std::string_view name, T& value) {
    this->value(name, value);
  }
  template <typename T>
  void value(std::string_view name, T& value) {
    const json::value* found = in.if_contains(name);
    if (found == nullptr) {
      is_whole = false;
    } else if constexpr (std::is_same_v<T, std::string>) {
      is_whole = is_whole && found->is_string();
      if (found->is_string()) value = std::string(found->get_string());
    } else {
      boost::system::error_code failure;
      const auto number = found->to_number<std::int64_t>(failure);
      is_whole = is_whole && !failure;
      value = static_cast<T>(number);
    }
  }
};

// Is it in the chain already: did the crash come between the two stores?
Result<bool> is_in_trail(directory::Directory& directory, const AuditRecord& record) {
  directory::AuditQuery query;
  query.account = record.account;
  query.request_id = record.request_id;
  query.action = record.action;
  query.resource = record.resource;
  OPENCAM_TRY(const directory::AuditPage page, directory.audit(query));
  return std::ranges::any_of(page.records, [&](const AuditRecord& one) { return one.outcome == record.outcome; });
}

}  // namespace

std::string outbox_text(const AuditRecord& record) {
  json::object out;
  AuditRecord::columns(record, ColumnWriter{out});
  return json::serialize(out);
}

Result<AuditRecord> read_outbox_text(std::string_view text) {
  boost::system::error_code failure;
  // A header of the call may hold any bytes, and none may cost the record.
  json::parse_options options;
  options.allow_invalid_utf8 = true;
  const json::value root = json::parse(text, failure, {}, options);
  AuditRecord record;
  if (!failure && root.is_object()) {
    ColumnReader reader{root.get_object()};
    AuditRecord::columns(record, reader);
    if (reader.is_whole) return record;
  }
  return Error(ErrorCode::Corrupt, "an audit record in the outbox of BatchCompute cannot be read");
}

Result<void> deliver(batch::Store& store, directory::Directory& directory, const AuditRecord& record,
                     std::uint64_t outbox) {
  OPENCAM_TRY(directory.append_audit({&record, 1}));
  if (outbox == 0) return {};
  return store.delivered({&outbox, 1});
}

Result<void> deliver_leftovers(batch::Store& store, directory::Directory& directory, Log& log) {
  // Unreadable ones stay at the front, so each round asks for as many more.
  std::size_t unreadable = 0;
  while (true) {
    OPENCAM_TRY(const auto left, store.outbox(leftovers_at_once + unreadable));
    std::vector<std::uint64_t> done;
    unreadable = 0;
    for (const batch::OutboxRecord& entry : left) {
      const auto record = read_outbox_text(entry.text);
      if (!record) {
        ++unreadable;
        log.alarm("batch_audit_unreadable", {{"sequence", entry.sequence}});
        continue;
      }
      OPENCAM_TRY(const bool is_there, is_in_trail(directory, *record));
      if (!is_there) OPENCAM_TRY(directory.append_audit({&*record, 1}));
      done.push_back(entry.sequence);
    }
    if (done.empty()) return {};
    OPENCAM_TRY(store.delivered(done));
  }
}

}  // namespace opencam::services

#include "services/audit_lines.h"

#include <algorithm>
#include <array>

#include "base/encode.h"
#include "base/json.h"
#include "opencam/version.h"
#include "services/audit_event.h"
#include "services/wire_form.h"

namespace opencam::services {
namespace {

using directory::AuditRecord;
using directory::ChainedRecord;

constexpr std::string_view ocsf_version = "1.3.0";

// Visits a record and writes its columns as members.
class MemberWriter {
 public:
  explicit MemberWriter(json::Writer& out) : out_(out) {}

  template <typename Value>
  void key(std::string_view name, const Value& value) {
    add(name, value);
  }
  template <typename Value>
  void value(std::string_view name, const Value& value) {
    add(name, value);
  }

 private:
  void add(std::string_view name, const std::string& text) {
    // These two are JSON themselves.
    const bool is_json = name == "parameters" || name == "detail";
    out_.key(name);
    if (is_json) {
      out_.raw(embedded_json(text));
    } else {
      out_.string(text);
    }
  }
  void add(std::string_view name, std::int64_t number) { out_.key(name).number(number); }
  void add(std::string_view name, std::uint64_t number) { out_.key(name).number(number); }
  // Numbers of accounts are texts, as in a world file.
  void add(std::string_view name, directory::Uin uin) { out_.key(name).string(directory::id_text(uin)); }

  json::Writer& out_;
};

std::string record_line(const AuditRecord& record, std::string_view hash) {
  json::Writer out;
  out.begin_object();
  MemberWriter members(out);
  AuditRecord::columns(record, members);
  out.key("hash").string(encode_hex(hash));
  out.end_object();
  return std::move(out).take();
}

std::string cloud_event_line(const AuditRecord& record, const Catalog& catalog, std::string_view event_id) {
  const std::string service(directory::service_of(record.action));
  json::Writer out;
  out.begin_object();
  out.key("specversion").string("1.0").key("id").string(event_id);
  out.key("source").string(service + ".cloud.tencent").key("type").string(service + ":CloudEvent:ApiCall");
  out.key("time").string(rfc3339_time(record.time_ms)).key("datacontenttype").string("application/json");
  // CloudEvents wants no empty attribute.
  if (!record.resource.empty()) out.key("subject").string(record.resource);
  // Extension attributes: lower-case letters and digits only.
  out.key("accountid").string(directory::id_text(record.account));
  out.key("data").raw(cloud_audit_event(record, catalog, event_id));
  out.end_object();
  return std::move(out).take();
}

// What kind of thing was done, as API Activity counts it.
enum class Activity : std::uint8_t { Create = 1, Read = 2, Update = 3, Delete = 4 };

Activity activity_of(const Catalog& catalog, const AuditRecord& record) {
  if (is_reading_event(catalog, record.action)) return Activity::Read;
  const std::string_view event = directory::event_of(record.action);
  const auto begins = [event](std::string_view word) { return event.starts_with(word); };
  constexpr std::array<std::string_view, 3> creating = {"Create", "Add", "Import"};
  constexpr std::array<std::string_view, 5> deleting = {"Delete", "Remove", "Detach", "Untag", "Prune"};
  if (std::ranges::any_of(creating, begins)) return Activity::Create;
  if (std::ranges::any_of(deleting, begins)) return Activity::Delete;
  return Activity::Update;
}

// An Account Change: which activity, and the user it was done to.
struct AccountChange {
  std::int64_t activity = 0;  // 0: it is none
  std::string user_name;
  std::string user_uid;
};

AccountChange account_change_of(const AuditRecord& record) {
  struct Row {
    std::string_view action;
    std::int64_t activity;
    std::string_view parameter;
    bool is_name;
  };
  constexpr std::array<Row, 4> rows = {{{"cam:AddUser", 1, "Name", true},
                                        {"cam:DeleteUser", 6, "Name", true},
                                        {"cam:AttachUserPolicy", 7, "AttachUin", false},
                                        {"cam:DetachUserPolicy", 8, "DetachUin", false}}};
  const auto row = std::ranges::find(rows, std::string_view(record.action), &Row::action);
  if (row == rows.end()) return {};
  const auto parameters = json::read(record.parameters);
  const json::Value* user = parameters ? parameters->root().find(row->parameter) : nullptr;
  // Without the user it is about it would be no valid Account Change.
  if (user == nullptr || user->text.empty()) return {};
  AccountChange change{.activity = row->activity, .user_name = {}, .user_uid = {}};
  (row->is_name ? change.user_name : change.user_uid) = user->text;
  return change;
}

void write_actor(json::Writer& out, const AuditRecord& record) {
  out.begin_object().key("user").begin_object();
  out.key("name").string(event_user_name(record)).key("type").string(record.principal_type);
  if (!record.principal.empty()) out.key("uid").string(record.principal);
  if (!record.access_key.empty()) out.key("credential_uid").string(record.access_key);
  out.key("account").begin_object().key("uid").string(directory::id_text(record.account)).end_object();
  out.end_object().end_object();
}

void write_metadata(json::Writer& out, const AuditRecord& record, std::string_view event_id) {
  out.begin_object();
  out.key("version").string(ocsf_version).key("uid").string(event_id).key("log_name").string("audit");
  out.key("sequence").number(record.sequence);
  if (!record.request_id.empty()) out.key("correlation_uid").string(record.request_id);
  out.key("product").begin_object();
  out.key("name").string("OpenCAM").key("vendor_name").string("OpenCAM").key("version").string(version);
  out.end_object().end_object();
}

void write_api(json::Writer& out, const AuditRecord& record) {
  out.begin_object().key("operation").string(directory::event_of(record.action));
  out.key("service").begin_object().key("name").string(directory::service_of(record.action)).end_object();
  if (!record.request_id.empty()) {
    out.key("request").begin_object().key("uid").string(record.request_id).end_object();
  }
  if (record.outcome != "ok") {
    out.key("response").begin_object().key("error").string(record.outcome).end_object();
  }
  out.end_object();
}

// Where it came from, what it was done to, and what has no place in the schema.
void write_circumstances(json::Writer& out, const AuditRecord& record) {
  out.key("src_endpoint").begin_object();
  // An operator's command has no address, and an endpoint must have something.
  out.key(record.source_ip.empty() ? "name" : "ip").string(record.source_ip.empty() ? "local" : record.source_ip);
  out.end_object();
  if (!record.user_agent.empty()) {
    out.key("http_request").begin_object().key("user_agent").string(record.user_agent).end_object();
  }
  if (!record.resource.empty()) {
    out.key("resources").begin_array().begin_object().key("uid").string(record.resource).end_object().end_array();
  }
  out.key("unmapped").begin_object();
  out.key("parameters").raw(embedded_json(record.parameters)).key("detail").raw(embedded_json(record.detail));
  out.end_object();
}

std::string ocsf_line(const AuditRecord& record, const Catalog& catalog, std::string_view event_id) {
  const bool is_ok = record.outcome == "ok";
  const AccountChange change = account_change_of(record);
  const bool is_change = change.activity != 0;
  const std::int64_t class_uid = is_change ? 3001 : 6003;
  const std::int64_t activity = is_change ? change.activity : static_cast<std::int64_t>(activity_of(catalog, record));
  json::Writer out;
  out.begin_object();
  out.key("category_uid").number(class_uid / 1000).key("class_uid").number(class_uid);
  out.key("activity_id").number(activity).key("type_uid").number(class_uid * 100 + activity);
  out.key("time").number(record.time_ms);
  out.key("severity_id").number(std::int64_t{is_ok ? 1 : 2});
  out.key("status_id").number(std::int64_t{is_ok ? 1 : 2});
  if (!is_ok) out.key("status_code").string(record.outcome);
  out.key("metadata");
  write_metadata(out, record, event_id);
  out.key("actor");
  write_actor(out, record);
  if (is_change) {
    out.key("user").begin_object();
    if (!change.user_name.empty()) out.key("name").string(change.user_name);
    if (!change.user_uid.empty()) out.key("uid").string(change.user_uid);
    out.end_object();
  }
  out.key("api");
  write_api(out, record);
  write_circumstances(out, record);
  out.end_object();
  return std::move(out).take();
}

}  // namespace

std::string audit_line(AuditFormat format, const ChainedRecord& chained, const Catalog& catalog,
                       std::string_view event_id) {
  const AuditRecord record = printable(chained.record);
  switch (format) {
    case AuditFormat::CloudEvents:
      return cloud_event_line(record, catalog, event_id);
    case AuditFormat::Ocsf:
      return ocsf_line(record, catalog, event_id);
    case AuditFormat::Records:
      return record_line(record, chained.hash);
  }
  return {};
}

}  // namespace opencam::services

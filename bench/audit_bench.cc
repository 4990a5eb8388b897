// The audit trail in SQLite: what a record costs to write, alone and in batches; records verified in a second;
// questions for a rare and for a common event among many records (AUDIT_RECORDS, a million unless the environment says
// otherwise).
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/check.h"
#include "directory/audit_chain.h"
#include "store/open.h"

namespace opencam {
namespace {

using directory::AuditQuery;
using directory::AuditRecord;
using directory::Uin;

constexpr Uin account{100000000001};
const SecretText key("the key of the chain, 32 bytes..");

std::uint64_t record_count() {
  const char* given = std::getenv("AUDIT_RECORDS");
  return given == nullptr ? 1000000 : std::strtoull(given, nullptr, 10);
}

AuditRecord record(std::uint64_t i) {
  return {.time_ms = 1795280000000 + static_cast<std::int64_t>(i),
          .account = account,
          .request_id = "0b9c6c1e-3b0e-4a4a-9d3c-" + std::to_string(100000000000 + i),
          .principal_type = "user",
          .principal = std::to_string(100000000101 + i % 100),
          .access_key = "AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
          .action = i % 100000 == 7 ? "cam:DeleteUser" : "cam:AttachUserPolicy",
          .resource = "qcs::cam::uin/100000000001:uin/" + std::to_string(100000000101 + i % 1000),
          .outcome = i % 10 == 0 ? "AuthFailure.UnauthorizedOperation" : "ok",
          .source_ip = "10.1.2.3",
          .user_agent = "python-requests/2.34.2",
          .parameters = R"({"PolicyId":17698703,"AttachUin":100000000101,"Remark":"some text that a caller sends"})",
          .detail =
              i % 10 == 0 ? R"({"decision":"deny","reason":"no_matching_allow","resource":"*","statements":[]})" : ""};
}

std::vector<AuditRecord> records(std::uint64_t first, std::uint64_t count) {
  std::vector<AuditRecord> out;
  for (std::uint64_t i = 0; i < count; ++i) out.push_back(record(first + i));
  return out;
}

// A folder that goes away, with a store in it.
class Place {
 public:
  explicit Place(std::uint64_t filled) {
    std::string path = (std::filesystem::temp_directory_path() / "opencam-bench-XXXXXX").string();
    OPENCAM_CHECK(::mkdtemp(path.data()) != nullptr);
    path_ = path;
    auto opened = store::open_store("sqlite:" + path_ + "/data", key);
    OPENCAM_CHECK(opened);
    store_ = *std::move(opened);
    constexpr std::uint64_t batch = 10000;
    for (std::uint64_t i = 0; i < filled; i += batch) {
      OPENCAM_CHECK(store_->append_audit(records(i, std::min(batch, filled - i))));
    }
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    store_.reset();
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  directory::Store& store() { return *store_; }

 private:
  std::string path_;
  std::unique_ptr<directory::Store> store_;
};

Place& filled() {
  static Place place(record_count());
  return place;
}

void append(benchmark::State& state) {
  Place place(0);
  const auto batch = records(0, static_cast<std::uint64_t>(state.range(0)));
  for (auto _ : state) OPENCAM_CHECK(place.store().append_audit(batch));
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(append)->Arg(1)->Arg(100)->Arg(10000)->UseRealTime();

void hash_one(benchmark::State& state) {
  AuditRecord one = record(10);
  one.sequence = 10;
  std::string hash(directory::audit_hash_bytes, 'h');
  for (auto _ : state) hash = directory::audit_hash(key, hash, one);
}
BENCHMARK(hash_one);

void verify(benchmark::State& state) {
  for (auto _ : state) {
    const auto report = directory::verify_audit(filled().store(), key, {});
    OPENCAM_CHECK(report && !report->fault && report->records == record_count());
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(record_count()));
}
BENCHMARK(verify)->Unit(benchmark::kMillisecond);

void ask(benchmark::State& state, const AuditQuery& query) {
  std::size_t found = 0;
  for (auto _ : state) {
    const auto page = filled().store().audit(query);
    OPENCAM_CHECK(page);
    found = page->records.size();
  }
  state.counters["found"] = static_cast<double>(found);
}

AuditQuery question() {
  AuditQuery query;
  query.account = account;
  query.from_ms = 1795280000000;
  return query;
}

void ask_newest(benchmark::State& state) { ask(state, question()); }
BENCHMARK(ask_newest)->Unit(benchmark::kMicrosecond);

void ask_request(benchmark::State& state) {
  AuditQuery query = question();
  query.request_id = record(12345).request_id;
  ask(state, query);
}
BENCHMARK(ask_request)->Unit(benchmark::kMicrosecond);

// One in a hundred thousand: the whole span is passed over in the index.
void ask_rare_event(benchmark::State& state) {
  AuditQuery query = question();
  query.event = "DeleteUser";
  ask(state, query);
}
BENCHMARK(ask_rare_event)->Unit(benchmark::kMicrosecond);

void ask_resource_that_is_not_there(benchmark::State& state) {
  AuditQuery query = question();
  query.resource_name = "uin/1";
  ask(state, query);
}
BENCHMARK(ask_resource_that_is_not_there)->Unit(benchmark::kMicrosecond);

void ask_page_in_the_middle(benchmark::State& state) {
  AuditQuery query = question();
  query.before = record_count() / 2;
  ask(state, query);
}
BENCHMARK(ask_page_in_the_middle)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace opencam

BENCHMARK_MAIN();

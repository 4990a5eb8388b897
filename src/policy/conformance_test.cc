// The published samples and documents of tests/conformance/cases: each is read in its kind, checked as its entry says,
// and comes back from its canonical form.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "opencam/policy.h"

namespace opencam {
namespace {

std::string text_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct Entry {
  std::string name;
  PolicyKind kind = PolicyKind::Identity;
  bool is_document = false;
  std::string first_code;  // what creation says, or empty
  std::string text;
};

PolicyKind kind_named(std::string_view name) {
  if (name == "resource") return PolicyKind::Resource;
  if (name == "trust") return PolicyKind::Trust;
  if (name == "session") return PolicyKind::Session;
  return PolicyKind::Identity;
}

std::string text_of(const json::Value& object, std::string_view member) {
  const json::Value* value = object.find(member);
  return value == nullptr ? std::string() : value->text;
}

Entry entry_of(const json::Value& object, std::string_view file) {
  Entry entry;
  entry.name = text_of(object, "name");
  entry.kind = kind_named(text_of(object, "policy_kind"));
  entry.is_document = object.find("kind") != nullptr;
  entry.first_code = text_of(object, "creatable_why") + text_of(object, "expect_error");
  if (const std::size_t dot = entry.first_code.find('.'); dot != std::string::npos) entry.first_code.erase(0, dot + 1);
  entry.text = text_of(object, "policy_text");
  const json::Value* policy = object.find("policy");
  if (entry.text.empty() && policy != nullptr) {
    entry.text = file.substr(policy->span.begin, policy->span.end - policy->span.begin);
  }
  return entry;
}

std::vector<Entry> all_entries() {
  std::vector<Entry> entries;
  for (const auto& file : std::filesystem::directory_iterator(OPENCAM_SOURCE_DIR "/tests/conformance/cases")) {
    if (file.path().extension() != ".json") continue;
    const std::string text = text_of(file.path());
    const auto document = json::read(text);
    EXPECT_TRUE(document) << file.path();
    if (!document) continue;
    for (const json::Value& object : document->root().items) entries.push_back(entry_of(object, text));
  }
  return entries;
}

TEST(Conformance, CreationSaysWhatTheEntrySays) {
  std::size_t documents = 0;
  for (const Entry& entry : all_entries()) {
    const std::uint32_t characters_max = entry.kind == PolicyKind::Resource ? 20480 : 6144;
    const auto found = check_policy(entry.text, {.kind = entry.kind, .characters_max = characters_max});
    const std::string first = found.empty() ? "" : found.front().code;
    EXPECT_EQ(first, entry.first_code) << entry.name << (found.empty() ? "" : ": " + found.front().message);
    documents += entry.is_document ? 1 : 0;
  }
  EXPECT_GE(documents, 19U);
}

TEST(Conformance, EveryPolicyThatDecidesIsReadAndComesBackFromItsCanonicalForm) {
  std::size_t read = 0;
  for (const Entry& entry : all_entries()) {
    if (entry.is_document || entry.name.starts_with("unreadable-document")) continue;
    const auto policy = read_policy(entry.text, {.kind = entry.kind});
    ASSERT_TRUE(policy) << entry.name << ": " << policy.error().message();
    ++read;
    const std::string printed = print_policy(*policy, Layout::Compact);
    const auto again = read_policy(printed, {.kind = entry.kind});
    ASSERT_TRUE(again) << entry.name << ": " << printed;
    EXPECT_EQ(print_policy(*again, Layout::Compact), printed) << entry.name;
  }
  EXPECT_GE(read, 107U);
}

}  // namespace
}  // namespace opencam

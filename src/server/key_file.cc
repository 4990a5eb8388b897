#include "server/key_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/json.h"

namespace opencam::server {
namespace {

using directory::id_text;
using directory::KeyStatus;
using directory::Uin;

// One key of the file.
struct ReadKey {
  Uin owner{};
  Uin holder{};
  directory::GivenAccessKey given;
  std::string description;
};

Result<std::string> text_member(const json::Value& object, std::string_view name) {
  const json::Value* member = object.find(name);
  if (member == nullptr || !member->is_string()) {
    return Error(ErrorCode::InvalidArgument, "member `" + std::string(name) + "` is not a text").at(object.span);
  }
  return member->text;
}

Result<Uin> uin_member(const json::Value& object, std::string_view name) {
  OPENCAM_TRY(const std::string text, text_member(object, name));
  const auto uin = directory::read_id<Uin>(text);
  if (!uin) return Error(ErrorCode::InvalidArgument, "`" + text + "` is not a uin").at(object.span);
  return *uin;
}

Result<ReadKey> read_key(const json::Value& object) {
  ReadKey key;
  OPENCAM_TRY(key.owner, uin_member(object, "owner_uin"));
  OPENCAM_TRY(key.holder, uin_member(object, "holder_uin"));
  OPENCAM_TRY(key.given.secret_id, text_member(object, "secret_id"));
  OPENCAM_TRY(std::string secret, text_member(object, "secret_key"));
  key.given.secret = SecretText::take(secret);
  OPENCAM_TRY(const std::string status, text_member(object, "status"));
  if (status != "active" && status != "inactive") {
    return Error(ErrorCode::InvalidArgument, "member `status` is neither `active` nor `inactive`").at(object.span);
  }
  key.given.status = status == "active" ? KeyStatus::Active : KeyStatus::Inactive;
  OPENCAM_TRY(key.description, text_member(object, "description"));
  return key;
}

}  // namespace

Result<std::string> print_keys(const directory::Directory& directory,
                               const std::vector<std::shared_ptr<const directory::AccountState>>& accounts) {
  json::Writer out(2);
  out.begin_object().key("schema_version").number(std::int64_t{1}).key("access_keys").begin_array();
  for (const auto& account : accounts) {
    for (const auto& [secret_id, key] : account->access_keys()) {
      OPENCAM_TRY(const SecretText secret, directory.open_secret(*key));
      out.begin_object();
      out.key("owner_uin").string(id_text(key->owner)).key("holder_uin").string(id_text(key->holder));
      out.key("secret_id").string(secret_id).key("secret_key").string(secret.reveal(SecretAccess{}));
      out.key("status").string(key->status == KeyStatus::Active ? "active" : "inactive");
      out.key("description").string(key->description).end_object();
    }
  }
  out.end_array().end_object();
  return std::move(out).take() + "\n";
}

Result<void> write_secret_file(const std::string& path, std::string_view text) {
  const auto failed = [&path](int code) {
    return Error(ErrorCode::Io, "cannot write `" + path + "`: " + std::generic_category().message(code));
  };
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0) return failed(errno);
  int code = 0;
  while (!text.empty() && code == 0) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno != EINTR) code = errno;
    if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::close(file) != 0 && code == 0) code = errno;
  if (code != 0) return failed(code);
  return {};
}

Result<std::size_t> import_keys(directory::Directory& directory, const directory::WriteContext& context,
                                std::string_view text) {
  OPENCAM_TRY(const json::Document document, json::read(text));
  const json::Value* version = document.root().find("schema_version");
  if (version == nullptr || version->as_int64() != 1) {
    return Error(ErrorCode::InvalidArgument, "`schema_version` is not 1").at(document.root().span);
  }
  const json::Value* list = document.root().find("access_keys");
  if (list == nullptr || !list->is_array()) {
    return Error(ErrorCode::InvalidArgument, "`access_keys` is not a list").at(document.root().span);
  }
  std::vector<ReadKey> keys;
  for (const json::Value& object : list->items) {
    OPENCAM_TRY(ReadKey key, read_key(object));
    keys.push_back(std::move(key));
  }
  std::size_t count = 0;
  for (const ReadKey& key : keys) {
    const auto account = directory.account(key.owner);
    if (account != nullptr && account->find_access_key(key.given.secret_id) != nullptr) continue;
    OPENCAM_TRY(directory.create_access_key(context, key.owner, key.holder, key.description, key.given));
    ++count;
  }
  return count;
}

}  // namespace opencam::server

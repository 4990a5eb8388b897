// A whole world in one transaction: what the import command brings in, and tests set up with.
//
// References are by name, as in the world file. What the import names anew is created with the numbers it gives;
// a name or number that is taken already is refused, and then nothing at all is changed. An account that is there
// already (same uin, same APPID) is added to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "directory/id.h"
#include "directory/user.h"

namespace opencam::directory {

struct ImportedPolicy {
  Uin owner{};
  std::string name;
  std::string description;
  std::string document;
};

struct ImportedUser {
  Uin owner{};
  Uin uin{};  // zero: the next one
  std::string name;
  UserType type = UserType::SubUser;
  std::vector<std::string> policies;
  std::string boundary;  // a policy's name, or empty
};

struct ImportedGroup {
  Uin owner{};
  GroupId id{};  // zero: the next one
  std::string name;
  std::vector<Uin> members;
  std::vector<std::string> policies;
};

struct ImportedRole {
  Uin owner{};
  RoleId id{};  // zero: the next one
  std::string name;
  std::string trust;
  std::vector<std::string> policies;
  std::string boundary;
};

struct ImportedAccount {
  Uin uin{};
  AppId app_id{};
  std::string name;
};

// Told now and then how far an import is: what is being done, and how much of how much.
struct ImportProgress {
  enum class Stage : std::uint8_t { Check, Write };
  Stage stage = Stage::Check;
  std::size_t done = 0;
  std::size_t total = 0;
};
using OnImportProgress = std::function<void(const ImportProgress&)>;

struct Import {
  std::vector<ImportedAccount> accounts;
  std::vector<ImportedPolicy> policies;
  std::vector<ImportedUser> users;
  std::vector<ImportedGroup> groups;
  std::vector<ImportedRole> roles;
  std::map<std::string, std::map<std::string, std::string>> resource_tags;  // resource -> key -> value
  // Take documents as they are, also such as could not be created today (older forms, unreadable ones, which deny).
  bool accept_unchecked_documents = false;
};

}  // namespace opencam::directory

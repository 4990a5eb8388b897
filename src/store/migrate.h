// The schema and how an older one becomes the present one.
//
// schema/NNNN_name.sql are the steps, in order, and never change once released; PRAGMA user_version counts how many
// have been taken. All missing steps are one transaction. BatchCompute's file has steps of its own in schema/batch.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include "base/host/secret.h"
#include "opencam/result.h"
#include "store/statement.h"

namespace opencam::store {

// The texts of schema/*.sql, and of schema/batch/*.sql, in the order of their names.
std::span<const std::string_view> schema_steps();
std::span<const std::string_view> batch_schema_steps();

// What else belongs to the transaction in which steps are taken; neither is called when there is nothing to do.
struct StepHooks {
  std::function<Result<void>()> before;
  std::function<Result<void>()> after;
};

// Errors: Unsupported when the file has more steps than we know.
Result<void> take_steps(Database& database, std::span<const std::string_view> steps, const StepHooks& hooks = {});

// `audit_key` chains the audit records of a file from before there was a chain. Errors: Unsupported when the file has
// more steps than we know.
Result<void> migrate(Database& database, const SecretText& audit_key);

}  // namespace opencam::store

// What all stores do alike with audit records and conflicts. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>

#include "directory/audit.h"
#include "opencam/result.h"

namespace opencam::store {

// How many records a page of this query has: at least one, at most audit_page_records_max.
std::size_t page_size(const directory::AuditQuery& query);

// Do all filters hold? `before` and the page size are not looked at.
bool matches(const directory::AuditQuery& query, const directory::AuditRecord& record);

// Cuts texts that are longer than audit_text_bytes_max, so that nobody can fill the disk with one request.
void shorten(directory::AuditRecord& record);

// The Error of a commit that came too late.
Error conflict(std::uint64_t expected, std::uint64_t head);

}  // namespace opencam::store

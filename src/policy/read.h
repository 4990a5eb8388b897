// From elements to statements: everything a document says, read once, with all that is wrong about its form.
//
// Both readings of a text stand on this one: read_policy refuses a document with fatal mistakes and uses the others,
// check_policy reports all and then asks the catalogue and the directory.
#pragma once

#include <string_view>
#include <vector>

#include "opencam/policy.h"
#include "policy/mistake.h"
#include "policy/syntax.h"

namespace opencam {

// The statements in the order of the document; most elements with a fatal mistake are left out of their statement.
std::vector<Statement> read_document(std::string_view text, PolicyKind kind, LetterCase letter_case,
                                     Mistakes& mistakes);

}  // namespace opencam

// Resources of a document: `*`, or six segments split at the first five colons.
//
//   qcs : project : service : region : account : content
//
// A segment of a stored document that has no meaning makes an allow match nothing; for a deny it becomes `*`, so that
// the deny covers at least what was meant (CAM-038).
#include <array>

#include "base/text.h"
#include "policy/pattern.h"
#include "policy/variable.h"

namespace opencam {
namespace {

using Segment = ResourceSegments::Segment;

constexpr std::string_view how_to_write = "write `qcs::service:region:uin/number:type/id`, or `*` for every resource";

class ResourceReader {
 public:
  explicit ResourceReader(std::string_view text) : text_(text) { pattern().text = text; }

  PatternReading<ResourcePattern> read() && {
    if (text_ == "*") {
      pattern().is_any = true;
      return std::move(reading_);
    }
    const auto segments = split_resource(text_);
    if (!segments || segments->qcs.text != "qcs") {
      const bool is_short = !segments;
      reading_.faults.push_back(
          {ErrorCode::ResourceQcsError, Gravity::Fatal, 0, text_.size(),
           shown(text_) + (is_short ? " has fewer than six segments" : " does not begin with `qcs:`"),
           std::string(how_to_write)});
      return std::move(reading_);
    }
    read_project(segments->project);
    read_service(segments->service);
    read_region(segments->region);
    read_account(segments->account);
    read_content(segments->content);
    return std::move(reading_);
  }

 private:
  ResourcePattern& pattern() { return reading_.pattern; }

  static std::string shown(std::string_view text) { return "`" + text::shortened(text) + "`"; }

  void add(ErrorCode code, Gravity gravity, const Segment& place, std::string message, std::string_view help) {
    reading_.faults.push_back({code, gravity, place.begin, place.end, std::move(message), std::string(help)});
  }

  // CAM-038: may not be created; stored, an allow matches nothing, and the caller widens the segment for a deny.
  void add_unreadable(ErrorCode code, const Segment& place, std::string message, std::string_view help) {
    pattern().is_unmatchable = true;
    add(code, Gravity::Creation, place, std::move(message), help);
  }

  static bool holds(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

  void read_project(const Segment& segment) {
    const std::string_view text = segment.text;
    if (text.empty()) return;
    add(ErrorCode::ResourceProjectError, Gravity::Creation, segment,
        "the project " + shown(text) + " of " + shown(text_) + " is not allowed",
        "leave the second segment empty: `qcs::...`");
    // CAM-032: the legacy segment is honoured in stored documents.
    if (text == "*" || text == "id/*") return;
    if (text.starts_with("id/") && text::is_all_digits(text.substr(3))) {
      pattern().project = text;
    } else {
      pattern().is_unmatchable = true;
    }
  }

  void read_service(const Segment& segment) {
    const std::string_view text = segment.text;
    if (text == "*" || (!holds(text, "*") && !holds(text, "${"))) {
      pattern().service = text;
      return;
    }
    add_unreadable(ErrorCode::ResourceServiceNotExist, segment, shown(text) + " is not the name of a service",
                   "write one service, or leave the segment empty for every service");
  }

  void read_region(const Segment& segment) {
    const std::string_view text = segment.text;
    if (text == "*" || (!holds(text, "*") && !holds(text, "${"))) {
      pattern().region = canonical_region(text);
      return;
    }
    add_unreadable(ErrorCode::ResourceRegionError, segment, shown(text) + " is not a region",
                   "write one region, for example `ap-guangzhou`, or leave the segment empty for every region");
  }

  void read_account(const Segment& segment) {
    AccountSegment& account = pattern().account;
    const std::string_view text = segment.text;
    if (text.empty()) return;
    // CAM-036: a preset's own account is whoever uses it.
    if (text == "uin/-1") {
      account.number = "-1";
      return;
    }
    if (text == "*") {
      account.form = AccountForm::Any;
      return;
    }
    if ((text.starts_with("uin/") || text.starts_with("uid/")) && text::is_all_digits(text.substr(4))) {
      account.form = text.starts_with("uid/") ? AccountForm::AppId : AccountForm::Uin;
      account.number = text.substr(4);
      return;
    }
    account.form = AccountForm::Any;
    const bool is_placeholder = holds(text, "$") || holds(text, "{");
    add_unreadable(ErrorCode::ResourceUinError, segment, shown(text) + " does not name an account",
                   is_placeholder
                       ? "put the root account's number in its place: nothing is filled in in this segment"
                       : "write `uin/` and the root account's number, or leave the segment empty for your account");
  }

  void read_content(const Segment& segment) {
    const std::string_view text = segment.text;
    if (text.empty()) {
      return add(ErrorCode::ResourceContentError, Gravity::Fatal, {0, text_.size(), text_},
                 "the last segment of " + shown(text_) + " is empty", "write `type/id`, `type/*` or `*`");
    }
    VariableReading variables = read_variables(text);
    for (const VariableFault& fault : variables.faults) {
      const std::string_view part = text.substr(fault.begin, fault.end - fault.begin);
      add_unreadable(ErrorCode::ResourceContentError, {segment.begin + fault.begin, segment.begin + fault.end, part},
                     shown(part) + " " + fault.reason,
                     "use `${uin}`, `${owner_uin}` or `${app_id}`, or put the value itself there");
    }
    // CAM-053: COS takes no variables.
    if (pattern().service == "cos" && variables.text.has_variables()) {
      add_unreadable(ErrorCode::ResourceContentError, segment,
                     "a variable cannot stand in the bucket or path of a COS resource: " + shown(text),
                     "name the bucket and the path, with `*` where any text may stand");
    }
    pattern().content = std::move(variables.text);
    const bool is_unknowable =
        !variables.faults.empty() || (pattern().service == "cos" && pattern().content.has_variables());
    if (is_unknowable) pattern().content = VariableText{{"*"}, {}};
  }

  std::string_view text_;
  PatternReading<ResourcePattern> reading_;
};

}  // namespace

std::optional<ResourceSegments> split_resource(std::string_view text) {
  std::array<Segment, 6> segments;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool is_last = i + 1 == segments.size();
    const std::size_t end = is_last ? text.size() : text.find(':', begin);
    if (end == std::string_view::npos) return std::nullopt;
    segments[i] = {begin, end, text.substr(begin, end - begin)};
    begin = end + 1;
  }
  return ResourceSegments{segments[0], segments[1], segments[2], segments[3], segments[4], segments[5]};
}

PatternReading<ResourcePattern> read_resource(std::string_view text) { return ResourceReader(text).read(); }

}  // namespace opencam

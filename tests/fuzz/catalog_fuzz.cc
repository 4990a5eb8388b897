// Catalogue files on any text. Laws: nothing crashes; an error names the file, and its place lies in the text.
#include "fuzz.h"
#include "opencam/catalog.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = opencam::as_text(data, size);
  const std::vector<opencam::Source> files = {opencam::Source("own.json", std::string(text))};
  const auto catalog = opencam::Catalog::create(files);
  if (catalog) return 0;
  const opencam::Error& error = catalog.error();
  OPENCAM_CHECK(error.message().starts_with("own.json: "));
  OPENCAM_CHECK(error.span().has_value());
  OPENCAM_CHECK(error.span()->begin <= error.span()->end && error.span()->end <= std::max<std::size_t>(size, 1));
  return 0;
}

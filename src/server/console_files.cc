#include "server/console_files.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/text.h"

// All files, one after the other, and where each begins: made by tools/embed_console.mjs.
asm(".pushsection .rodata\n"
    ".balign 16\n"
    ".hidden opencam_console_blob\n"
    ".globl opencam_console_blob\n"
    "opencam_console_blob:\n"
    ".incbin \"" OPENCAM_CONSOLE_BLOB
    "\"\n"
    ".popsection\n");
extern "C" {
__attribute__((visibility("hidden"))) extern const char opencam_console_blob[];
}

namespace opencam::server {
namespace {

struct Piece {
  std::size_t begin;
  std::size_t size;  // zero: there is none
};

struct File {
  std::string_view path;
  std::string_view type;
  std::string_view digest;
  Piece plain;
  Piece gzip;
  Piece brotli;
};

// In the order of their paths; ends with one that is no file, so that there is an array when there is no console.
constexpr File files[] = {
#include "server/console_table.inc"
    {"", "", "", {0, 0}, {0, 0}, {0, 0}},
};

constexpr std::string_view root = "/console/";
constexpr std::string_view start_page = "index.html";
constexpr std::string_view assets = "assets/";
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void protect(HttpResponse& response) {
  response.headers.set("Content-Security-Policy", content_security_policy);
  response.headers.set("X-Content-Type-Options", "nosniff");
  response.headers.set("X-Frame-Options", "DENY");
  response.headers.set("Referrer-Policy", "no-referrer");
  response.headers.set("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.set("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
}

HttpResponse plain(int status, std::string text) {
  HttpResponse response = http_response(status, "text/plain; charset=utf-8", std::move(text));
  protect(response);
  return response;
}

const File* find_file(std::string_view path) {
  const auto found = std::ranges::find(files, path, &File::path);
  return found == std::end(files) || path.empty() ? nullptr : found;
}

// What is no file is a page, whatever the names in its path hold. Below `assets/` there are only files: a page that
// came in the place of a script of an older build would hide that it is gone.
const File* file_for(std::string_view path) {
  if (const File* file = find_file(path)) return file;
  return path.starts_with(assets) ? nullptr : find_file(start_page);
}

// RFC 9110, 12.5.3, as far as browsers use it: is the coding named, and not with the weight zero?
bool accepts(const HttpRequest& http, std::string_view coding) {
  for (const std::string_view item : text::split(http.headers.find("accept-encoding").value_or(""), ',')) {
    const std::size_t semicolon = item.find(';');
    if (!text::equal_ignoring_ascii_case(text::trimmed(item.substr(0, semicolon)), coding)) continue;
    if (semicolon == std::string_view::npos) return true;
    const std::string_view weight = text::trimmed(item.substr(semicolon + 1));
    return weight.find_first_of("123456789") != std::string_view::npos;
  }
  return false;
}

bool has_tag(const HttpRequest& http, std::string_view tag) {
  for (const std::string_view item : text::split(http.headers.find("if-none-match").value_or(""), ',')) {
    std::string_view known = text::trimmed(item);
    if (known.starts_with("W/")) known.remove_prefix(2);
    if (known == tag || known == "*") return true;
  }
  return false;
}

}  // namespace

bool is_console_path(std::string_view path) { return path == "/console" || path.starts_with(root); }

HttpResponse console_file(const HttpRequest& http) {
  if (http.method != "GET" && http.method != "HEAD") {
    HttpResponse response = plain(405, "the console's files are asked for with GET\n");
    response.headers.set("Allow", "GET, HEAD");
    return response;
  }
  if (http.path() == "/console") return to_console();
  if (std::size(files) == 1) return plain(404, "this program was built without the console\n");
  const std::string_view path = http.path().substr(root.size());
  const File* file = file_for(path.empty() ? start_page : path);
  if (file == nullptr) return plain(404, "no such file\n");
  const bool is_brotli = file->brotli.size > 0 && accepts(http, "br");
  const bool is_gzip = !is_brotli && file->gzip.size > 0 && accepts(http, "gzip");
  const Piece& piece = is_brotli ? file->brotli : is_gzip ? file->gzip : file->plain;
  const std::string tag = "\"" + std::string(file->digest) + (is_brotli ? "-br\"" : is_gzip ? "-gzip\"" : "\"");
  HttpResponse response;
  if (has_tag(http, tag)) {
    response.status = 304;
  } else {
    response = http_response(200, file->type, std::string(opencam_console_blob + piece.begin, piece.size));
    if (is_brotli || is_gzip) response.headers.set("Content-Encoding", is_brotli ? "br" : "gzip");
  }
  protect(response);
  response.headers.set("ETag", tag);
  response.headers.set("Vary", "Accept-Encoding");
  // The name of an asset changes with what is in it.
  const bool is_immutable = file->path.starts_with(assets);
  response.headers.set("Cache-Control", is_immutable ? "public, max-age=31536000, immutable" : "no-cache");
  return response;
}

bool is_for_people(const HttpRequest& http) {
  if (http.method != "GET" || http.path() != "/" || !http.query().empty()) return false;
  if (http.headers.find("authorization") || http.headers.find("x-tc-action")) return false;
  return http.headers.find("accept").value_or("").find("text/html") != std::string_view::npos;
}

HttpResponse to_console() {
  HttpResponse response = plain(302, "the console is at /console/\n");
  response.headers.set("Location", root);
  return response;
}

}  // namespace opencam::server

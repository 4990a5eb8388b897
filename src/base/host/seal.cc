#include "base/host/seal.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include "base/check.h"

namespace opencam {

namespace {

constexpr char format_byte = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
static_assert(nonce_bytes == 24);
static_assert(crypto_aead_xchacha20poly1305_ietf_ABYTES == 16);
static_assert(Sealer::master_key_bytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

Error file_error(ErrorCode code, std::string_view doing, const std::string& path) {
  return Error(code, std::string(doing) + " `" + path + "`: " + std::strerror(errno));
}

// A file descriptor that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  int descriptor() const { return descriptor_; }
  bool is_open() const { return descriptor_ >= 0; }

 private:
  int descriptor_;
};

Result<SecretText> read_key_file(const std::string& path) {
  const File file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return file_error(ErrorCode::Io, "cannot open the master key", path);
  struct stat info{};
  if (::fstat(file.descriptor(), &info) != 0) return file_error(ErrorCode::Io, "cannot look at the master key", path);
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Error(ErrorCode::InvalidArgument, "the master key `" + path + "` can be read by others")
        .with_help("take their rights away: chmod 600 " + path);
  }
  std::string text(2 * Sealer::master_key_bytes + 2, '\0');
  const ssize_t count = ::read(file.descriptor(), text.data(), text.size());
  if (count < 0) return file_error(ErrorCode::Io, "cannot read the master key", path);
  text.resize(static_cast<std::size_t>(count));
  if (!text.empty() && text.back() == '\n') text.pop_back();
  std::string key(Sealer::master_key_bytes, '\0');
  std::size_t key_size = 0;
  const bool is_hex =
      sodium_hex2bin(bytes_of(key), key.size(), text.data(), text.size(), nullptr, &key_size, nullptr) == 0;
  const bool is_key = is_hex && key_size == key.size() && text.size() == 2 * key.size();
  sodium_memzero(text.data(), text.size());
  SecretText secret = SecretText::take(key);
  if (!is_key) {
    return Error(ErrorCode::Corrupt, "`" + path + "` does not hold a master key")
        .with_help("restore it from a backup: without it no stored secret can be opened");
  }
  return secret;
}

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(descriptor, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Makes the file under another name first and links it into its place, so that a half-written key is never seen and
// of two processes starting at once one wins and the other reads the winner's.
Result<void> make_key_file(const std::string& path, Random& random) {
  std::string key(Sealer::master_key_bytes, '\0');
  random.fill({bytes_of(key), key.size()});
  std::string text(2 * key.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes_of(key), key.size());
  text.back() = '\n';
  sodium_memzero(key.data(), key.size());

  const std::string draft = path + "." + random.uuid();
  bool is_written = false;
  {
    const File file(::open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR));
    if (!file.is_open()) return file_error(ErrorCode::Io, "cannot make the master key", draft);
    is_written = write_all(file.descriptor(), text) && ::fsync(file.descriptor()) == 0;
  }
  sodium_memzero(text.data(), text.size());
  const bool is_linked = is_written && (::link(draft.c_str(), path.c_str()) == 0 || errno == EEXIST);
  Error problem = file_error(ErrorCode::Io, "cannot write the master key", path);
  ::unlink(draft.c_str());
  if (!is_linked) return problem;
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const File directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory.is_open() || ::fsync(directory.descriptor()) != 0) {
    return file_error(ErrorCode::Io, "cannot write the folder", folder);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<const Sealer>> Sealer::open_or_create(const std::string& path, Random& random) {
  if (sodium_init() < 0) return Error(ErrorCode::Unavailable, "libsodium cannot be started");
  if (::access(path.c_str(), F_OK) != 0) OPENCAM_TRY(make_key_file(path, random));
  OPENCAM_TRY(const SecretText key, read_key_file(path));
  return create(key, random);
}

Result<std::shared_ptr<const Sealer>> Sealer::create(const SecretText& master_key, Random& random) {
  if (sodium_init() < 0) return Error(ErrorCode::Unavailable, "libsodium cannot be started");
  if (master_key.reveal(SecretAccess{}).size() != master_key_bytes) {
    return Error(ErrorCode::InvalidArgument, "a master key has " + std::to_string(master_key_bytes) + " bytes");
  }
  return std::shared_ptr<const Sealer>(new Sealer(master_key, random));
}

SecretText Sealer::subkey(std::string_view purpose) const { return derive("seal", purpose, master_key_bytes); }

std::string Sealer::seal(std::string_view purpose, const SecretText& plain, std::string_view bound_to) const {
  const SecretText key = subkey(purpose);
  const std::string_view text = plain.reveal(SecretAccess{});
  std::string sealed(overhead_bytes + text.size(), format_byte);
  unsigned char* nonce = bytes_of(sealed) + 1;
  random_.fill({nonce, nonce_bytes});
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_bytes, &size, bytes_of(text), text.size(),
                                             bytes_of(bound_to), bound_to.size(), nullptr, nonce,
                                             bytes_of(key.reveal(SecretAccess{})));
  return sealed;
}

Result<SecretText> Sealer::open(std::string_view purpose, std::string_view sealed, std::string_view bound_to) const {
  if (sealed.size() < overhead_bytes || sealed.front() != format_byte) {
    return Error(ErrorCode::Corrupt, "this was not sealed by us");
  }
  const SecretText key = subkey(purpose);
  const unsigned char* nonce = bytes_of(sealed) + 1;
  std::string plain(sealed.size() - overhead_bytes, '\0');
  unsigned long long size = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      bytes_of(plain), &size, nullptr, nonce + nonce_bytes, sealed.size() - 1 - nonce_bytes, bytes_of(bound_to),
      bound_to.size(), nonce, bytes_of(key.reveal(SecretAccess{})));
  SecretText secret = SecretText::take(plain);
  if (failed != 0) return Error(ErrorCode::Corrupt, "this was not sealed by us, or was changed since");
  return secret;
}

SecretText Sealer::derive(std::string_view purpose, std::string_view text, std::size_t bytes) const {
  OPENCAM_CHECK(bytes >= crypto_generichash_BYTES_MIN && bytes <= crypto_generichash_BYTES_MAX);
  // The purpose goes in with its length before it, so that no purpose and text can stand for another pair.
  const std::string_view key = master_key_.reveal(SecretAccess{});
  const std::string head = std::to_string(purpose.size()) + ":";
  crypto_generichash_state state;
  crypto_generichash_init(&state, bytes_of(key), key.size(), bytes);
  crypto_generichash_update(&state, bytes_of(std::string_view(head)), head.size());
  crypto_generichash_update(&state, bytes_of(purpose), purpose.size());
  crypto_generichash_update(&state, bytes_of(text), text.size());
  std::string derived(bytes, '\0');
  crypto_generichash_final(&state, bytes_of(derived), bytes);
  return SecretText::take(derived);
}

Result<std::string> hash_password(const SecretText& password) {
  const std::string_view text = password.reveal(SecretAccess{});
  std::array<char, crypto_pwhash_STRBYTES> hash{};
  if (sodium_init() < 0 || crypto_pwhash_str(hash.data(), text.data(), text.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                                             crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
    return Error(ErrorCode::Unavailable, "there is not enough memory to hash a password");
  }
  return std::string(hash.data());
}

bool password_matches(const SecretText& password, const std::string& stored) {
  const std::string_view text = password.reveal(SecretAccess{});
  if (stored.size() >= crypto_pwhash_STRBYTES || sodium_init() < 0) return false;
  return crypto_pwhash_str_verify(stored.c_str(), text.data(), text.size()) == 0;
}

}  // namespace opencam

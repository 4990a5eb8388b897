#include "base/host/seal.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>

namespace opencam {
namespace {

// Counts upwards: every nonce differs, and a test can be repeated.
class CountingRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override {
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(next_++);
  }

 private:
  unsigned next_ = 0;
};

class SealTest : public testing::Test {
 protected:
  void SetUp() override {
    sealer_ = *Sealer::create(SecretText(std::string(32, 'k')), random_);
    path_ = testing::TempDir() + "/opencam_seal_test_" + std::to_string(::getpid()) + ".key";
    std::remove(path_.c_str());
  }
  void TearDown() override { std::remove(path_.c_str()); }

  void write_file(const std::string& text, mode_t mode) {
    std::ofstream(path_) << text;
    ASSERT_EQ(::chmod(path_.c_str(), mode), 0);
  }

  CountingRandom random_;
  std::shared_ptr<const Sealer> sealer_;
  std::string path_;
};

TEST_F(SealTest, OpensWhatItSealed) {
  for (const std::string& text : {std::string(), std::string("secret"), std::string(5000, '\0')}) {
    const std::string sealed = sealer_->seal("access-key", SecretText(text), "AKID1");
    EXPECT_EQ(sealed.size(), text.size() + Sealer::overhead_bytes);
    const auto opened = sealer_->open("access-key", sealed, "AKID1");
    ASSERT_TRUE(opened);
    EXPECT_TRUE(opened->equals(text));
  }
}

TEST_F(SealTest, SealsTheSameTextDifferentlyEachTime) {
  const SecretText text("secret");
  EXPECT_NE(sealer_->seal("p", text, ""), sealer_->seal("p", text, ""));
}

TEST_F(SealTest, RefusesAnotherPurposeBindingOrKey) {
  const std::string sealed = sealer_->seal("access-key", SecretText("secret"), "AKID1");
  const auto other = *Sealer::create(SecretText(std::string(32, 'o')), random_);
  for (const auto& result : {sealer_->open("token", sealed, "AKID1"), sealer_->open("access-key", sealed, "AKID2"),
                             other->open("access-key", sealed, "AKID1")}) {
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code(), ErrorCode::Corrupt);
  }
}

TEST_F(SealTest, RefusesEveryChangedByteAndEveryShorterText) {
  const std::string sealed = sealer_->seal("p", SecretText("secret"), "b");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(sealer_->open("p", changed, "b")) << i;
    EXPECT_FALSE(sealer_->open("p", sealed.substr(0, i), "b")) << i;
  }
}

TEST_F(SealTest, DerivesFromPurposeAndText) {
  const SecretText a = sealer_->derive("sts", "text", 32);
  EXPECT_TRUE(a.equals(sealer_->derive("sts", "text", 32)));
  EXPECT_FALSE(a.equals(sealer_->derive("sts", "texu", 32)));
  EXPECT_FALSE(a.equals(sealer_->derive("stst", "ext", 32)));
  EXPECT_EQ(sealer_->derive("sts", "text", 64).reveal(SecretAccess{}).size(), 64u);
}

TEST_F(SealTest, MakesTheKeyFileForItsOwnerOnlyAndReadsItAgain) {
  const auto made = Sealer::open_or_create(path_, random_);
  ASSERT_TRUE(made) << made.error().message();
  struct stat info{};
  ASSERT_EQ(::stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_EQ(info.st_size, 65);
  const auto read = Sealer::open_or_create(path_, random_);
  ASSERT_TRUE(read);
  EXPECT_TRUE((*read)->open("p", (*made)->seal("p", SecretText("x"), ""), ""));
}

TEST_F(SealTest, RefusesAKeyFileThatOthersMayRead) {
  write_file(std::string(64, 'a') + "\n", 0640);
  const auto opened = Sealer::open_or_create(path_, random_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::InvalidArgument);
  EXPECT_NE(opened.error().help().find("chmod 600"), std::string::npos);
}

TEST_F(SealTest, RefusesAKeyFileWithoutAKey) {
  for (const std::string& text :
       {std::string(), std::string("x"), std::string(63, 'a'), std::string(66, 'a'), std::string(63, 'a') + "g\n"}) {
    write_file(text, 0600);
    const auto opened = Sealer::open_or_create(path_, random_);
    ASSERT_FALSE(opened) << text;
    EXPECT_EQ(opened.error().code(), ErrorCode::Corrupt);
    EXPECT_EQ(opened.error().message().find(std::string(10, 'a')), std::string::npos);
  }
}

TEST_F(SealTest, AFolderThatIsNotThereIsAnError) {
  const auto opened = Sealer::open_or_create("/dev/null/master.key", random_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code(), ErrorCode::Io);
}

TEST_F(SealTest, AKeyOfAnotherLengthIsRefused) {
  for (const std::size_t size : {0u, 31u, 33u}) {
    const auto made = Sealer::create(SecretText(std::string(size, 'k')), random_);
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code(), ErrorCode::InvalidArgument);
  }
}

TEST(Password, MatchesItselfOnly) {
  const auto hash = hash_password(SecretText("Passw0rd!"));
  ASSERT_TRUE(hash);
  EXPECT_EQ(hash->find("Passw0rd"), std::string::npos);
  EXPECT_EQ(hash->rfind("$argon2id$", 0), 0u);
  EXPECT_TRUE(password_matches(SecretText("Passw0rd!"), *hash));
  EXPECT_FALSE(password_matches(SecretText("passw0rd!"), *hash));
  EXPECT_FALSE(password_matches(SecretText(""), ""));
  EXPECT_FALSE(password_matches(SecretText("x"), std::string(1000, '$')));
}

}  // namespace
}  // namespace opencam

#include <gtest/gtest.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>

#include "wire/http_client.h"
#include "wire/http_server.h"

namespace opencam {
namespace {

// A key and its self-signed certificate for 127.0.0.1 in files of a fresh folder.
class HttpTls : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("opencam_tls_" + std::to_string(::getpid()));
    std::filesystem::create_directories(folder_);
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    X509_EXTENSION* names = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
    X509_add_ext(certificate, names, -1);
    X509_EXTENSION_free(names);
    X509_sign(certificate, key, EVP_sha256());
    std::FILE* file = std::fopen(certificate_file().c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(key_file().c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string certificate_file() const { return folder_ / "certificate.pem"; }
  std::string key_file() const { return folder_ / "key.pem"; }

 private:
  std::filesystem::path folder_;
};

TEST_F(HttpTls, ServesAndIsVerified) {
  HttpServerOptions options;
  options.tls_certificate_file = certificate_file();
  options.tls_key_file = key_file();
  options.io_threads = 2;
  const auto server = HttpServer::create(options, [](HttpRequest request, Reply reply) {
    EXPECT_TRUE(request.is_tls);
    reply(http_response(200, "text/plain", request.target + request.body));
  });
  ASSERT_TRUE(server.has_value());
  const std::string port = std::to_string((*server)->port());

  HttpClientOptions trusting;
  trusting.certificates_file = certificate_file();
  const auto client = *HttpClient::create("https://127.0.0.1:" + port, trusting);
  HttpRequest request;
  request.method = "POST";
  request.body.resize(200000, 'b');
  for (int i = 0; i < 3; ++i) {
    const auto response = client->send(request);
    ASSERT_TRUE(response.has_value()) << response.error().message();
    EXPECT_EQ(response->body, "/" + request.body);
  }
  request.headers.set("Connection", "close");
  const auto last = client->send(request);
  ASSERT_TRUE(last.has_value());
  EXPECT_TRUE(last->is_last);

  EXPECT_FALSE((*HttpClient::create("https://127.0.0.1:" + port))->send(request).has_value()) << "not trusted";
  EXPECT_FALSE((*HttpClient::create("https://localhost:" + port, trusting))->send(request).has_value()) << "wrong name";
  EXPECT_FALSE((*HttpClient::create("http://127.0.0.1:" + port))->send(request).has_value()) << "plain text";
}

TEST_F(HttpTls, RefusesAKeyThatDoesNotFit) {
  HttpServerOptions options;
  options.tls_certificate_file = certificate_file();
  options.tls_key_file = certificate_file();
  const auto server = HttpServer::create(options, [](HttpRequest, Reply) {});
  ASSERT_FALSE(server.has_value());
  EXPECT_EQ(server.error().code(), ErrorCode::InvalidArgument);
}

}  // namespace
}  // namespace opencam

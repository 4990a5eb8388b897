// What the server says about its own interface is what it offers.
#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include "scene.h"
#include "services/generated/api_action.h"
#include "services/offered_actions.h"

namespace opencam::tests {
namespace {

namespace json = boost::json;

Answer get(Scene& s, const std::string& path) {
  HttpRequest request;
  request.method = "GET";
  request.target = path;
  return s.send(std::move(request));
}

TEST(OpenApiTest, NeedsNoCredentialAndIsJson) {
  Scene s;
  const Answer answer = get(s, "/openapi.json");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.find("content-type"), "application/json");
  EXPECT_EQ(answer.text("openapi"), "3.1.0");
}

TEST(OpenApiTest, SaysOfEveryActionWhetherItIsOffered) {
  Scene s;
  const json::value document = json::parse(get(s, "/openapi.json").body);
  const json::object& actions = document.at_pointer("/paths/~1/post/x-opencam-actions").get_object();
  EXPECT_EQ(actions.size(), api::api_actions().size());
  for (const api::ApiAction& action : api::api_actions()) {
    const json::value& shown = actions.at(action.name);
    EXPECT_EQ(std::string_view(shown.at("service").get_string()), action.service);
    EXPECT_EQ(shown.at("errors").get_array().size(), action.error_codes.size()) << action.name;
    EXPECT_EQ(shown.at("offered").get_bool(), services::find_offered_action(action.name) != nullptr)
        << action.name << ": run python3 tools/generate_all.py";
  }
}

}  // namespace
}  // namespace opencam::tests

"""The rough reader of C++ reads the forms that we write."""

import tree


def test_functions_are_found_with_their_lines():
    text = """namespace opencam {
struct Point {
  int x = 0;
  int doubled() const { return x * 2; }
};
// int commented() {
int long_one(
    int a) {
  if (a) { return '{'; }
  const char* s = "}{";
  return [&] { return a; }();
}
TEST(Suite, Case) {
  EXPECT_TRUE(true);
}
std::vector<int> list = {1, 2};
}  // namespace opencam
"""
    assert tree.functions(text) == [(4, 4), (7, 12), (13, 15)]


def test_digit_separators_are_no_literals():
    assert tree.without_comments_and_literals("f(1'000, 'x', \"a\");") == "f(1'000,    ,    );"


def test_constructor_with_initializers_is_one_function():
    assert tree.functions("A::A(int x)\n    : x_(x) {\n  go();\n}\n") == [(1, 4)]

"""The oracle's concepts one by one: what the case files cannot show about a single function."""

import pytest

from tests.spec import (cases, catalog, condition_bool, condition_date, condition_ip, condition_numeric, conditions, document, glob,
                        names, principals, regions, strict_json, variables)


@pytest.mark.parametrize(("pattern", "text", "expected"), [
    ("*", "", True), ("a*", "a", True), ("*a", "ba", True), ("a*c", "abbc", True), ("a*b*c", "aXbYc", True),
    ("a*b*c", "aXcYb", False), ("a", "ab", False), ("a?c", "abc", False), ("a?c", "a?c", True), ("[a]", "a", False),
    ("a*", "A", False), ("*a*a*", "a", False), ("a*", "a\nb", True),
])
def test_glob(pattern, text, expected):
    assert glob.matches(pattern, text) is expected


@pytest.mark.parametrize(("pattern", "text", "expected"), [
    ("x/*", "x", True), ("x/*", "x/", True), ("x/*", "x/y/z", True), ("x/*", "xy", False), ("x*", "x", True),
    ("*/*", "x", True), ("x/**", "x", False), ("/*", "", True), ("x/y", "x", False), ("instance/ins-1", "instance/ins-11", False),
])
def test_content(pattern, text, expected):
    assert glob.content_matches(tuple(pattern.split("*")), text) is expected


def test_regions():
    assert [regions.canonical(one) for one in ("gz", "ap-guangzhou", "sgp", "moon", "")] == [
        "ap-guangzhou", "ap-guangzhou", "ap-singapore", "moon", ""]


@pytest.mark.parametrize(("text", "expected"), [
    ("cvm:Run", ("cvm", "Run")), ("name/cvm:Run", ("cvm", "Run")), ("cvm", None), ("cvm:", None), (":Run", None),
    ("cvm:*", None), ("Cvm:Run", None), ("cvm:a:b", None), ("name/name/cvm:Run", None), ("cvm:Ru n", None),
])
def test_action(text, expected):
    assert names.read_action(text) == expected


@pytest.mark.parametrize("text", [
    "", "qcs", "qcs::cvm:gz:uin/1", "arn::cvm:gz:uin/1:x", "qcs::cvm:gz:1:x", "qcs::cvm:gz:*:x", "qcs::cvm:gz:uin/:x",
    "qcs::cvm:gz:uin/1:", "qcs:7:cvm:gz:uin/1:x", "qcs::cvm:gz:uin/1:" + "x" * 4096,
])
def test_unreadable_resource(text):
    assert names.read_resource(text) is None


def test_content_may_hold_colons():
    assert names.read_resource("qcs::cvm:gz:uin/1:a:b:c").content == "a:b:c"


@pytest.mark.parametrize(("left", "right"), [("1", "1.0"), ("1e2", "100"), ("-0", "0"), ("0.10", "1E-1"), ("007", "7")])
def test_equal_numbers(left, right):
    assert condition_numeric.read(left) == condition_numeric.read(right)


@pytest.mark.parametrize("text", ["", "+1", ".5", "5.", "1e", "1e1234567", "0x1", "1 ", "--1", "NaN", "٣", "1" * 1001])
def test_no_numbers(text):
    assert condition_numeric.read(text) is None


def test_numbers_are_exact():
    assert condition_numeric.read("0.1") + condition_numeric.read("0.2") == condition_numeric.read("0.3")


@pytest.mark.parametrize("text", [
    "2022-05-31", "2022-05-31 00:00:00Z", "2022-05-31T00:00:00", "2022-02-29 00:00:00", "2022-05-31 24:00:00",
    "2022-05-31 23:59:60", "2022-13-01 00:00:00", "2022-05-31T00:00:00+08:00", "2016-06-01T 00:01:00Z", "1653955200",
    "22-05-31 00:00:00", "2022-05-31T00:00:00.0Z", "2022-05-31 ::::::::",
])
def test_no_dates(text):
    assert condition_date.read(text) is None


def test_dates_in_both_forms():
    assert condition_date.read("2024-02-29 01:02:03") == condition_date.read("2024-02-29T01:02:03Z") is not None


@pytest.mark.parametrize("text", ["10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.1/8", "fe80::1%eth0", "1::2::3", "", " 10.0.0.1",
                                  "10.0.0.1 ", "::1/128", "12345::"])
def test_no_addresses(text):
    assert condition_ip.read(text) is None


@pytest.mark.parametrize(("network", "address", "expected"), [
    ("10.217.182.3/24", "10.217.182.200", True), ("10.0.0.1", "10.0.0.1", True), ("0.0.0.0/0", "::", False),
    ("::ffff:10.0.0.1", "10.0.0.1", False), ("2001:db8::1/32", "2001:0DB8:ffff::", True), ("10.0.0.0/31", "10.0.0.2", False),
])
def test_networks(network, address, expected):
    assert condition_ip.COMPARE["ip_equal"](condition_ip.read(address), condition_ip.read_network(network)) is expected


@pytest.mark.parametrize("text", ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/08", "::/129", "10.0.0.0/-1", "10.0.0.0/255.0.0.0"])
def test_no_networks(text):
    assert condition_ip.read_network(text) is None


def test_bools():
    assert [condition_bool.read(text) for text in ("true", "FALSE", "1", "yes", "")] == [True, False, None, None, None]


@pytest.mark.parametrize(("text", "known"), [
    ("${uin}", True), ("x${owner_uin}/${app_id}", True), ("$uin", True), ("{uin}", True), ("${UIN}", False), ("${uin", False),
    ("${ uin}", False), ("${${uin}}", False), ("${}", False), ("${foo}", False),
])
def test_variables(text, known):
    assert variables.parse(text).has_unknown is not known


def test_a_value_with_a_wildcard_is_no_value():
    assert variables.values_of(variables.parse("${uin}"), {"uin": "1*"}) is None


def test_operators():
    assert conditions.read_operator("for_any_value:string_equal_if_exist").prefix == "any"
    for text in ("string_equals", "if_exist", "null_equal_if_exist", "for_any_value:null_equal", "for_all_values:string_equal",
                 "string_equal_if_exist_if_exist", "", "String_equal"):
        assert conditions.read_operator(text) is None, text
    assert len(conditions.BASES) == 23


def test_every_operator_is_in_the_engines_table():
    table = (catalog.FOLDER.parent / "include/opencam/operator.def").read_text("utf-8")
    assert all(f'"{base}"' in table for base in conditions.BASES)


def test_principals():
    assert principals.read("qcs", "qcs::cam::uin/1:uin/1") == principals.Principal("account", "1")
    for text in ("*", "qcs::cam::uin/1:uin/*", "qcs::cam::1:root", "qcs::cam:gz:uin/1:root", "qcs::cam::uin/1:saml-provider/x"):
        assert principals.read("qcs", text).form == "unknown", text


@pytest.mark.parametrize("text", ["", "{", "[1,]", '{"a":1,"a":2}', '{"a":NaN}', '{"a":"\\ud800"}', '{"a":1} x', "\ufeff{}",
                                  '{"a":01}', '{"a":"\t"}', "[" * 5000])
def test_no_json(text):
    with pytest.raises(strict_json.NotJson):
        strict_json.read(text)


def test_length_counts_code_points_without_blanks():
    text = '{"version":"2.0","statement":[{"effect":"allow","action":"cvm:*","resource":"*"}]}'
    assert document.first_mistake(text + " \t\r\n" * 5000, "identity", catalog.load()) is None
    assert document.first_mistake(text, "identity", catalog.load(), characters_max=len(text)) is None
    assert document.first_mistake(text, "identity", catalog.load(),
                                  characters_max=len(text) - 1) == "PolicyDocumentLengthOverLimit"


def test_documents_of_a_given_length():
    assert document.first_mistake(cases.of_length(6144), "identity", catalog.load()) is None
    assert document.first_mistake(cases.of_length(6145), "identity", catalog.load()) == "PolicyDocumentLengthOverLimit"

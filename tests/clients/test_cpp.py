"""What the C++ SDK sends, and how strictly it reads."""

import pytest
from cpp import Cpp, check_object, request_bytes
from scenario import SCENARIO
from walk import walk

# Libcurl 7.88 with the SDK's options, taken from the wire; the signature computed by the Python SDK's signer.
RECORDED = (
    b"POST / HTTP/1.1\r\nHost: 127.0.0.1:8226\r\nAccept: */*\r\n"
    b"Authorization: TC3-HMAC-SHA256 Credential=AKIDexample/2026-11-21/127/tc3_request, SignedHeaders=content-type;host, "
    b"Signature=1d77dc00ccb0c078ecbf8ce0bf6f69a65f5d49cd46156dd809cd933da9f48ecf\r\n"
    b"Connection: Close\r\nContent-Type: application/json\r\nX-TC-Action: GetUser\r\nX-TC-Region: ap-guangzhou\r\n"
    b"X-TC-RequestClient: SDK_CPP_3.3.165\r\nX-TC-Timestamp: 1795283797\r\nX-TC-Token: token\r\nX-TC-Version: 2019-01-16\r\n"
    b"Content-Length: 14\r\n\r\n"
    b'{"Name":"ann"}'
)


def test_the_whole_life(server):
    walk(SCENARIO, Cpp(server.address), server.create_account("acme"))


def test_the_request_is_the_recorded_one_byte_for_byte():
    key = {"secret_id": "AKIDexample", "secret_key": "example", "token": "token"}
    made = request_bytes("127.0.0.1:8226", "GetUser", "2019-01-16", key, b'{"Name":"ann"}', 1795283797)
    assert made == RECORDED


FIELDS = [{"name": "Uin", "type": "uint64"}, {"name": "Names", "type": "string[]", "nullable": True}]


@pytest.mark.parametrize("reply", [{"Uin": "1"}, {"Uin": True}, {"Uin": -1}, {}, {"Uin": None}, {"Uin": 1, "Names": [2]}, {"Uin": 1, "X": 1}])
def test_a_reply_of_another_type_is_noticed(reply):
    with pytest.raises(AssertionError):
        check_object({"Names": None, **reply}, FIELDS, {}, "Response")
    check_object({"Uin": 1, "Names": ["ann"]}, FIELDS, {}, "Response")

import assert from "node:assert/strict";
import { test } from "node:test";
import { readRefusal } from "./denial";

const TEXT = `[TencentCloudSDKException] code:AuthFailure.UnauthorizedOperation message:您无权执行该操作。[[request id:77822F9D-9bfe-4723-9314-004d9390f773]you are not authorized to perform operation (cam:ListUsers)
resource (qcs::cam::uin/100000000001:uin/7) has no permission
] requestId:77822f9d-9bfe-4723-9314-004d9390f773`;

test("a refusal is read in whatever surrounds it", () => {
  assert.deepEqual(readRefusal(TEXT), {
    requestId: "77822f9d-9bfe-4723-9314-004d9390f773",
    action: "cam:ListUsers",
    resource: "qcs::cam::uin/100000000001:uin/7",
    conditions: "",
  });
});

test("an id alone is enough, and nothing is nothing", () => {
  assert.equal(readRefusal(" 08a306ff-525a-49b7-96b5-54a16baebfd2\n").requestId, "08a306ff-525a-49b7-96b5-54a16baebfd2");
  assert.deepEqual(readRefusal("operation failed"), { requestId: "", action: "", resource: "", conditions: "" });
});

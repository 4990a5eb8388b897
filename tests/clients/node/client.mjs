// The Node SDK as a customer uses it. One call for each line of standard input.
import { createInterface } from "node:readline";
import { batch, cam, sts, tag } from "tencentcloud-sdk-nodejs";

const clients = {
  batch: batch.v20170312.Client,
  cam: cam.v20190116.Client,
  sts: sts.v20180813.Client,
  tag: tag.v20180813.Client,
};

async function call({ service, action, key, parameters }) {
  const client = new clients[service]({
    credential: { secretId: key.secret_id, secretKey: key.secret_key, token: key.token },
    region: "ap-guangzhou",
    profile: {
      language: "en-US",
      httpProfile: { protocol: `${process.env.OPENCAM_SCHEME}://`, endpoint: process.env.OPENCAM_ADDRESS },
    },
  });
  try {
    return { response: await client[action](parameters) };
  } catch (error) {
    return { code: error.code, message: error.message, request_id: error.requestId };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await call(JSON.parse(line))));
}

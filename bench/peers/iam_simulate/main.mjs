// iam-simulate: the simulation without its checks of the input (runUnsafeSimulation), one call for each request. It
// takes documents, so it reads them anew for each call; that is its interface.
import { runUnsafeSimulation } from '@cloud-copilot/iam-simulate'
import { readFileSync } from 'node:fs'
import { lines, measure, options, worlds } from './measure.mjs'

const account = '100000000001'
const requests = []
let loadMs = 0
for (const folder of worlds('aws')) {
  const before = process.hrtime.bigint()
  const { policies, users } = JSON.parse(readFileSync(`${folder}/policies.json`, 'utf8'))
  const held = new Map(Object.entries(users).map(([uin, names]) => [uin, names.map((name) => ({ name, policy: policies[name] }))]))
  loadMs += Number(process.hrtime.bigint() - before) / 1e6
  for (const { user, action, resource, context } of lines(`${folder}/requests.jsonl`)) {
    const contextVariables = Object.fromEntries(
      Object.entries(context).map(([key, values]) => [key, key.startsWith('ctx:m') ? values : values[0]])
    )
    requests.push({
      request: { principal: `arn:aws:iam::${account}:user/${user}`, action, resource: { resource, accountId: account }, contextVariables },
      identityPolicies: held.get(user),
      serviceControlPolicies: [],
      resourceControlPolicies: []
    })
  }
}
measure(options(), requests.length, loadMs, (n) => runUnsafeSimulation(requests[n], {}) === 'Allowed')

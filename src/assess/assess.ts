import type { Assessment } from '../model/assessment.ts'
import type { InventoryEndpoint } from '../model/inventory.ts'
import { endpointName, sendsCredentials } from '../model/questions/endpoint.ts'
import { assessAuthentication } from './authentication.ts'
import { judgeAddresses } from './category.ts'
import type { AssessmentInput } from './findings/answer.ts'
import { findingsOf } from './findings/findings.ts'
import { assessKeyExchange } from './keyExchange.ts'
import { openData } from './openData.ts'
import { withStatedClasses } from './owners/statedClasses.ts'
import { assessRisk } from './risk.ts'
import { classify, type ServerEvidence } from './sensitivity/sensitivity.ts'

/** What an observation means. `now` decides what has expired. */
export const assess = (input: AssessmentInput, now: Date): Assessment => {
  const sensitivity = withStatedClasses(classify(serverEvidence(input)), input.ownership)
  return judge(input, sensitivity, now)
}

/**
 * An endpoint from a file or a store, by the rules of this version: what has expired until `now`, and what new rules find. The
 * classes of its data stay those of the scan.
 */
export const assessedAgain = (endpoint: InventoryEndpoint, now: Date): InventoryEndpoint => ({
  ...endpoint,
  assessment: judge({ ...endpoint, endpoint }, endpoint.assessment.sensitivity, now),
})

/** The same of each endpoint, one by one. */
export async function* eachAssessedAgain(
  endpoints: AsyncIterable<InventoryEndpoint> | Iterable<InventoryEndpoint>,
  day: Date,
): AsyncGenerator<InventoryEndpoint> {
  for await (const endpoint of endpoints) yield assessedAgain(endpoint, day)
}

const serverEvidence = ({ endpoint, mcp }: AssessmentInput): ServerEvidence => ({
  url: endpoint.url,
  name: endpointName(endpoint),
  title: mcp?.server?.title,
  serverName: mcp?.server?.name,
  instructions: mcp?.instructions,
  packageName: endpoint.stdio?.package,
  command: endpoint.stdio?.command,
  environment: endpoint.secrets?.map(({ name }) => name),
  tools: mcp?.tools,
  resources: mcp?.resources,
  prompts: mcp?.prompts,
})

const judge = (input: AssessmentInput, sensitivity: Assessment['sensitivity'], now: Date): Assessment => {
  const { endpoint, addresses, mcp } = input
  const judged = judgeAddresses(addresses)
  const { findings, undetermined } = findingsOf(input, sensitivity.tier, now, judged)
  const assessed = {
    findings,
    undetermined,
    keyExchange: assessKeyExchange(judged, findings),
    authentication: assessAuthentication(addresses, findings),
    sensitivity,
  }
  const credentialsInTransit = sendsCredentials({ secrets: endpoint.secrets, mcp })
  return {
    ...assessed,
    risk: assessRisk({ ...assessed, addresses, credentialsInTransit, openData: openData(input) }),
  }
}

import type { Assessment } from '../model/assessment.ts'
import { sendsCredentials } from '../model/questions/endpoint.ts'
import { assessAuthentication } from './authentication.ts'
import type { AssessmentInput } from './findings/answer.ts'
import { findingsOf } from './findings/findings.ts'
import { assessKeyExchange } from './keyExchange.ts'
import { withStatedClasses } from './owners/statedClasses.ts'
import { assessRisk } from './risk.ts'
import { classify } from './sensitivity/sensitivity.ts'
import { serverEvidence } from './sensitivity/serverEvidence.ts'

/** What an observation means. `now` decides what has expired. */
export const assess = (input: AssessmentInput, now: Date): Assessment => {
  const { endpoint, addresses, mcp, ownership } = input
  const sensitivity = withStatedClasses(classify(serverEvidence(endpoint, mcp)), ownership)
  const found = findingsOf(input, sensitivity.tier, now)
  const judged = {
    ...found,
    keyExchange: assessKeyExchange(addresses, found.findings),
    authentication: assessAuthentication(addresses, found.findings),
    sensitivity,
  }
  const credentialsInTransit = sendsCredentials({ secrets: endpoint.secrets, mcp })
  return { ...judged, risk: assessRisk({ ...judged, addresses, credentialsInTransit }) }
}

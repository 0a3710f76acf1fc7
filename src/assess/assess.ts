import type { Assessment } from '../model/assessment.ts'
import { assessAuthentication } from './authentication.ts'
import type { AssessmentInput } from './findings/answer.ts'
import { findingsOf } from './findings/findings.ts'
import { assessKeyExchange } from './keyExchange.ts'
import { withStatedClasses } from './owners/statedClasses.ts'
import { assessRisk } from './risk.ts'
import { classify } from './sensitivity/sensitivity.ts'
import { serverEvidence } from './sensitivity/serverEvidence.ts'
import { tokenReasons } from './tokens.ts'

/** What it means. `now` decides what has expired. */
export const assess = (input: AssessmentInput, now: Date): Assessment => {
  const { endpoint, addresses, mcp, oauth, ownership } = input
  const authentication = assessAuthentication(addresses, now)
  const judged = {
    keyExchange: assessKeyExchange(addresses),
    authentication: { ...authentication, reasons: [...authentication.reasons, ...tokenReasons(oauth)] },
    sensitivity: withStatedClasses(classify(serverEvidence(endpoint, mcp)), ownership),
  }
  const credentialsInTransit = (endpoint.secrets?.length ?? 0) > 0 || mcp?.auth === 'required'
  const findings = findingsOf(input, judged.sensitivity.tier, now)
  return { ...findings, ...judged, risk: assessRisk({ ...judged, addresses, credentialsInTransit }) }
}

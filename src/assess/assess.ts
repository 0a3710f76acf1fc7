import type { Assessment } from '../model/assessment.ts'
import type { Observation, Ownership } from '../model/endpoint.ts'
import { assessAuthentication } from './authentication.ts'
import { assessKeyExchange } from './keyExchange.ts'
import { withStatedClasses } from './owners/statedClasses.ts'
import { assessRisk } from './risk.ts'
import { classify } from './sensitivity/sensitivity.ts'
import { serverEvidence } from './sensitivity/serverEvidence.ts'
import { tokenReasons } from './tokens.ts'

/** Everything that is known of an endpoint before it is judged. */
export type Known = Observation & { ownership?: Ownership | undefined }

/** What it means. `now` decides what has expired. */
export const assess = ({ endpoint, addresses, mcp, oauth, ownership }: Known, now: Date): Assessment => {
  const authentication = assessAuthentication(addresses, now)
  const judged = {
    keyExchange: assessKeyExchange(addresses),
    authentication: { ...authentication, reasons: [...authentication.reasons, ...tokenReasons(oauth)] },
    sensitivity: withStatedClasses(classify(serverEvidence(endpoint, mcp)), ownership),
  }
  const credentialsInTransit = (endpoint.secrets?.length ?? 0) > 0 || mcp?.auth === 'required'
  return { ...judged, risk: assessRisk({ ...judged, addresses, credentialsInTransit }) }
}

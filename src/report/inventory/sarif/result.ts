import { hash } from 'node:crypto'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { endpointTitle, endpointUrl } from '../labels.ts'
import type { Result } from './findings.ts'
import { locations } from './location.ts'
import { messageText } from './message.ts'
import { ruleIndex } from './rules.ts'

/** One result (SARIF 2.1.0 §3.27). */
export const result = (endpoint: InventoryEndpoint, finding: Result, root: string | undefined) => {
  const { rule, level } = finding
  return {
    ruleId: rule.sarif.id,
    ruleIndex: ruleIndex(rule.id),
    // Where nothing is known, nothing failed.
    kind: level === 'none' ? 'open' : 'fail',
    level,
    message: { text: `'${messageText(endpointTitle(endpoint), 300)}': ${finding.message}` },
    ...locations(endpoint, finding, root),
    partialFingerprints: fingerprints(endpoint, finding),
    rank: endpoint.assessment.risk.score,
    properties: {
      'mcp-pqc:endpoint': messageText(endpoint.id, 64),
      'mcp-pqc:url': endpointUrl(endpoint),
      'mcp-pqc:sensitivity': endpoint.assessment.sensitivity.tier,
      ...(endpoint.ownership?.owner === undefined
        ? {}
        : { 'mcp-pqc:owner': messageText(endpoint.ownership.owner, 200) }),
    },
  }
}

/**
 * The same for the same finding on the same endpoint, wherever its line has moved and whenever it was scanned. The
 * second is the name that code scanning knows alerts by.
 */
const fingerprints = ({ id }: InventoryEndpoint, { rule, key = '' }: Result) => {
  const digest = hash('sha256', JSON.stringify([id, rule.sarif.id, key]))
  return { 'mcpPqcFinding/v1': digest, primaryLocationLineHash: `${digest.slice(0, 16)}:1` }
}

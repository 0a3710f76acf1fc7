import { hash } from 'node:crypto'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { CODE_SCANNING } from '../../../registry/sarif.ts'
import { Ending } from '../../text/json.ts'
import { endpointTitle, endpointUrl } from '../labels.ts'
import type { Report, ReportInput } from '../reportInput.ts'
import { driver, invocation, TAXONOMIES } from './driver.ts'
import {
  type Census,
  LEVELS,
  messageText,
  type Result,
  results as resultsOf,
  ruleIndex,
  takeCensus,
} from './findings.ts'
import { locations, SOURCE_ROOT } from './location.ts'

/**
 * SARIF 2.1.0 for code scanning: a result for each finding on each endpoint, at the line of the configuration that
 * names it. Files below `root` have relative paths. docs/reports-cbom-sarif.md lists the rules.
 */
export const sarifReportUnder = (root: string | undefined): Report =>
  async function* (input) {
    const census = await takeCensus(input)
    yield `{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[\n`
    yield JSON.stringify(head(input, census)).slice(0, -1)
    yield ',\n"results":['
    const ending = new Ending()
    let separator = '\n'
    for await (const one of ending.of(results(input, census, root))) {
      yield separator + JSON.stringify(one)
      separator = ',\n'
    }
    yield `\n]}]${ending.happened ? ',"properties":{"interrupted":true}' : ''}}\n`
    ending.throwIfHappened()
  }

/** Without a root folder: paths as they were found. */
export const sarifReport: Report = sarifReportUnder(undefined)

const head = (input: ReportInput, census: Census) => ({
  tool: { driver: driver(input) },
  // The text before the last slash is the category: code scanning replaces earlier results of the same category.
  automationDetails: { id: 'mcp-pqc/scan/', description: { text: 'A scan of MCP endpoints.' } },
  invocations: [invocation(input, census)],
  originalUriBaseIds: {
    [SOURCE_ROOT]: { description: { text: 'The folder in which the report was made.' } },
  },
  taxonomies: TAXONOMIES,
  columnKind: 'utf16CodeUnits',
  properties: {
    'mcp-pqc:endpoints': input.summary.endpoints,
    'mcp-pqc:notProbed': census.notProbed.count,
    'mcp-pqc:results': census.results,
    'mcp-pqc:resultsLeftOut': census.leftOut,
    'mcp-pqc:limits': `code scanning accepts ${CODE_SCANNING.maxResults} results of a run and shows ${CODE_SCANNING.shownResults}`,
  },
})

/** The most severe level first, in it the highest risk; the endpoints are read once for each level that occurs. */
async function* results({ endpoints }: ReportInput, { room }: Census, root: string | undefined) {
  for (const level of LEVELS) {
    let left = room[level]
    if (left === 0) continue
    for await (const endpoint of endpoints()) {
      for (const one of resultsOf(endpoint)) {
        if (one.level !== level || left === 0) continue
        yield result(endpoint, one, root)
        left--
      }
      if (left === 0) break
    }
  }
}

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

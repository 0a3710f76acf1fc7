import { hash } from 'node:crypto'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { bareHost, portOf } from '../../../registry/net/host.ts'
import { CODE_SCANNING } from '../../../registry/sarif.ts'
import { Ending } from '../../text/json.ts'
import { sanitize } from '../../text/sanitize.ts'
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

/**
 * SARIF 2.1.0 for code scanning: a result for each finding on each endpoint, at the line of the configuration that
 * names it. Files below `root` have relative paths; without it, paths are as they were found. docs/reports-cbom-sarif.md lists the rules.
 */
export const sarifReport = (root: string | undefined): Report =>
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
const result = (endpoint: InventoryEndpoint, finding: Result, root: string | undefined) => {
  const { rule, level } = finding
  const owner = endpoint.ownership?.owner
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
      'mcp-pqc:owner': owner === undefined ? undefined : messageText(owner, 200),
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

/** SARIF 2.1.0 §3.14.14: the base of relative paths; for code scanning it is the checkout. */
const SOURCE_ROOT = '%SRCROOT%'

type Place = { path: string; line?: number | undefined }

/** The location of a finding, and other files that name its endpoint. `root`: the folder whose files have relative paths. */
const locations = (endpoint: InventoryEndpoint, { place }: Result, root: string | undefined) => {
  const places = place ? [place] : placesOf(endpoint)
  const [first, ...others] = places.slice(0, CODE_SCANNING.maxLocations)
  const logicalLocations = [{ name: messageText(endpointTitle(endpoint), 200), kind: 'resource' }]
  const physicalLocation = physical(first ?? { path: virtualPath(endpoint) }, first && root)
  const message = { text: 'No file names this endpoint: the path is made of its address.' }
  const relatedLocations = others.map((one) => ({
    physicalLocation: physical(one, root),
    message: { text: 'The endpoint is also named here.' },
  }))
  return {
    locations: [{ physicalLocation, logicalLocations, ...(first ? {} : { message }) }],
    ...(others.length > 0 ? { relatedLocations } : {}),
  }
}

/** Files that name the endpoint, each line once, those with a line first. A registry on the network is not a file. */
const placesOf = ({ sources }: InventoryEndpoint): Place[] => {
  const places = sources.flatMap(({ path, line, kind }) =>
    path === undefined || (kind === 'registry' && URL.canParse(path) && !isDrive(path))
      ? []
      : [{ path, line }],
  )
  const distinct = [...new Map(places.map((place) => [`${place.path}:${place.line}`, place])).values()]
  return distinct.toSorted((a, b) => Number(a.line === undefined) - Number(b.line === undefined))
}

const physical = ({ path, line }: Place, root: string | undefined) => ({
  artifactLocation: artifact(path, root),
  // Code scanning requires a line.
  region: { startLine: line ?? 1 },
})

const artifact = (path: string, root: string | undefined) => {
  const slashes = isDrive(path) ? path.replaceAll('\\', '/') : path
  const base = root === undefined ? undefined : `${root.replaceAll('\\', '/').replace(/(?<!\/)\/+$/, '')}/`
  const isBelow = base !== undefined && slashes.startsWith(base)
  const shown = isBelow ? slashes.slice(base.length) : slashes
  if (isDrive(shown)) return { uri: `file:///${encoded(shown)}` }
  return shown.startsWith('/')
    ? { uri: `file://${encoded(shown)}` }
    : { uri: encoded(shown), uriBaseId: SOURCE_ROOT }
}

const isDrive = (path: string): boolean => /^[a-z]:[\\/]/i.test(path)

const MAX_PATH = 1000

/** RFC 3986 §3.3: segments of a path. It cannot leave the folder, and a colon does not begin a scheme. */
const encoded = (path: string): string =>
  sanitize(path, MAX_PATH)
    .split('/')
    .filter((part, at) => part !== '.' && (part !== '' || at === 0))
    .map((part) => (part === '..' ? '%2E%2E' : encodeURIComponent(part)))
    .join('/') || 'unnamed'

/** A path for an endpoint from an argument or a range: `mcp-endpoints/https/host.example/443/mcp`. */
const virtualPath = ({ url, id }: InventoryEndpoint): string => {
  const parsed = URL.parse(url)
  if (!parsed?.hostname) return `mcp-endpoints/${id}`
  const { protocol, hostname, pathname } = parsed
  const port = protocol === 'stdio:' ? '' : String(portOf(parsed))
  const parts = ['mcp-endpoints', protocol.slice(0, -1), bareHost(hostname), port, ...pathname.split('/')]
  return parts.filter((part) => part !== '').join('/')
}

import type { Assessment, Headline } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { headlineOf } from '../../../model/questions/summary.ts'
import { isPostQuantum, isUnanswered } from '../../../model/questions/tls.ts'
import { TLS_QUESTIONS } from '../../../model/questions/tlsQuestions.ts'
import type { ClientFact, TlsFacts } from '../../../model/tls.ts'
import type { Quantiles } from '../../../model/verification.ts'
import { FindingTally, failsGate, hasFinding } from '../../inventory/findings.ts'
import { endpointName, endpointTitle, endpointUrl, notProbedBecause } from '../../inventory/labels.ts'
import { incompleteBecause } from '../../inventory/limited.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'

/** The most endpoints that the page lists, with everything that is known of each. */
export const MAX_LISTED = 5000

/** What the charts and sentences say about all endpoints, counted in one pass with little memory. */
export class Figures {
  total = 0
  readonly keyExchange = new Map<string, number>()
  readonly authentication = new Map<string, number>()
  /** By sensitivity and key exchange, as `critical classical`. */
  readonly heat = new Map<string, number>()
  readonly findings = new FindingTally()
  /** Sensitive (high or critical), and some or all clients that support post-quantum key exchange do not get it. */
  sensitiveExposed = 0
  /** Where clients that support post-quantum key exchange get it, and others are accepted too. */
  classicalToo = 0
  highest: InventoryEndpoint | undefined
  /** Positions in the list by id: the plan links to them. */
  readonly listed = new Map<string, number>()
  readonly clients = new ClientFigures()
  readonly timings = new TimingFigures()
  readonly untested = new UntestedFigures()
  readonly scope = new ScopeFigures()

  /** Names of the verified endpoints, by URL. */
  readonly names = new Map<string, string>()
  readonly #verified: ReadonlySet<string>

  constructor({ verification }: Pick<ReportInput, 'verification'>) {
    this.#verified = new Set(verification?.endpoints.map(({ url }) => url))
  }

  add(endpoint: InventoryEndpoint): void {
    const { authentication, sensitivity } = endpoint.assessment
    this.total++
    if (this.total <= MAX_LISTED) this.listed.set(endpoint.id, this.total)
    this.highest ??= endpoint
    const headline = headlineOf(endpoint.assessment)
    count(this.keyExchange, headline)
    count(this.authentication, authentication.category)
    count(this.heat, heatKey(sensitivity.tier, headline))
    this.findings.add(endpoint)
    const isSensitive = sensitivity.tier === 'critical' || sensitivity.tier === 'high'
    if (isSensitive && failsGate(endpoint, 'classical')) this.sensitiveExposed++
    if (isPostQuantum({ kind: headline }) && hasFinding(endpoint, 'classical-accepted')) this.classicalToo++
    const name = this.#verified.has(endpoint.url) ? endpointName(endpoint) : undefined
    if (name !== undefined) this.names.set(endpoint.url, name)
    this.clients.add(endpoint)
    this.timings.add(endpoint)
    this.untested.add(endpoint)
    this.scope.add(endpoint)
  }
}

export const heatKey = (tier: Assessment['sensitivity']['tier'], category: Headline): string =>
  `${tier} ${category}`

const MAX_PLACES = 200

/** Where the endpoints were found: what the scan covered. */
class ScopeFigures {
  readonly byKind = new Map<string, number>()
  readonly byClient = new Map<string, number>()
  readonly byPath = new Map<string, number>()
  isCut = false
  connections = 0

  add({ sources, addresses }: InventoryEndpoint): void {
    for (const kind of new Set(sources.map((source) => source.kind))) count(this.byKind, kind)
    for (const { client, path } of sources) {
      if (client !== undefined) this.#count(this.byClient, client)
      if (path !== undefined) this.#count(this.byPath, path)
    }
    for (const { tls } of addresses) this.connections += tls?.connections ?? 0
  }

  #count(counts: Map<string, number>, key: string): void {
    if (counts.size < MAX_PLACES || counts.has(key)) count(counts, key)
    else this.isCut = true
  }
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** The outcome of a client at an endpoint, the worst first: where addresses differ, the worst counts. */
export const OUTCOMES = ['none', 'classical', 'legacy-draft', 'unknown', 'pqc'] as const
export type Outcome = (typeof OUTCOMES)[number]

type Counts = Record<Outcome, number>

/** The most client runtimes that are counted: a file could name any number. */
const MAX_CLIENTS = 100

class ClientFigures {
  readonly byClient = new Map<string, Counts>()
  /** Endpoints with a known outcome for at least one client. */
  endpoints = 0
  /** Outcomes that follow from the server's order and the client's hello, of all outcomes. */
  inferred = 0
  outcomes = 0

  add({ addresses }: InventoryEndpoint): void {
    const worst = new Map<string, Outcome>()
    for (const { tls } of addresses)
      for (const fact of tls?.clients ?? []) {
        this.outcomes++
        if (fact.basis === 'inferred') this.inferred++
        const before = worst.get(fact.client)
        const here = outcomeOf(fact)
        if (before === undefined || OUTCOMES.indexOf(here) < OUTCOMES.indexOf(before))
          worst.set(fact.client, here)
      }
    if (worst.size > 0) this.endpoints++
    for (const [client, outcome] of worst) this.#count(client, outcome)
  }

  #count(client: string, outcome: Outcome): void {
    const counts = this.byClient.get(client) ?? {
      none: 0,
      classical: 0,
      'legacy-draft': 0,
      unknown: 0,
      pqc: 0,
    }
    if (this.byClient.size < MAX_CLIENTS || this.byClient.has(client)) this.byClient.set(client, counts)
    counts[outcome]++
  }
}

const outcomeOf = ({ state, kind }: ClientFact): Outcome => {
  if (isUnanswered({ state })) return 'unknown'
  if (state !== 'accepted') return 'none'
  if (isPostQuantum({ kind })) return 'pqc'
  return kind === 'legacy-draft' ? 'legacy-draft' : 'classical'
}

/** Durations of the scan's own handshakes, by the category of the key exchange. */
class TimingFigures {
  readonly #byCategory = new Map<string, number[]>()

  add({ assessment, addresses }: InventoryEndpoint): void {
    const { category } = assessment.keyExchange
    for (const { tls } of addresses) {
      const took = tls?.timings.handshakeMs
      if (took === undefined || !Number.isFinite(took)) continue
      const values = this.#byCategory.get(category)
      if (values) values.push(took)
      else this.#byCategory.set(category, [took])
    }
  }

  get isEmpty(): boolean {
    return this.#byCategory.size === 0
  }

  of(category: string): { count: number; quantiles: Quantiles } | undefined {
    const values = this.#byCategory.get(category)
    if (values === undefined) return undefined
    const sorted = Float64Array.from(values).sort()
    // The nearest rank: the smallest value that so many of them do not exceed.
    const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0
    return {
      count: sorted.length,
      quantiles: { min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) },
    }
  }
}

const GAPS: Record<string, (endpoint: InventoryEndpoint) => boolean> = {
  'Not started: a server that its client starts has no network address': ({ transport }) =>
    transport === 'stdio',
  'Not probed: the URL is a template with unknown values': ({ unresolved }) => unresolved !== undefined,
  'Not probed: nothing answered': (endpoint) =>
    endpoint.transport !== 'stdio' &&
    endpoint.unresolved === undefined &&
    notProbedBecause(endpoint) !== undefined,
  'Key exchange unknown': ({ assessment }) => assessment.keyExchange.category === 'unknown',
  'Sensitivity of the data unknown': ({ assessment }) => assessment.sensitivity.tier === 'unknown',
  'Lists incomplete: the host limits connections': (endpoint) => incompleteBecause(endpoint) !== undefined,
  'MCP not tested': ({ mcp, addresses }) =>
    addresses.some(({ state }) => state === 'open') && (mcp === undefined || mcp.state === 'not-tested'),
  'Behind authorization: tools and resources were not seen': ({ mcp }) =>
    mcp?.state === 'authorization' || mcp?.auth === 'required',
  'Tool list not read': ({ mcp }) => mcp?.state === 'recognised' && mcp.lists.tools !== 'accepted',
  'Authorization server not tested, or not completely': ({ oauth }) =>
    oauth?.state === 'incomplete' || (oauth?.notFetched.length ?? 0) > 0,
  ...Object.fromEntries(
    TLS_QUESTIONS.map(({ label, parts }) => [
      `${label.charAt(0).toUpperCase()}${label.slice(1)}: not tested or not answered`,
      tls((facts) => parts(facts).some(isUnanswered)),
    ]),
  ),
}

function tls(isMissing: (facts: TlsFacts) => boolean): (endpoint: InventoryEndpoint) => boolean {
  return ({ addresses }) => addresses.some((address) => address.tls !== undefined && isMissing(address.tls))
}

const MAX_NAMED = 5

/** Endpoints that could not be probed and are named with the reason. */
const MAX_UNREACHED = 50

/** What was not tested: "not tested" is never "no". */
class UntestedFigures {
  readonly gaps = new Map<string, { count: number; named: string[] }>()
  readonly unreached: { title: string; why: string }[] = []
  unreachedCount = 0

  add(endpoint: InventoryEndpoint): void {
    for (const [gap, isMissing] of Object.entries(GAPS)) if (isMissing(endpoint)) this.#note(gap, endpoint)
    const why = endpoint.transport === 'stdio' ? undefined : notProbedBecause(endpoint)
    if (why === undefined) return
    this.unreachedCount++
    if (this.unreached.length < MAX_UNREACHED) this.unreached.push({ title: endpointTitle(endpoint), why })
  }

  get found(): { gap: string; count: number; named: string[] }[] {
    return Object.keys(GAPS).flatMap((gap) => {
      const noted = this.gaps.get(gap)
      return noted ? [{ gap, ...noted }] : []
    })
  }

  #note(gap: string, endpoint: InventoryEndpoint): void {
    const noted = this.gaps.get(gap) ?? { count: 0, named: [] }
    this.gaps.set(gap, noted)
    noted.count++
    if (noted.named.length < MAX_NAMED) noted.named.push(endpointName(endpoint) ?? endpointUrl(endpoint))
  }
}

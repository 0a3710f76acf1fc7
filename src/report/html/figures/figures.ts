import type { Assessment } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { isPostQuantum } from '../../../model/questions/tls.ts'
import { FindingTally, failsGate, hasFinding } from '../../inventory/findings.ts'
import { endpointName } from '../../inventory/labels.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { ClientFigures } from './clientFigures.ts'
import { TimingFigures } from './timingFigures.ts'
import { UntestedFigures } from './untestedFigures.ts'

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
  /** Sensitive (high or critical) and without post-quantum key exchange. */
  sensitiveExposed = 0
  /** With post-quantum key exchange, and accepting classical clients. */
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
    const { keyExchange, authentication, sensitivity } = endpoint.assessment
    this.total++
    if (this.total <= MAX_LISTED) this.listed.set(endpoint.id, this.total)
    this.highest ??= endpoint
    count(this.keyExchange, keyExchange.category)
    count(this.authentication, authentication.category)
    count(this.heat, heatKey(sensitivity.tier, keyExchange.category))
    this.findings.add(endpoint)
    const isSensitive = sensitivity.tier === 'critical' || sensitivity.tier === 'high'
    if (isSensitive && failsGate(endpoint, 'classical')) this.sensitiveExposed++
    if (isPostQuantum({ kind: keyExchange.category }) && hasFinding(endpoint, 'classical-accepted'))
      this.classicalToo++
    const name = this.#verified.has(endpoint.url) ? endpointName(endpoint) : undefined
    if (name !== undefined) this.names.set(endpoint.url, name)
    this.clients.add(endpoint)
    this.timings.add(endpoint)
    this.untested.add(endpoint)
    this.scope.add(endpoint)
  }
}

export const heatKey = (
  tier: Assessment['sensitivity']['tier'],
  category: Assessment['keyExchange']['category'],
): string => `${tier} ${category}`

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

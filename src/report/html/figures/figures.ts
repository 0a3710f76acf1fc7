import type { Assessment } from '../../../model/assessment.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { endpointName } from '../../inventory/labels.ts'
import type { ReportInput } from '../../inventory/reportInput.ts'
import { isExposed } from '../postures.ts'
import { CertificateFigures } from './certificateFigures.ts'
import { ClientFigures } from './clientFigures.ts'
import { count } from './count.ts'
import { ScopeFigures } from './scopeFigures.ts'
import { TimingFigures } from './timingFigures.ts'
import { UntestedFigures } from './untestedFigures.ts'

/** The most endpoints that the page lists, with everything that is known of each. */
export const MAX_LISTED = 5000

/** What the charts and sentences say of all endpoints, however many: counted in one pass, kept in little memory. */
export class Figures {
  total = 0
  readonly keyExchange = new Map<string, number>()
  readonly authentication = new Map<string, number>()
  /** By sensitivity and key exchange, as `critical classical`. */
  readonly heat = new Map<string, number>()
  /** Sensitive (high or critical) and exposed. */
  sensitiveExposed = 0
  /** Post-quantum, and open to clients without it. */
  classicalToo = 0
  highest: InventoryEndpoint | undefined
  /** The place in the list by id: what the plan links to. */
  readonly listed = new Map<string, number>()
  readonly clients = new ClientFigures()
  readonly timings = new TimingFigures()
  readonly untested = new UntestedFigures()
  readonly scope = new ScopeFigures()
  readonly certificates: CertificateFigures

  /** What the verified endpoints are called, by URL. */
  readonly names = new Map<string, string>()
  readonly #verified: ReadonlySet<string>

  constructor({ asOf, verification }: Pick<ReportInput, 'asOf' | 'verification'>) {
    this.certificates = new CertificateFigures(asOf)
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
    if (isExposed(keyExchange.category) && (sensitivity.tier === 'critical' || sensitivity.tier === 'high'))
      this.sensitiveExposed++
    if (keyExchange.category === 'hybrid' && keyExchange.classicalAccepted === true) this.classicalToo++
    const name = this.#verified.has(endpoint.url) ? endpointName(endpoint) : undefined
    if (name !== undefined) this.names.set(endpoint.url, name)
    this.clients.add(endpoint)
    this.timings.add(endpoint)
    this.untested.add(endpoint)
    this.scope.add(endpoint)
    this.certificates.add(endpoint)
  }
}

export const heatKey = (
  tier: Assessment['sensitivity']['tier'],
  category: Assessment['keyExchange']['category'],
): string => `${tier} ${category}`

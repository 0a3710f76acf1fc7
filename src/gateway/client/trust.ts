import { createSecureContext, type SecureContext } from 'node:tls'
import { authoritiesWith } from '../../net/trustStore.ts'
import { ecdhCurveOf, type GroupPolicy } from '../groups.ts'
import type { ClientIdentity } from '../identity/clientIdentity.ts'

export type TrustOptions = {
  policy: GroupPolicy
  /** PEM texts of authorities to trust in addition to the system's. */
  ca: readonly string[]
  identity: ClientIdentity | undefined
}

/**
 * The authorities that the client trusts. Those that the user named are tried alone first: reading the system's takes
 * 50 ms, as long as the rest of the start, and is mostly unnecessary then.
 */
export class Trust {
  readonly #options: TrustOptions
  #context: SecureContext | undefined
  #isWide: boolean

  constructor(options: TrustOptions) {
    this.#options = options
    this.#isWide = options.ca.length === 0
  }

  /** TLS 1.3 only, with the groups of the policy. */
  get context(): SecureContext {
    const { ca, policy, identity } = this.#options
    this.#context ??= createSecureContext({
      ca: this.#isWide ? authoritiesWith(ca) : [...ca],
      minVersion: 'TLSv1.3',
      ecdhCurve: ecdhCurveOf(policy),
      ...identity,
    })
    return this.#context
  }

  /** Adds the system's authorities; false where they were added before. */
  widen(): boolean {
    if (this.#isWide) return false
    this.#isWide = true
    this.#context = undefined
    return true
  }
}

import { createSecureContext, type SecureContext } from 'node:tls'
import { authoritiesWith } from '../../net/trustStore.ts'
import { ecdhCurveOf, type GroupPolicy } from '../groups.ts'
import type { ClientIdentity } from '../identity/clientIdentity.ts'

export type TrustOptions = {
  policy: GroupPolicy
  /** PEM texts of authorities to trust beside the system's. */
  ca: readonly string[]
  /** What is shown where the server asks for a certificate. */
  identity?: ClientIdentity | undefined
}

/**
 * Whom the client trusts. The user's own authorities are tried alone at first: to read the system's costs 50 ms, as much
 * as all the rest of a start, and who names an authority most often means the one server.
 */
export class Trust {
  readonly #options: TrustOptions
  #context: SecureContext | undefined
  #isWide: boolean

  constructor(options: TrustOptions) {
    this.#options = options
    this.#isWide = options.ca.length === 0
  }

  /** TLS 1.3 with the groups of the policy, and nothing else. */
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

  /** From now on the system's authorities count too; false where they do already. */
  widen(): boolean {
    if (this.#isWide) return false
    this.#isWide = true
    this.#context = undefined
    return true
  }
}

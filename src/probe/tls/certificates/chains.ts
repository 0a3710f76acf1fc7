import type { Chain } from '../../../model/certificate.ts'
import { type ParsedCertificate, parseCertificate } from './certificate.ts'
import { checkTrust, nameMatches, type TrustAnchors } from './trust.ts'

/** Certificates of one list. A longer list is cut, which then shows as a missing issuer. */
const MAX_CERTIFICATES = 20

/** Lists of one address. An honest server has one for each kind of key. */
const MAX_CHAINS = 16

/** The distinct certificate lists of one address, in the order in which they were seen. */
export class Chains {
  readonly #anchors: TrustAnchors
  readonly #host: string
  readonly #found = new Map<string, Chain>()

  /** `host`: the name or address that the certificates must match. */
  constructor(anchors: TrustAnchors, host: string) {
    this.#anchors = anchors
    this.#host = host
  }

  /** Records a list, and returns the server's own certificate. `scheme`: of the proof of possession. */
  add(ders: readonly Uint8Array[], scheme: string, version: string): ParsedCertificate | undefined {
    const certificates = ders.slice(0, MAX_CERTIFICATES).map(parseCertificate)
    const [leaf] = certificates
    if (!leaf) return undefined
    const key = certificates.map(({ facts }) => facts.sha256).join()
    if (!this.#found.has(key) && this.#found.size < MAX_CHAINS)
      this.#found.set(key, this.#describe(certificates, scheme, version))
    return leaf
  }

  get all(): Chain[] {
    return [...this.#found.values()]
  }

  #describe(certificates: readonly ParsedCertificate[], scheme: string, version: string): Chain {
    const trust = checkTrust(certificates, this.#anchors)
    return {
      scheme,
      version,
      trusted: 'anchor' in trust,
      ...('anchor' in trust ? { anchor: trust.anchor } : { trustError: trust.problem }),
      nameMatches: nameMatches(certificates[0] as ParsedCertificate, this.#host),
      certificates: certificates.map(({ facts }) => facts),
    }
  }
}

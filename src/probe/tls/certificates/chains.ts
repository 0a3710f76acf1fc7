import type { Chain } from '../../../model/certificate.ts'
import { type ParsedCertificate, parseCertificate } from './certificate.ts'
import { checkTrust, nameMatches, type TrustAnchors } from './trust.ts'

/** How long a certificate list may be. A longer one is cut, which then shows as a missing issuer. */
const MAX_CERTIFICATES = 20

/** How many lists are kept. An honest server has one for each kind of key. */
const MAX_CHAINS = 16

/** The distinct certificate lists that one address presented, first seen first. */
export class Chains {
  readonly #anchors: TrustAnchors
  readonly #host: string
  readonly #found = new Map<string, Chain>()

  /** `host` is the name or address that the certificates are compared with. */
  constructor(anchors: TrustAnchors, host: string) {
    this.#anchors = anchors
    this.#host = host
  }

  /** Notes a list; gives the server's own certificate, parsed. `scheme` is what possession was proved with. */
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

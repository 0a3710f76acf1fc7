import type { Chain, OcspStaple, SignedTimestamp } from '../../../model/certificate.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import type { SentStatus } from '../../../tls/authentication.ts'
import { DecodeError } from '../../../tls/reader.ts'
import { documentBytes } from '../../size.ts'
import { type ParsedCertificate, parseCertificate } from './certificate.ts'
import { Issuance } from './issuance.ts'
import { sentOrder } from './sentOrder.ts'
import { decodeOcspResponse, decodeTimestamps } from './signedStatus.ts'
import { checkTrust, nameMatches, type Trust, type TrustAnchors } from './trust.ts'

/** Certificates of one list. A longer list is cut, which then shows as a missing issuer. */
const MAX_CERTIFICATES = 20

/** Lists of one address. An honest server has one for each kind of key. */
const MAX_CHAINS = 16

/** Bytes of the certificates of one address in a document, not counting the first one of each list. */
const MAX_STORED = 1_048_576

/** The distinct certificate lists of one address, in the order in which they were seen. */
export class Chains {
  readonly #anchors: TrustAnchors
  readonly #host: string
  readonly #found = new Map<string, Chain>()
  readonly #beyond = new Set<string>()
  readonly #issuance = new Issuance()
  #stored = 0

  /** `host`: the name or address that the certificates must match. */
  constructor(anchors: TrustAnchors, host: string) {
    this.#anchors = anchors
    this.#host = host
  }

  /**
   * Records a list, and returns the server's own certificate. `scheme`: of the proof of possession. `sent`: with the list, where
   * it was asked for.
   */
  add(
    ders: readonly Uint8Array[],
    scheme: string,
    version: string,
    sent?: SentStatus,
  ): ParsedCertificate | undefined {
    const certificates = ders.slice(0, MAX_CERTIFICATES).map(parseCertificate)
    const [leaf] = certificates
    if (!leaf) return undefined
    const key = certificates.map(({ facts }) => facts.sha256).join()
    const known = this.#found.get(key)
    if (known || this.#found.size < MAX_CHAINS) {
      const chain = known ?? this.#shortened(this.#describe(certificates, scheme, version), ders.length)
      this.#found.set(key, withStatus(chain, sent))
    } else this.#beyond.add(key)
    return leaf
  }

  /** Where lists were left out, that is said too. */
  get all(): Pick<TlsFacts, 'chains' | 'truncated'> {
    const more = this.#beyond.size
    return {
      chains: [...this.#found.values()],
      ...(more > 0 && { truncated: [{ where: 'chains', why: `${more} more lists, cut to ${MAX_CHAINS}` }] }),
    }
  }

  /** `count`: of the certificates in the server's list. */
  #shortened(chain: Chain, count: number): Chain {
    const certificates = chain.certificates.filter((certificate, at) => {
      if (at > 0) this.#stored += documentBytes(certificate)
      return at === 0 || this.#stored <= MAX_STORED
    })
    if (certificates.length === count) return chain
    const why = `${count} certificates, cut to ${certificates.length}`
    return { ...chain, certificates, truncated: [{ where: 'certificates', why }] }
  }

  #describe(certificates: readonly ParsedCertificate[], scheme: string, version: string): Chain {
    const trust = checkTrust(certificates, this.#anchors, this.#issuance)
    const order = sentOrder(certificates, this.#anchors, this.#issuance)
    return {
      scheme,
      version,
      ...trustFacts(trust),
      nameMatches: nameMatches(certificates[0] as ParsedCertificate, this.#host),
      certificates: certificates.map(({ facts }) => facts),
      ...(order ? { sentOrder: order } : {}),
    }
  }
}

const trustFacts = (trust: Trust): Pick<Chain, 'trusted' | 'trustError' | 'anchor'> => {
  if ('anchor' in trust) return { trusted: true, anchor: trust.anchor }
  if ('problem' in trust) return { trusted: false, trustError: trust.problem }
  return { trusted: null, trustError: trust.unchecked }
}

/** A server that is still fetching the response staples it in later handshakes. */
const withStatus = (chain: Chain, sent: SentStatus | undefined): Chain => {
  if (!sent || chain.ocspStaple?.state === 'accepted') return chain
  const ocspStaple: OcspStaple = sent.ocsp
    ? { state: 'accepted', ...decodeOcspResponse(sent.ocsp) }
    : { state: 'refused' }
  const timestamps = sent.timestamps ? timestampsOf(sent.timestamps) : []
  return { ...chain, ocspStaple, ...(timestamps.length > 0 ? { timestamps } : {}) }
}

const timestampsOf = (list: Uint8Array): SignedTimestamp[] => {
  try {
    return decodeTimestamps(list)
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error
    return []
  }
}

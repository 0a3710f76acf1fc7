import type { Certificate, Chain } from '../../model/certificate.ts'
import { DAY_MS } from '../../model/day.ts'
import type { AuthorizationServer } from '../../model/oauth.ts'
import { keyName, signingKeys, tokenKeyName } from '../../model/questions/key.ts'
import { isAnonymous, isUnanswered, statesOf, suitesOpen } from '../../model/questions/tls.ts'
import { filled } from '../../model/text/filled.ts'
import type { TlsFacts } from '../../model/tls.ts'
import type rows from '../../registry/findings/authentication.json'
import {
  DEPRECATED_STRENGTH,
  hasWeakHash,
  keyStrength,
  MIN_INTEGER_BITS,
  RENEW_BEFORE_DAYS,
  RENEW_BEFORE_SHARE,
  STRONG_INTEGER_BITS,
} from '../../registry/x509/strength.ts'
import { ofChains } from '../category.ts'
import {
  type AddressResult,
  atEachTls,
  cut,
  listed,
  once,
  type Predicate,
  type Predicates,
  type Subject,
  seenOr,
} from './answer.ts'
import { weakSuites } from './cipherSuites.ts'

export const AUTHENTICATION: Predicates<typeof rows> = {
  /** Of an endpoint without a chain of post-quantum keys and signatures only, as for the category: one such chain is enough. */
  'classical-certificate': atEachTls(
    atSeenChains((chains) => {
      const category = ofChains(chains)
      if (category === 'pqc') return undefined
      if (category === 'unknown') return { open: 'the algorithms of its certificates are unknown' }
      return {
        seen: leavesOf(chains).map(
          ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
        ),
      }
    }),
  ),

  'short-rsa': atChains((chains) => rsaKeys(chains, 0, MIN_INTEGER_BITS)),

  'rsa-112-bit': atChains((chains) => rsaKeys(chains, MIN_INTEGER_BITS, STRONG_INTEGER_BITS)),

  'dsa-key': atChains((chains) => {
    const keys = chains.flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey))
    return seenOr(keys.filter(({ algorithm }) => algorithm === 'DSA').map(keyName), undefined)
  }),

  'short-ec': atChains((chains) => curveKeys(chains, (strength) => strength < DEPRECATED_STRENGTH)),

  'ec-112-bit': atChains((chains) => curveKeys(chains, (strength) => strength === DEPRECATED_STRENGTH)),

  'weak-signature': atEachTls((tls) => {
    const { chains, signatureSchemes } = tls
    const isTested = signatureSchemes.length > 0 || !signs(tls)
    const isSeen = chains.length > 0 || isAnonymous(tls)
    return seenOr(
      [
        ...chains.flatMap(signed).filter(hasWeakHash),
        ...signatureSchemes
          .filter(({ state, name }) => state === 'accepted' && hasWeakHash(name))
          .map(({ name, version }) => `${name} in ${version}`),
      ],
      !isTested ? UNTESTED_SCHEMES : isSeen ? certificatesOpen(tls) : NO_CERTIFICATE,
    )
  }),

  expired: atChains((chains, day) =>
    dated(
      chains,
      (one) => hasEnded(one, day),
      ({ subject, notAfter }) => `${subject} on ${notAfter.slice(0, 10)}`,
    ),
  ),

  /** Not of a chain that validated in the scan: `day` may be earlier than the scan. */
  'not-yet-valid': atChains((chains, day) =>
    dated(
      chains.filter(({ trusted }) => trusted !== true),
      (one) => !hasBegun(one, day),
      ({ subject, notBefore }) => `${subject} is valid from ${notBefore.slice(0, 10)}`,
    ),
  ),

  expiring: atChains((chains, day) =>
    dated(
      chains,
      (one) => !hasEnded(one, day) && isDue(one, day),
      ({ subject, notAfter }) => `${subject} in ${daysLeft(notAfter, day)} days (${notAfter.slice(0, 10)})`,
    ),
  ),

  /** Where a date is the reason, the date is the finding, and the trust without it is unknown. */
  untrusted: atChains((chains, day) => {
    const isDate = (chain: Chain): boolean =>
      /certificate (has expired|is not yet valid)/.test(chain.trustError ?? '') &&
      relied(chain).some((one) => hasEnded(one, day) || !hasBegun(one, day))
    const found = chains.filter((chain) => chain.trusted === false && !isDate(chain))
    const isOpen = chains.some(
      (chain) => chain.trusted === null || (chain.trusted === false && isDate(chain)),
    )
    return seenOr(
      found.map((chain) => `${chain.trustError ?? 'unknown reason'} (${leafName(chain)})`),
      isOpen ? 'the trust in a certificate was not checked' : undefined,
    )
  }),

  'wrong-name': atChains((chains) =>
    seenOr(chains.filter(({ nameMatches }) => nameMatches === false).map(leafName), undefined),
  ),

  'anonymous-suite': weakSuites('anonymous'),

  'invalid-signature': atEachTls((tls) => {
    const accepted = tls.signatureSchemes.filter(({ state }) => state === 'accepted')
    const isChecked = accepted.every(({ verified }) => typeof verified === 'boolean')
    return seenOr(
      accepted.filter(({ verified }) => verified === false).map(({ name }) => name),
      isChecked && (accepted.length > 0 || !signs(tls))
        ? certificatesOpen(tls)
        : 'a signature of the handshake could not be checked',
    )
  }),

  'classical-tokens': (subject, _, sentence) => {
    const { weak, open } = classicalTokens(subject.oauth?.authorizationServers ?? [])
    const evidence = filled(sentence, { some: weak.slice(0, MAX_ISSUERS).join('; ') })
    const found = weak.length > 0 ? [{ evidence }] : []
    const reason = serversOpen(subject)
    return { found, open: reason === undefined ? open : [...open, { reason }] }
  },
}

/** Why the endpoint may have authorization servers that were not seen. */
const serversOpen = ({ mcp, oauth, answered }: Subject): string | undefined => {
  if (answered.every(({ address }) => address.ssh)) return undefined
  if (oauth) {
    const isRead = oauth.authorizationServers.length > 0 || oauth.state === 'none'
    return isRead
      ? undefined
      : `its authorization servers are unknown: ${cut(oauth.problems[0] ?? oauth.state, 200)}`
  }
  if (mcp === undefined) return 'MCP was not asked for authorization servers'
  const isAnswered = (mcp.state === 'recognised' && mcp.auth === 'none') || mcp.state === 'not-mcp'
  return isAnswered
    ? undefined
    : `MCP did not name its authorization servers: ${cut(mcp.detail ?? mcp.state, 200)}`
}

/** The issuers with keys that a quantum computer breaks. `verify` asks it of the servers that it finds itself. */
export const classicalTokens = (
  servers: readonly AuthorizationServer[],
): { weak: string[]; open: { reason: string }[] } => {
  const weak = servers.flatMap(({ issuer, keys }) => {
    const kinds = signingKeys(keys)
      .filter(({ quantum }) => quantum === 'vulnerable')
      .map(tokenKeyName)
    return kinds.length === 0 ? [] : [`${cut(issuer, 200)} with ${listed([...new Set(kinds)])}`]
  })
  const open = servers.flatMap(({ issuer, url, keys, jwksUri }) => {
    const whose = `the keys of ${cut(issuer, 200)}`
    const publishesNone = url !== undefined && jwksUri === undefined
    if (keys === null) return publishesNone ? [] : [{ reason: `${whose} were not read` }]
    const isUnknown = signingKeys(keys).some(({ quantum }) => quantum === 'unknown')
    return isUnknown ? [{ reason: `unknown whether ${whose} are post-quantum` }] : []
  })
  return { weak, open }
}

type Judge<Facts> = (facts: Facts, day: Date) => AddressResult

/** What the chains show; undetermined without a chain, and where the server may have a chain that was not seen. */
function atChains(judge: Judge<readonly Chain[]>): Predicate {
  const atSeen = atSeenChains(judge)
  return atEachTls((tls, day) => atSeen(tls, day) ?? seenOr([], certificatesOpen(tls)))
}

function atSeenChains(judge: Judge<readonly Chain[]>): Judge<TlsFacts> {
  return (tls, day) => {
    if (tls.chains.length > 0) return judge(tls.chains, day)
    return isAnonymous(tls) ? undefined : { open: NO_CERTIFICATE }
  }
}

/** In TLS 1.2 and earlier versions only ephemeral keys are signed. */
const signs = (tls: TlsFacts): boolean =>
  !isAnonymous(tls) &&
  (tls.versions['TLS 1.3'].state === 'accepted' ||
    tls.keyExchange12.some((family) => family === 'ECDHE' || family === 'DHE'))

const NO_CERTIFICATE = 'no certificate was seen'
const UNTESTED_SCHEMES = 'not every signature scheme was tested'

/** Why the server may have more certificates and schemes than were seen: each depends on the version, suite and scheme. */
const certificatesOpen = once((tls: TlsFacts): string | undefined => {
  const { versions, signatureSchemes } = tls
  if (isUnanswered(versions['TLS 1.3'])) return statesOf(versions, ['TLS 1.3'])
  return suitesOpen(tls) ?? (signatureSchemes.some(isUnanswered) ? UNTESTED_SCHEMES : undefined)
})

const leavesOf = (chains: readonly Chain[]): Certificate[] =>
  chains.flatMap(({ certificates }) => certificates.slice(0, 1))

const rsaKeys = (chains: readonly Chain[], from: number, below: number): AddressResult => {
  const keys = chains
    .flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey))
    .filter(({ algorithm }) => algorithm.startsWith('RSA'))
  const found = keys.filter(({ bits }) => bits !== undefined && bits >= from && bits < below)
  const isOpen = keys.some(({ bits }) => bits === undefined)
  return seenOr(found.map(keyName), isOpen ? 'the length of an RSA key is unknown' : undefined)
}

/** Of elliptic curves: in bits of strength. */
const curveKeys = (chains: readonly Chain[], wanted: (strength: number) => boolean): AddressResult => {
  const keys = chains
    .flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey))
    .filter(({ algorithm }) => algorithm === 'EC')
    .map((key) => ({ key, strength: keyStrength(key) }))
  const found = keys.filter(({ strength }) => strength !== undefined && wanted(strength))
  const isOpen = keys.some(({ strength }) => strength === undefined)
  return seenOr(
    found.map(({ key }) => keyName(key)),
    isOpen ? 'the size of an elliptic-curve key is unknown' : undefined,
  )
}

/** A root signs itself: its signature proves nothing. */
const signed = ({ certificates }: Chain): string[] =>
  certificates
    .filter(({ subject, issuer }, at) => at === 0 || subject !== issuer)
    .map(({ signatureAlgorithm }) => signatureAlgorithm)

const hasEnded = ({ notAfter }: Certificate, day: Date): boolean => Date.parse(notAfter) < day.getTime()

const isDue = ({ notBefore, notAfter }: Certificate, day: Date): boolean => {
  const end = Date.parse(notAfter)
  const share = (end - Date.parse(notBefore)) * RENEW_BEFORE_SHARE
  return end - day.getTime() <= Math.min(RENEW_BEFORE_DAYS * DAY_MS, share)
}

const daysLeft = (notAfter: string, day: Date): number =>
  Math.floor((Date.parse(notAfter) - day.getTime()) / DAY_MS)

const hasBegun = ({ notBefore }: Certificate, day: Date): boolean => !(Date.parse(notBefore) > day.getTime())

/** The certificates whose dates count: the leaf, and of a chain that does not validate, its issuers without the root. */
const relied = ({ certificates, trusted }: Chain): Certificate[] =>
  certificates.filter(({ subject, issuer }, at) => at === 0 || (trusted !== true && subject !== issuer))

const dated = (
  chains: readonly Chain[],
  wanted: (certificate: Certificate) => boolean,
  words: (certificate: Certificate) => string,
): AddressResult => {
  const found = chains.flatMap(relied).filter(wanted)
  const isOpen = leavesOf(chains).some(({ notAfter }) => Number.isNaN(Date.parse(notAfter)))
  return seenOr(found.map(words), isOpen ? 'the dates of a certificate cannot be read' : undefined)
}

const leafName = ({ certificates }: Chain): string => certificates[0]?.subject || 'without a subject'

const MAX_ISSUERS = 5

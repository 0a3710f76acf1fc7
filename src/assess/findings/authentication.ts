import type { Certificate, Chain } from '../../model/certificate.ts'
import { DAY_MS } from '../../model/day.ts'
import { keyName, tokenKeyName } from '../../model/questions/key.ts'
import type { TlsFacts } from '../../model/tls.ts'
import type { AUTHENTICATION_FINDINGS } from '../../registry/findings/authentication.ts'
import {
  hasWeakHash,
  MIN_INTEGER_BITS,
  RENEW_BEFORE_DAYS,
  RENEW_BEFORE_SHARE,
  STRONG_INTEGER_BITS,
} from '../../registry/x509/strength.ts'
import { acceptsAnonymous, ofChains } from '../category.ts'
import { atEachTls, cut, listed, type Predicates, type Seen, seenOr } from './answer.ts'
import { weakSuites } from './cipherSuites.ts'

export const AUTHENTICATION: Predicates<typeof AUTHENTICATION_FINDINGS> = {
  /** `classical` here, as for the category: no chain that resists from the key to the last signature. */
  'classical-certificate': atEachTls(
    atChains((chains) => {
      const category = ofChains(chains)
      if (category === 'pqc') return undefined
      if (category === 'unknown') return { open: 'the algorithms of its certificates are not known' }
      return {
        seen: leavesOf(chains).map(
          ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
        ),
      }
    }),
    (some) => `A quantum computer could forge its certificates: ${some}.`,
  ),

  'short-rsa': atEachTls(
    atChains((chains) => rsaKeys(chains, 0, MIN_INTEGER_BITS)),
    (some) => `${some} is too short even without a quantum computer.`,
  ),

  'rsa-112-bit': atEachTls(
    atChains((chains) => rsaKeys(chains, MIN_INTEGER_BITS, STRONG_INTEGER_BITS)),
    (some) => `Its certificates have a key with 112-bit strength: ${some}.`,
  ),

  'weak-signature': atEachTls(
    ({ chains, signatureSchemes }) => {
      const isOpen = signatureSchemes.some(({ state }) => state === 'timed-out' || state === 'not-tested')
      return seenOr(
        [
          ...chains.flatMap(signed).filter(hasWeakHash),
          ...signatureSchemes
            .filter(({ state, name }) => state === 'accepted' && hasWeakHash(name))
            .map(({ name, version }) => `${name} in ${version}`),
        ],
        isOpen || signatureSchemes.length === 0 ? 'not every signature scheme was asked for' : undefined,
      )
    },
    (some) => `It shows or accepts signatures with a broken hash: ${some}.`,
  ),

  expired: atEachTls(
    atChains((chains, day) =>
      dated(
        chains,
        (one) => hasEnded(one, day),
        ({ subject, notAfter }) => `${subject} expired ${notAfter.slice(0, 10)}`,
      ),
    ),
    (some) => `Its certificate is not valid any more: ${some}.`,
  ),

  /** What validated in the scan had begun then: an earlier `day` is one that a plan looks back to. */
  'not-yet-valid': atEachTls(
    atChains((chains, day) =>
      dated(
        chains.filter(({ trusted }) => trusted !== true),
        (one) => !hasBegun(one, day),
        ({ subject, notBefore }) => `${subject} is valid from ${notBefore.slice(0, 10)}`,
      ),
    ),
    (some) => `Its certificate is not valid yet: ${some}.`,
  ),

  expiring: atEachTls(
    atChains((chains, day) =>
      dated(
        chains,
        (one) => !hasEnded(one, day) && isDue(one, day),
        ({ subject, notAfter }) =>
          `${subject} expires in ${daysLeft(notAfter, day)} days (${notAfter.slice(0, 10)})`,
      ),
    ),
    (some) => `Its certificate has to be renewed: ${some}.`,
  ),

  /** Where a date is the reason, the dates are the finding, and whether it would be trusted otherwise is not known. */
  untrusted: atEachTls(
    atChains((chains, day) => {
      const isDate = (chain: Chain): boolean =>
        /certificate (has expired|is not yet valid)/.test(chain.trustError ?? '') &&
        relied(chain).some((one) => hasEnded(one, day) || !hasBegun(one, day))
      const found = chains.filter((chain) => chain.trusted === false && !isDate(chain))
      const isOpen = chains.some(
        (chain) => chain.trusted === null || (chain.trusted === false && isDate(chain)),
      )
      return seenOr(
        found.map((chain) => `${chain.trustError ?? 'no reason is known'} (${leafName(chain)})`),
        isOpen ? 'the trust in a certificate was not checked' : undefined,
      )
    }),
    (some) => `Its certificate is not trusted: ${some}.`,
  ),

  'wrong-name': atEachTls(
    atChains((chains) =>
      seenOr(chains.filter(({ nameMatches }) => nameMatches === false).map(leafName), undefined),
    ),
    (some) => `Its certificate is for another name: ${some}.`,
  ),

  'anonymous-suite': weakSuites('anonymous', 'that do not authenticate the server'),

  'invalid-signature': atEachTls(
    ({ signatureSchemes }) => {
      const accepted = signatureSchemes.filter(({ state }) => state === 'accepted')
      const isOpen = accepted.some(({ verified }) => verified === null)
      return seenOr(
        accepted.filter(({ verified }) => verified === false).map(({ name }) => name),
        isOpen ? 'a signature of the handshake could not be checked' : undefined,
      )
    },
    (some) => `A signature of the handshake does not match the certificate: ${some}.`,
  ),

  'classical-tokens': ({ oauth }) => {
    const servers = oauth?.authorizationServers ?? []
    const weak = servers.flatMap(({ issuer, keys }) => {
      const kinds = (keys ?? []).filter(({ quantum }) => quantum === 'vulnerable').map(tokenKeyName)
      return kinds.length === 0 ? [] : [`${cut(issuer, 200)} with ${listed([...new Set(kinds)])}`]
    })
    if (weak.length > 0) {
      const issuers = weak.slice(0, MAX_ISSUERS).join('; ')
      return {
        found: [{ evidence: `A quantum computer could forge its tokens, signed by ${issuers}.` }],
        open: [],
      }
    }
    const unread = servers.filter(({ keys, jwksUri }) => keys === null && jwksUri !== undefined)
    return {
      found: [],
      open: unread.map(({ issuer }) => ({ reason: `the keys of ${cut(issuer, 200)} were not read` })),
    }
  },
}

/** What the chains show, or that none was seen where TLS was spoken. */
function atChains(judge: (chains: readonly Chain[], day: Date) => Seen): (tls: TlsFacts, day: Date) => Seen {
  return (tls, day) => (tls.chains.length > 0 ? judge(tls.chains, day) : withoutChain(tls))
}

const withoutChain = (tls: TlsFacts): Seen => {
  const isSpoken = Object.values(tls.versions).some(({ state }) => state === 'accepted')
  return isSpoken && acceptsAnonymous(tls) ? undefined : { open: 'no certificate was seen' }
}

const leavesOf = (chains: readonly Chain[]): Certificate[] =>
  chains.flatMap(({ certificates }) => certificates.slice(0, 1))

const rsaKeys = (chains: readonly Chain[], from: number, below: number): Seen => {
  const keys = chains
    .flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey))
    .filter(({ algorithm }) => algorithm.startsWith('RSA'))
  const found = keys.filter(({ bits }) => bits !== undefined && bits >= from && bits < below)
  const isOpen = keys.some(({ bits }) => bits === undefined)
  return seenOr(found.map(keyName), isOpen ? 'the length of an RSA key is not known' : undefined)
}

/** A certificate that ends a chain vouches for itself: nobody relies on its signature. */
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

/**
 * The certificates whose dates count: the server's own, and its issuers unless the chain validates without them or
 * they vouch for themselves.
 */
const relied = ({ certificates, trusted }: Chain): Certificate[] =>
  certificates.filter(({ subject, issuer }, at) => at === 0 || (trusted !== true && subject !== issuer))

const dated = (
  chains: readonly Chain[],
  wanted: (certificate: Certificate) => boolean,
  words: (certificate: Certificate) => string,
): Seen => {
  const found = chains.flatMap(relied).filter(wanted)
  const isOpen = leavesOf(chains).some(({ notAfter }) => Number.isNaN(Date.parse(notAfter)))
  return seenOr(found.map(words), isOpen ? 'the dates of a certificate cannot be read' : undefined)
}

const leafName = ({ certificates }: Chain): string => certificates[0]?.subject || 'without a subject'

const MAX_ISSUERS = 5

import type { AddressFacts } from '../model/endpoint.ts'
import type { TlsFacts } from '../model/tls.ts'
import { addressScope } from '../registry/net/host.ts'
import { MIN_INTEGER_BITS, STRONG_INTEGER_BITS } from '../registry/x509/strength.ts'
import type { RiskInput, Weighed } from './risk.ts'

/** The four sides of a risk, each with everything that is true of it. */
export type Exposures = Record<'keyExchange' | 'authentication' | 'exposure' | 'breadth', Weighed[]>

/** `urgency`: the factor for what only a quantum computer can break, from 0.7 to 1. */
export const exposures = (input: RiskInput, urgency: number): Exposures => ({
  keyExchange: keyExchange(input, urgency),
  authentication: authentication(input),
  exposure: exposure(input),
  breadth: breadth(input),
})

type Entry = readonly [holds: boolean, weight: number, why: string]

const holding = (entries: readonly Entry[]): Weighed[] =>
  entries.filter(([holds]) => holds).map(([, weight, why]) => ({ weight, why }))

const OBSOLETE = ['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

const tlsOf = (addresses: readonly AddressFacts[]): TlsFacts[] => addresses.flatMap(({ tls }) => tls ?? [])

const keyExchange = ({ keyExchange: judged, addresses }: RiskInput, urgency: number): Weighed[] => {
  const { category, classicalAccepted } = judged
  const tls = tlsOf(addresses)
  const modern = category === 'hybrid' || category === 'pqc'
  const prefersClassical = tls.some(({ groups }) =>
    groups.some(({ rank, kind }) => rank === 1 && kind === 'classical'),
  )
  return holding([
    [category === 'plaintext', 1, 'no encryption: anyone on the way reads it today'],
    [category === 'unknown', 0.6 * urgency, 'its key exchange is unknown'],
    [category === 'classical', 0.7 * urgency, 'recorded traffic can be decrypted by a quantum computer'],
    [
      category === 'classical' && !tls.some(({ versions }) => versions['TLS 1.3'].state === 'accepted'),
      0.75 * urgency,
      'no TLS 1.3, without which there is no post-quantum key exchange',
    ],
    [category === 'legacy-draft', 0.65 * urgency, 'its only post-quantum group is an obsolete draft'],
    [
      tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')),
      0.9 * urgency,
      'static RSA: one broken key opens every recorded session',
    ],
    [
      tls.some(({ versions }) => OBSOLETE.some((version) => versions[version].state === 'accepted')),
      0.8 * urgency,
      'obsolete TLS versions are accepted',
    ],
    [modern && prefersClassical, 0.55 * urgency, 'it prefers a classical group to the hybrid one it has'],
    [
      modern && classicalAccepted !== false,
      0.2 * urgency,
      classicalAccepted === null
        ? 'whether clients without post-quantum key exchange are let in is unknown'
        : 'clients without post-quantum key exchange are let in',
    ],
    [
      tls.some(({ resumption }) => resumption.psk_ke === 'accepted'),
      0.3 * urgency,
      'sessions are resumed without a fresh key exchange',
    ],
    [modern, 0.05, 'its key exchange is post-quantum'],
  ])
}

const authentication = ({ authentication: judged, addresses }: RiskInput): Weighed[] => {
  const chains = tlsOf(addresses).flatMap((tls) => tls.chains)
  const hasRsaBelow = (least: number): boolean =>
    chains.some(({ certificates }) =>
      certificates.some(
        ({ publicKey: { algorithm, bits } }) => algorithm.startsWith('RSA') && (bits ?? least) < least,
      ),
    )
  return holding([
    [judged.category === 'none', 0.5, 'nothing proves who answers'],
    [hasRsaBelow(MIN_INTEGER_BITS), 0.5, 'an RSA key that is too short even today'],
    [chains.some(({ trusted }) => trusted === false), 0.2, 'a certificate that does not validate'],
    [chains.some(({ nameMatches }) => nameMatches === false), 0.2, 'a certificate for another name'],
    [hasRsaBelow(STRONG_INTEGER_BITS), 0.15, 'an RSA key of 112 bits of strength'],
    [judged.category === 'unknown', 0.1, 'its authentication is unknown'],
    [judged.category === 'classical', 0.1, 'classical signatures'],
  ])
}

const exposure = ({ addresses, credentialsInTransit, keyExchange: { category } }: RiskInput): Weighed[] =>
  holding([
    [
      addresses.some(({ address, state }) => state === 'open' && addressScope(address) === 'public'),
      0.15,
      'it has a public address',
    ],
    [credentialsInTransit && category === 'plaintext', 0.3, 'credentials are sent in the clear'],
    [credentialsInTransit, 0.1, 'credentials travel with the requests'],
  ])

const breadth = ({ sensitivity: { access, classes } }: RiskInput): Weighed[] =>
  holding([
    [classes.some((one) => one.class === 'unbounded'), 0.15, 'its tools give general access'],
    [access === 'write', 0.1, 'its tools can change things'],
    [access === 'unknown', 0.05, 'what its tools can change is unknown'],
  ])

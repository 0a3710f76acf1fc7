import type { Assessment, Tier } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'

type Judged = Omit<Assessment, 'risk'>
type Weighed = { weight: number; why: string }

/** What a disclosure would cost, as a share of the worst. Unknown ranks above what is known to be public. */
const SENSITIVITY: Record<Tier, number> = { critical: 1, high: 0.8, unknown: 0.6, moderate: 0.5, low: 0.15 }

/**
 * 0 to 100: how sensitive, times how exposed. Exposure is the worst thing that is true of the key exchange, raised
 * by what is wrong with the authentication. Worse posture or more sensitive data never lowers it.
 */
export const assessRisk = (judged: Judged, addresses: readonly AddressFacts[]): Assessment['risk'] => {
  const exposure = keyExchangeExposure(judged, addresses).toSorted((a, b) => b.weight - a.weight)
  const forgery = authenticationExposure(judged, addresses).toSorted((a, b) => b.weight - a.weight)
  const worst = exposure[0]?.weight ?? 0
  const raised = worst + (1 - worst) * (forgery[0]?.weight ?? 0)
  const { tier } = judged.sensitivity
  return {
    score: Math.round(100 * SENSITIVITY[tier] * raised),
    drivers: [
      tier === 'unknown' ? 'what data it carries is unknown' : `carries ${tier} data`,
      ...exposure.slice(0, 2).map(({ why }) => why),
      ...forgery.slice(0, 1).map(({ why }) => why),
    ],
  }
}

const keyExchangeExposure = ({ keyExchange }: Judged, addresses: readonly AddressFacts[]): Weighed[] => {
  const tls = addresses.flatMap((address) => address.tls ?? [])
  const found: Weighed[] = []
  const add = (holds: boolean, weight: number, why: string): void => {
    if (holds) found.push({ weight, why })
  }
  add(keyExchange.category === 'plaintext', 1, 'no encryption')
  add(keyExchange.category === 'unknown', 0.6, 'its key exchange is unknown')
  add(keyExchange.category === 'classical', 0.7, 'recorded traffic can be decrypted by a quantum computer')
  add(keyExchange.category === 'legacy-draft', 0.65, 'its only post-quantum group is an obsolete draft')
  add(
    tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')),
    0.9,
    'static RSA: one broken key opens every recorded session',
  )
  add(
    tls.some(({ versions }) =>
      (['TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const).some((version) => versions[version].state === 'accepted'),
    ),
    0.8,
    'obsolete TLS versions',
  )
  const modern = keyExchange.category === 'hybrid' || keyExchange.category === 'pqc'
  add(modern && prefersClassical(addresses), 0.55, 'it prefers a classical group to the hybrid one it has')
  add(
    modern && keyExchange.classicalAccepted !== false,
    0.2,
    'clients without post-quantum key exchange are let in',
  )
  add(modern, 0.05, 'key exchange is post-quantum')
  return found
}

const prefersClassical = (addresses: readonly AddressFacts[]): boolean =>
  addresses.some(({ tls }) => tls?.groups.some(({ rank, kind }) => rank === 1 && kind === 'classical'))

const authenticationExposure = (
  { authentication }: Judged,
  addresses: readonly AddressFacts[],
): Weighed[] => {
  const chains = addresses.flatMap(({ tls }) => tls?.chains ?? [])
  const found: Weighed[] = []
  const add = (holds: boolean, weight: number, why: string): void => {
    if (holds) found.push({ weight, why })
  }
  const short = chains.some(({ certificates }) =>
    certificates.some(
      ({ publicKey }) => publicKey.algorithm.startsWith('RSA') && (publicKey.bits ?? 2048) < 2048,
    ),
  )
  add(short, 0.5, 'an RSA key that is too short today')
  add(
    chains.some(({ trusted }) => trusted === false),
    0.2,
    'a certificate that does not validate',
  )
  add(
    chains.some(({ nameMatches }) => nameMatches === false),
    0.2,
    'a certificate for another name',
  )
  add(authentication.category === 'classical', 0.1, 'a classical signature')
  return found
}

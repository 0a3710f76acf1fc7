import type { Assessment, AuthenticationCategory, Finding } from '../model/assessment.ts'
import type { Certificate } from '../model/certificate.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { keyName } from '../model/questions/key.ts'
import { chainsOf } from '../model/questions/tls.ts'
import { keyStrength } from '../registry/x509/strength.ts'
import { authenticationAt } from './category.ts'
import { addressesDiffer, findingReasons, namesOf } from './reasons.ts'
import { shared } from './sharedText.ts'

type Authentication = Assessment['authentication']

export const WORST_FIRST: readonly AuthenticationCategory[] = ['none', 'classical', 'pqc']

/**
 * How the server is authenticated, separate from the key exchange: forging a signature needs a quantum computer at the time
 * of the handshake. `category`: the best that the weakest address has; `weakest`: the weakest key of all addresses.
 */
export const assessAuthentication = (
  addresses: readonly AddressFacts[],
  findings: readonly Finding[],
): Authentication => {
  const judged = addresses.map((address) => ({ address, category: authenticationAt(address) }))
  const found = WORST_FIRST.find((wanted) => judged.some(({ category }) => category === wanted))
  const [weakest] = chainsOf({ addresses })
    .flatMap(({ certificates }) => certificates.slice(0, 1))
    .toSorted((a, b) => strength(a) - strength(b))
  const reasons = [
    ...addressesDiffer(judged),
    ...addresses.flatMap(observations),
    ...findingReasons('authentication', findings, addresses.length),
  ]
  return {
    category: found ?? 'unknown',
    ...(weakest ? { weakest: keyName(weakest.publicKey) } : {}),
    reasons: reasons.length === 0 ? ['no certificate was seen'] : [...new Set(reasons)].map(shared),
  }
}

const observations = ({ service, tls, ssh }: AddressFacts): string[] => {
  if (ssh) return ssh.state === 'accepted' ? [`its host keys are ${namesOf(ssh.hostKeys)}`] : []
  if (service === 'http') return ['plain HTTP: the server is not authenticated']
  if (!tls) return []
  if (tls.chains.length === 0) return ['no certificate was seen']
  return tls.chains.flatMap(({ certificates: [leaf] }) =>
    leaf ? [`its certificate is ${keyName(leaf.publicKey)}, signed with ${leaf.signatureAlgorithm}`] : [],
  )
}

/** In bits against a classical computer; unknown keys first, post-quantum keys last. */
const strength = ({ publicKey }: Certificate): number =>
  publicKey.quantum === 'resistant' ? Number.POSITIVE_INFINITY : (keyStrength(publicKey) ?? 0)

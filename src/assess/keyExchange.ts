import type { Assessment, KeyExchangeCategory } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import {
  acceptedGroups,
  acceptedOlderVersions,
  isPostQuantum,
  isPostQuantumOpen,
  isSettled,
  OLDER_VERSIONS,
  preferredGroup,
} from '../model/questions/tls.ts'
import type { TlsFacts } from '../model/tls.ts'
import { addressesDiffer } from './addresses.ts'
import { keyExchangeReasons } from './keyExchangeReasons.ts'
import { judgeSshKeyExchange } from './ssh.ts'

type KeyExchange = Assessment['keyExchange']

/** Worst first: the weakest address of an endpoint is the one that counts. */
export const WORST_FIRST: readonly KeyExchangeCategory[] = [
  'plaintext',
  'classical',
  'legacy-draft',
  'hybrid',
  'pqc',
]

/**
 * What protects the traffic of today against whoever records it. The category says what the server supports at its
 * best; `preferred` what it chooses when a client offers everything; `classicalAccepted` what it still lets happen.
 */
export const assessKeyExchange = (
  addresses: readonly AddressFacts[],
  judged: readonly JudgedAddress[] = judgeAddresses(addresses),
): KeyExchange => {
  const known = judged.filter(({ category }) => category !== 'unknown')
  const unknown = judged.filter(({ category }) => category === 'unknown')
  const [weakest] = known.toSorted((a, b) => strength(a) - strength(b))
  if (!weakest) {
    return {
      category: 'unknown',
      classicalAccepted: anyTrue(judged.map(({ classicalAccepted }) => classicalAccepted)),
      reasons: unknown.flatMap(({ reasons }) => reasons),
    }
  }
  // Where nothing listens, nobody is let in.
  const reachable = judged.filter(({ address }) => address.state !== 'closed')
  return {
    category: weakest.category,
    ...(weakest.preferred === undefined ? {} : { preferred: weakest.preferred }),
    classicalAccepted: anyTrue(reachable.map(({ classicalAccepted }) => classicalAccepted)),
    reasons: [...addressesDiffer(known), ...weakest.reasons, ...unknown.flatMap(({ reasons }) => reasons)],
  }
}

/** Of two addresses of one category, the one is weaker that would rather have a classical group. */
const strength = ({ category, prefersClassical }: Judged): number =>
  2 * WORST_FIRST.indexOf(category) + (prefersClassical ? 0 : 1)

/** True where any is; false only where all are known to be. */
const anyTrue = (values: readonly (boolean | null)[]): boolean | null => {
  if (values.includes(true)) return true
  return values.length === 0 || values.includes(null) ? null : false
}

type Judged = KeyExchange & { prefersClassical?: boolean }

/** One address with its key exchange judged. */
export type JudgedAddress = Judged & { address: AddressFacts }

export const judgeAddresses = (addresses: readonly AddressFacts[]): JudgedAddress[] =>
  addresses.map((address) => ({ address, ...judge(address) }))

const judge = (address: AddressFacts): Judged => {
  if (address.service === 'http') {
    const reasons = ['plain HTTP: everything can be read on the way']
    return { category: 'plaintext', classicalAccepted: null, reasons }
  }
  const { tls, ssh } = address
  if (ssh) return judgeSshKeyExchange(ssh)
  if (!tls) {
    const why = address.detail ? `: ${address.detail}` : ''
    return unknownFor(`${address.address} port ${address.port} ${address.state}${why}`)
  }
  if (!Object.values(tls.versions).some(({ state }) => state === 'accepted'))
    return unknownFor('no TLS version was accepted')
  const preferred = preferredGroup(tls)
  return {
    category: category(tls),
    ...(preferred ? { preferred: preferred.name, prefersClassical: preferred.kind === 'classical' } : {}),
    classicalAccepted: classicalAccepted(tls),
    reasons: keyExchangeReasons(tls),
  }
}

const unknownFor = (reason: string): Judged => ({
  category: 'unknown',
  classicalAccepted: null,
  reasons: [reason],
})

/** The best kind that is supported; between pure and hybrid, the one that the server would rather use. */
const category = (tls: TlsFacts): KeyExchangeCategory => {
  const groups = acceptedGroups(tls)
  const best = groups.find(isPostQuantum)
  if (best) return best.kind
  if (isPostQuantumOpen(tls)) return 'unknown'
  if (groups.some(({ kind }) => kind === 'legacy-draft')) return 'legacy-draft'
  if (groups.some(({ kind }) => kind === 'classical')) return 'classical'
  return acceptedOlderVersions(tls).length > 0 ? 'classical' : 'unknown'
}

const classicalAccepted = (tls: TlsFacts): boolean | null => {
  const classical = tls.groups.filter(({ kind }) => kind === 'classical')
  if (acceptedOlderVersions(tls).length > 0 || classical.some(({ state }) => state === 'accepted'))
    return true
  const states = [
    ...classical.map(({ state }) => state),
    ...OLDER_VERSIONS.map((version) => tls.versions[version].state),
  ]
  return states.every(isSettled) ? false : null
}

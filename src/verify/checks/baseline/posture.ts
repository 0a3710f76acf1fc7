import { assessAuthentication } from '../../../assess/authentication.ts'
import { isShortRsa } from '../../../assess/chainReasons.ts'
import { assessKeyExchange } from '../../../assess/keyExchange.ts'
import type { Chain, PublicKey } from '../../../model/certificate.ts'
import type { AddressFacts } from '../../../model/endpoint.ts'
import { acceptedOlderVersions } from '../../../model/questions/tls.ts'
import { type CheckDefinition, fail, pass } from '../../check.ts'
import { baselineOf } from './baseline.ts'

export const posture: CheckDefinition = {
  id: 'posture',
  title: 'Key exchange, certificates and versions are not worse than in the baseline',
  run(subject) {
    const before = baselineOf(subject)
    if ('result' in before) return before
    const now = new Date()
    const old = rated(before.addresses, now)
    const fresh = rated(subject.addresses, now)
    const compared = [...fresh].map(([name, rating]) => ({
      name,
      before: old.get(name) as Rating,
      now: rating,
    }))
    const words = compared
      .filter((one) => one.before.words !== one.now.words)
      .map((one) => `${one.name}: ${one.before.words}, now ${one.now.words}`)
    const worse = compared.filter((one) => isWorse(one.before, one.now))
    const what = words.length === 0 ? 'unchanged' : words.join('; ')
    if (worse.length === 0) return pass(what)
    return fail(
      `worse: ${worse.map(({ name }) => name).join(', ')} (${what})`,
      'Fix what the upgrade made worse before the next wave.',
    )
  },
}

/** The higher the better; undefined: unknown, and never worse. */
type Rating = { rank: number | undefined; words: string }

const isWorse = (before: Rating, now: Rating): boolean =>
  before.rank !== undefined && now.rank !== undefined && now.rank < before.rank

/** Neither of hybrid and pure ML-KEM is worse. */
const KEY_EXCHANGE = { plaintext: 0, classical: 1, 'legacy-draft': 1, hybrid: 2, pqc: 2, unknown: undefined }
const AUTHENTICATION = { none: 0, classical: 1, pqc: 2, unknown: undefined }

const rated = (addresses: readonly AddressFacts[], now: Date): Map<string, Rating> => {
  const keyExchange = assessKeyExchange(addresses)
  const authentication = assessAuthentication(addresses, now)
  const tls = addresses.flatMap((address) => address.tls ?? [])
  const older = [...new Set(tls.flatMap(acceptedOlderVersions))]
  const chains = tls.flatMap((one) => one.chains)
  const good = chains.filter(({ trusted, nameMatches }) => trusted === true && nameMatches !== false)
  const ratings: Record<string, Rating> = {
    'key exchange': { rank: KEY_EXCHANGE[keyExchange.category], words: keyExchange.category },
    'classical clients': truth(keyExchange.classicalAccepted, 'accepted', 'refused'),
    authentication: { rank: AUTHENTICATION[authentication.category], words: authentication.category },
    'weakest key': { rank: weakestKey(chains), words: authentication.weakest ?? 'none seen' },
    'older versions': {
      rank: tls.length === 0 ? undefined : -older.length,
      words: older.length === 0 ? 'none' : older.join(', '),
    },
    'static RSA': truth(
      tls.length === 0 ? null : tls.some(({ keyExchange12 }) => keyExchange12.includes('RSA')),
      'accepted',
      'refused',
    ),
    certificate: truth(chains.length === 0 ? null : good.length < chains.length, 'not trusted', 'trusted'),
  }
  return new Map(Object.entries(ratings))
}

/** Of the servers' own keys, as NIST SP 800-57 part 1 r5 §5.6.1.1 tells them apart: too short, 112 bits, 128 or more, and what resists. */
const weakestKey = (chains: readonly Chain[]): number | undefined => {
  const ranks = chains.flatMap(({ certificates: [leaf] }) => (leaf ? [keyRank(leaf.publicKey)] : []))
  return ranks.length === 0 || ranks.includes(undefined) ? undefined : Math.min(...(ranks as number[]))
}

const keyRank = (key: PublicKey): number | undefined => {
  const { quantum, algorithm, bits } = key
  if (quantum === 'resistant') return 3
  if (quantum === 'unknown' || bits === undefined) return undefined
  if (isShortRsa(key)) return 0
  return algorithm.startsWith('RSA') ? (bits < 3072 ? 1 : 2) : bits < 250 ? 1 : 2
}

const truth = (bad: boolean | null, yes: string, no: string): Rating => {
  if (bad === null) return { rank: undefined, words: 'unknown' }
  return { rank: bad ? 0 : 1, words: bad ? yes : no }
}

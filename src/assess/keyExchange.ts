import type { Assessment, KeyExchangeCategory } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import type { GroupFact, TlsFacts } from '../model/tls.ts'

type KeyExchange = Assessment['keyExchange']

/** Worst first: the weakest address of an endpoint is the one that counts. */
const WORST_FIRST: readonly KeyExchangeCategory[] = [
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
export const assessKeyExchange = (addresses: readonly AddressFacts[]): KeyExchange => {
  const judged = addresses.map((address) => ({ address, ...judge(address) }))
  const known = judged.filter(({ category }) => category !== 'unknown')
  const [weakest] = known.toSorted(
    (a, b) => WORST_FIRST.indexOf(a.category) - WORST_FIRST.indexOf(b.category),
  )
  const unknown = judged.filter(({ category }) => category === 'unknown')
  if (!weakest) {
    return {
      category: 'unknown',
      classicalAccepted: null,
      reasons: unknown.flatMap(({ reasons }) => reasons),
    }
  }
  const differ = new Set(known.map(({ category }) => category)).size > 1
  return {
    category: weakest.category,
    ...(weakest.preferred === undefined ? {} : { preferred: weakest.preferred }),
    classicalAccepted: anyTrue(known.map(({ classicalAccepted }) => classicalAccepted)),
    reasons: [
      ...(differ
        ? [
            `its addresses differ: ${known.map((one) => `${one.address.address} ${one.category}`).join(', ')}; the weakest counts`,
          ]
        : []),
      ...weakest.reasons,
      ...unknown.flatMap(({ reasons }) => reasons),
    ],
  }
}

/** True where any is; false only where all are known to be. */
const anyTrue = (values: readonly (boolean | null)[]): boolean | null => {
  if (values.includes(true)) return true
  return values.includes(null) ? null : false
}

const judge = (address: AddressFacts): KeyExchange => {
  if (address.service === 'http') {
    return {
      category: 'plaintext',
      classicalAccepted: null,
      reasons: ['plain HTTP: everything can be read on the way'],
    }
  }
  const { tls } = address
  if (!tls) {
    const why = address.detail ? `: ${address.detail}` : ''
    return {
      category: 'unknown',
      classicalAccepted: null,
      reasons: [`${address.address} ${address.state}${why}`],
    }
  }
  if (!Object.values(tls.versions).some(({ state }) => state === 'accepted')) {
    return { category: 'unknown', classicalAccepted: null, reasons: ['no TLS version was accepted'] }
  }
  return { ...category(tls), classicalAccepted: classicalAccepted(tls), reasons: reasons(tls) }
}

const acceptedGroups = (tls: TlsFacts): GroupFact[] => tls.groups.filter(({ state }) => state === 'accepted')

/** The best kind that is supported; between pure and hybrid, the one that the server would rather use. */
const category = (tls: TlsFacts): Pick<KeyExchange, 'category' | 'preferred'> => {
  const groups = acceptedGroups(tls)
  const preferred = groups.find(({ rank }) => rank === 1)?.name
  const best =
    groups.find(({ kind }) => kind === 'hybrid' || kind === 'pqc') ??
    groups.find(({ kind }) => kind === 'legacy-draft') ??
    groups.find(({ kind }) => kind === 'classical')
  const kind = best?.kind ?? (isOlderAccepted(tls) ? 'classical' : 'unknown')
  return { category: kind, ...(preferred === undefined ? {} : { preferred }) }
}

const OLDER = ['TLS 1.2', 'TLS 1.1', 'TLS 1.0', 'SSL 3.0'] as const

/** No version before TLS 1.3 has any other key exchange than a classical one. */
const isOlderAccepted = (tls: TlsFacts): boolean =>
  OLDER.some((version) => tls.versions[version].state === 'accepted')

const classicalAccepted = (tls: TlsFacts): boolean | null => {
  if (isOlderAccepted(tls)) return true
  const classical = tls.groups.filter(({ kind }) => kind === 'classical')
  if (classical.some(({ state }) => state === 'accepted')) return true
  return classical.every(({ state }) => state === 'refused') ? false : null
}

const reasons = (tls: TlsFacts): string[] => [
  ...groupReasons(tls),
  ...OLDER.filter((version) => tls.versions[version].state === 'accepted').map((version) =>
    version === 'TLS 1.2'
      ? 'TLS 1.2 is accepted, which has no post-quantum key exchange'
      : `${version} is accepted, which is obsolete`,
  ),
  ...tls.keyExchange12Details.flatMap(({ family, bits }) => {
    if (family === 'RSA')
      return ['static RSA key exchange is accepted: one broken key opens every recorded session']
    return family === 'DHE' && bits !== undefined && bits < WEAK_DHE_BITS
      ? [`DHE with ${bits} bits is accepted`]
      : []
  }),
  ...(tls.resumption.psk_ke === 'accepted'
    ? ['sessions are resumed without a fresh key exchange (psk_ke)']
    : []),
  ...clientReasons(tls),
]

/** NIST SP 800-131A r2 §5: below 2,048 bits finite-field key agreement is disallowed. */
const WEAK_DHE_BITS = 2048

const groupReasons = (tls: TlsFacts): string[] => {
  const groups = acceptedGroups(tls)
  const modern = groups.filter(({ kind }) => kind === 'hybrid' || kind === 'pqc')
  const drafts = groups.filter(({ kind }) => kind === 'legacy-draft')
  const first = groups.find(({ rank }) => rank === 1)
  const names = (some: readonly GroupFact[]): string => some.map(({ name }) => name).join(', ')
  const found: string[] = []
  if (modern.length > 0) found.push(`accepts ${names(modern)}`)
  else if (groups.length > 0) found.push(`accepts no post-quantum group, only ${names(groups)}`)
  if (modern.length > 0 && first && first.kind === 'classical') {
    found.push(`prefers ${first.name} although it has ${names(modern)}`)
  }
  if (drafts.length > 0)
    found.push(`accepts the obsolete draft ${names(drafts)}, which standard clients no longer speak`)
  return found
}

/** What real clients get, where a post-quantum group was within reach or is the only one. */
const clientReasons = (tls: TlsFacts): string[] => {
  const connected = tls.clients.filter(({ state }) => state === 'accepted')
  const refused = tls.clients.filter(({ state }) => state === 'refused')
  const safe = connected.filter(({ kind }) => kind === 'hybrid' || kind === 'pqc')
  if (tls.clients.length === 0) return []
  return [
    `of ${tls.clients.length} MCP client runtimes ${safe.length} negotiate a post-quantum group here`,
    ...(refused.length > 0 ? [`${refused.length} cannot connect at all`] : []),
  ]
}

import { acceptedGroups, isSettled, OLDER_VERSIONS, preferredGroup } from '../../model/questions/tls.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { suiteWeakness } from '../../registry/tls/cipherSuites.ts'
import { OBSOLETE_VERSIONS } from '../../registry/tls/versions.ts'
import { MIN_INTEGER_BITS } from '../../registry/x509/strength.ts'
import type { JudgedAddress } from '../keyExchange.ts'
import { atEachAddress, atEachTls, nothingSeen, type Predicate, type Seen, seenOr } from './answer.ts'

export const plaintext = atEachAddress(
  ({ address }) => {
    if (address.service === 'http') return { seen: ['http'] }
    return address.service === 'tls' || address.tls || address.ssh
      ? undefined
      : { open: nothingSeen(address) }
  },
  () => 'It answers over plain HTTP: nothing is encrypted.',
)

/** Every predicate about the category is undetermined where the category is. */
const byCategory =
  (wanted: (one: JudgedAddress) => boolean) =>
  (one: JudgedAddress): Seen => {
    if (one.category === 'unknown') return { open: one.reasons[0] ?? 'nothing was seen' }
    return wanted(one) ? { seen: acceptedNames(one) } : undefined
  }

export const classicalKeyExchange = atEachAddress(
  byCategory(({ category }) => category === 'classical'),
  (some) =>
    `It accepts no post-quantum key exchange${some === '' ? '' : `, only ${some}`}: what is recorded today can be read later.`,
)

export const legacyDraft = atEachAddress(
  byCategory(({ category }) => category === 'legacy-draft'),
  (some) => `Its only post-quantum key exchange is an obsolete draft; it accepts ${some}.`,
)

/** Groups, or the families of TLS 1.2; of SSH the methods that are offered. */
const acceptedNames = ({ address: { tls, ssh } }: JudgedAddress): string[] => [
  ...(tls ? acceptedGroups(tls).map(({ name }) => name) : []),
  ...(tls?.keyExchange12Details ?? []).map(
    ({ family, group, bits }) => group ?? (bits === undefined ? family : `${family} ${bits}`),
  ),
  ...(ssh?.keyExchange ?? []).map(({ name }) => name),
]

export const classicalPreferred = atEachAddress(
  (one) => {
    const { category, prefersClassical, address } = one
    if (category === 'unknown') return { open: one.reasons[0] ?? 'nothing was seen' }
    if (!address.tls || !prefersClassical || (category !== 'hybrid' && category !== 'pqc')) return undefined
    const first = preferredGroup(address.tls)
    return { seen: [first?.name ?? 'a classical group'] }
  },
  (some) => `It would rather use ${some} although it has a post-quantum group.`,
)

/** An address that gave no answer may accept anything, so that here it is undetermined too. */
export const classicalAccepted: Predicate = (subject, day) => {
  const answer = acceptedAtEach(subject, day)
  const silent = subject.judged.filter(
    (one) => one.address.state !== 'closed' && !subject.answered.includes(one),
  )
  return {
    found: answer.found,
    open: [
      ...answer.open,
      ...silent.map(({ address }) => ({ reason: nothingSeen(address), address: address.address })),
    ],
  }
}

const acceptedAtEach = atEachAddress(
  (one) => {
    if (one.category === 'plaintext') return undefined
    if (one.classicalAccepted) return { seen: acceptedNames(one) }
    return one.classicalAccepted === false
      ? undefined
      : { open: 'whether clients without post-quantum key exchange are let in is not known' }
  },
  (some) => `It has a post-quantum key exchange, and lets clients in that have none: it accepts ${some}.`,
)

export const noTls13 = atEachTls(
  ({ versions }) => {
    const { state } = versions['TLS 1.3']
    const others = OLDER_VERSIONS.filter((version) => versions[version].state === 'accepted')
    if (state === 'accepted' || others.length === 0) return undefined
    return state === 'refused' ? { seen: others } : { open: `TLS 1.3 ${state}` }
  },
  (some) => `It accepts ${some}, and no TLS 1.3.`,
)

export const obsoleteVersion = atEachTls(
  ({ versions }) => {
    const accepted = OBSOLETE_VERSIONS.filter((version) => versions[version].state === 'accepted')
    const open = OBSOLETE_VERSIONS.filter((version) => isOpen(versions[version].state))
    return seenOr(
      accepted,
      open.length > 0 ? statesOf(versions, open) : undefined,
      accepted.includes('SSL 3.0') ? 'error' : undefined,
    )
  },
  (some) => `It accepts ${some}.`,
)

export const staticRsa = atEachTls(
  (tls) => seenOr(tls.keyExchange12.includes('RSA') ? ['RSA'] : [], suitesOpen(tls)),
  () => 'It accepts static RSA key exchange: one broken key opens every recorded session.',
)

export const weakDh = atEachTls(
  (tls) => {
    const sizes = tls.keyExchange12Details.filter(({ family }) => family === 'DHE').map(({ bits }) => bits)
    const short = sizes.filter((bits) => bits !== undefined && bits < MIN_INTEGER_BITS)
    const open = sizes.includes(undefined)
      ? 'the size of a Diffie-Hellman group is not known'
      : suitesOpen(tls)
    return seenOr(
      short.map((bits) => `${bits} bits`),
      open,
    )
  },
  (some) => `It accepts Diffie-Hellman with ${some}.`,
)

export const weakCipherSuite = atEachTls(
  (tls) =>
    seenOr(
      Object.values(tls.cipherSuites)
        .flat()
        .filter((name) => ['unencrypted', 'broken cipher'].includes(suiteWeakness(name) ?? '')),
      suitesOpen(tls),
    ),
  (some) => `It accepts ${some}.`,
)

/** Without TLS 1.3 there is no such resumption; without a ticket there is none at all. */
export const pskKe = atEachTls(
  ({ versions, resumption: { tickets, psk_ke } }) => {
    if (psk_ke === 'accepted') return { seen: ['psk_ke'] }
    if (isSettled(versions['TLS 1.3'].state) || isSettled(psk_ke) || isSettled(tickets)) return undefined
    return { open: `resumption without a key exchange (psk_ke) ${psk_ke}` }
  },
  () => 'It resumes sessions without a fresh key exchange (psk_ke).',
)

const isOpen = (state: string): boolean => state === 'timed-out' || state === 'not-tested'

const statesOf = (versions: TlsFacts['versions'], names: readonly (keyof typeof versions)[]): string =>
  names.map((name) => `${name} ${versions[name].state}`).join(', ')

/** Why the suites before TLS 1.3 may be more than those that were seen; undefined where they are all known. */
export const suitesOpen = ({ versions, cipherSuiteChoice }: TlsFacts): string | undefined => {
  const open = OLDER_VERSIONS.filter((version) => isOpen(versions[version].state))
  if (open.length > 0) return statesOf(versions, open)
  const some = OLDER_VERSIONS.filter(
    (version) => versions[version].state === 'accepted' && cipherSuiteChoice[version] === undefined,
  )
  return some.length > 0 ? `not every cipher suite of ${some.join(', ')} was asked for` : undefined
}

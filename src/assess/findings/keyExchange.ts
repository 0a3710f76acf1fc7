import { addressName } from '../../model/questions/endpoint.ts'
import { stateText, VERSION_NAMES } from '../../model/questions/names.ts'
import { isPostQuantumAnswer, offersPostQuantum, postQuantumVaries } from '../../model/questions/repeats.ts'
import {
  acceptedGroups,
  acceptedOlderVersions,
  isAcceptedVersion,
  isFormRejected,
  isOpenVersion,
  isPostQuantum,
  isRefused,
  isUnanswered,
  statesOf,
  suitesOpen,
} from '../../model/questions/tls.ts'
import { filled } from '../../model/text/filled.ts'
import type { Repeats } from '../../model/tls.ts'
import type rows from '../../registry/findings/keyExchange.json'
import { encryptsNothing } from '../../registry/tls/suites/cipherSuites.ts'
import { OBSOLETE_VERSIONS } from '../../registry/tls/versions.ts'
import { isUnencrypted, type JudgedAddress, unencryptedSuites } from '../category.ts'
import type { ClientOutcomes } from '../clientsGet.ts'
import {
  type AddressResult,
  atEachAddress,
  atEachTls,
  listed,
  NO,
  nothingSeen,
  type Predicates,
  seenOr,
} from './answer.ts'

export const KEY_EXCHANGE: Predicates<typeof rows> = {
  plaintext: atEachAddress(({ address }) => {
    if (address.service === 'http') return { seen: ['http'] }
    return address.service === 'tls' || address.tls || address.ssh
      ? undefined
      : { open: nothingSeen(address) }
  }),

  'no-encryption': atEachTls((tls) => {
    const isAll = encryptsNothing(Object.values(tls.cipherSuites).flat())
    if (isUnencrypted(tls))
      return { seen: [...unencryptedSuites(tls), ...(isAll ? [] : ['on some connections'])] }
    return isAll ? { open: suitesOpen(tls, VERSION_NAMES) ?? 'not every cipher suite was tested' } : undefined
  }),

  /** An address that timed out, or says nothing, may accept anything; one that is closed or unreachable is ignored. */
  'half-upgraded': ({ judged, answered }, _, sentence) => {
    if (answered.some(({ address }) => address.address === null)) {
      return { found: [], open: [{ reason: 'a proxy resolves the name: its addresses are unknown' }] }
    }
    const relevant = judged.filter(
      (one) => answered.includes(one) || ['open', 'timed-out', 'not-tested'].includes(one.address.state),
    )
    const unknown = relevant.filter(({ category }) => category === 'unknown')
    const [upgraded, others] = [true, false].map((wanted) =>
      answered
        .filter((one) => !unknown.includes(one) && isPostQuantum({ kind: one.category }) === wanted)
        .map(({ address }) => addressName(address)),
    ) as [string[], string[]]
    if (upgraded.length > 0 && others.length > 0) {
      const evidence = filled(sentence, { some: listed(upgraded), others: listed(others) })
      return { found: [{ evidence }], open: [] }
    }
    if (relevant.length < 2) return NO
    return {
      found: [],
      open: unknown.map((one) => ({
        reason: one.unknown ?? 'nothing was seen',
        address: addressName(one.address),
      })),
    }
  },

  'classical-key-exchange': atEachAddress(
    byCategory(
      ({ category, address: { tls } }) => category === 'classical' && !(tls && postQuantumVaries(tls)),
      (one) => [
        ...offered(one).map(({ name }) => name),
        ...(one.address.tls?.keyExchange12Details ?? []).map(
          ({ family, group, bits }) => group ?? (bits === undefined ? family : `${family} ${bits}`),
        ),
      ],
    ),
  ),

  /** Where none was accepted, nothing weaker can be behind the address. */
  'answers-differ': atEachTls((tls) => {
    if (!tls.repeats) {
      return acceptedGroups(tls).some(isPostQuantum)
        ? { open: 'the same ClientHello was not sent repeatedly (the full profile does that)' }
        : undefined
    }
    return postQuantumVaries(tls)
      ? { seen: tls.repeats.filter(offersPostQuantum).flatMap(withoutPostQuantum) }
      : undefined
  }),

  'no-tls13': atEachTls((tls) => {
    const { state } = tls.versions['TLS 1.3']
    const others = acceptedOlderVersions(tls)
    if (state === 'accepted' || others.length === 0) return undefined
    return state === 'refused' ? { seen: others } : { open: `TLS 1.3 ${stateText(state)}` }
  }),

  'legacy-draft': atEachAddress(
    byCategory(
      ({ category }) => category === 'legacy-draft',
      (one) =>
        offered(one)
          .filter(({ kind }) => kind === 'legacy-draft')
          .map(({ name }) => name),
    ),
  ),

  'classical-preferred': atEachAddress(
    byCategory(
      // The order of an SSH server decides nothing (RFC 4253 §7.1).
      ({ category, prefersClassical, address: { tls } }) =>
        tls !== undefined && prefersClassical === true && isPostQuantum({ kind: category }),
      ({ address: { tls }, preferred }) => {
        const others = tls ? acceptedGroups(tls).filter(isPostQuantum) : []
        return [`${listed(others.map(({ name }) => name))} but prefers ${preferred}`]
      },
    ),
  ),

  'clients-get-classical': atEachAddress(byClients(({ get }) => get === 'classical')),

  'some-clients-get-classical': atEachAddress(byClients(({ get }) => get === 'mixed')),

  'hybrid-clients-cut-off': atEachAddress(
    atPostQuantum(({ cutOff, counted }) =>
      cutOff.length === 0 ? [] : [`${cutOff.length} of ${counted} client runtimes`],
    ),
  ),

  /** Undetermined also at an address that is unreachable from here: others may reach it. */
  'classical-accepted': (subject, day, sentence) => {
    const answer = acceptedAtEach(subject, day, sentence)
    const unreachable = subject.judged.filter(({ address }) => address.state === 'unreachable')
    return {
      found: answer.found,
      open: [
        ...answer.open,
        ...unreachable.map(({ address }) => ({
          reason: nothingSeen(address),
          address: addressName(address),
        })),
      ],
    }
  },

  'obsolete-version': atEachTls(({ versions }) => {
    const accepted = OBSOLETE_VERSIONS.filter((version) => isAcceptedVersion(versions, version))
    const open = OBSOLETE_VERSIONS.filter((version) => isOpenVersion(versions, version))
    return seenOr(
      accepted,
      open.length > 0 ? statesOf(versions, open) : undefined,
      accepted.some((version) => version.startsWith('SSL')) ? 'error' : undefined,
    )
  }),

  /** Requires TLS 1.3 and tickets. */
  'psk-ke': atEachTls(({ versions, resumption: { tickets, psk_ke } }) => {
    if (psk_ke === 'accepted') return { seen: ['psk_ke'] }
    if (isRefused(versions['TLS 1.3']) || psk_ke === 'refused' || tickets === 'refused') return undefined
    return { open: `resumption without a key exchange (psk_ke) ${stateText(psk_ke)}` }
  }),

  /** A plain ClientHello was answered where these were asked. Without an answer, only what was confirmed counts. */
  'large-hello': atEachTls(({ tolerance: { largeHello, splitHello, fragmentedRecord } }) => {
    const forms = [
      { form: 'longer than 2,000 bytes', ...largeHello },
      { form: 'in two TCP segments', ...splitHello },
      { form: 'in two records', ...fragmentedRecord },
    ]
    const open = forms.filter((one) => one.state !== 'accepted' && !isFormRejected(one))
    return seenOr(
      forms.filter(isFormRejected).map(({ form, state, alert }) => `${form} (${alert ?? stateText(state)})`),
      open.length > 0
        ? open.map(({ form, state }) => `a ClientHello ${form}: ${stateText(state)}`).join(', ')
        : undefined,
    )
  }),

  /** Absent where hellos with TLS 1.3 are answered, or nothing is. */
  'tls13-intolerance': atEachTls(({ tls13Hello }) => {
    if (!tls13Hello) return undefined
    const { state, alert, detail = state, confirmed } = tls13Hello
    if (state === 'refused' || confirmed) return { seen: [alert ?? detail] }
    return { open: `a ClientHello that offers TLS 1.3: ${detail}` }
  }),

  /** A server with TLS 1.3 answers such a ClientHello there. */
  'wrong-curve': atEachTls(({ versions, hybridOffer12, keyExchange12, cipherSuiteChoice, tls13Hello }) => {
    if (versions['TLS 1.3'].state === 'accepted' || tls13Hello?.confirmed) return undefined
    if (hybridOffer12 === undefined) {
      const isSeen = Object.keys(cipherSuiteChoice).length > 0
      return isSeen && !keyExchange12.includes('ECDHE')
        ? undefined
        : { open: 'no ClientHello with a hybrid group was sent in TLS 1.2' }
    }
    const { state, offered, group } = hybridOffer12
    if (isUnanswered(hybridOffer12))
      return { open: `the ClientHello with a hybrid group ${stateText(state)}` }
    return group === undefined || offered.includes(group)
      ? undefined
      : { seen: [`${offered.join(' and ')} with ${group}`] }
  }),
}

const withoutPostQuantum = ({ offered: groups, answered, answers }: Repeats): string[] =>
  answers
    .filter((answer) => !isPostQuantumAnswer(answer))
    .map(({ count, group, version, alert }) => {
      const how = groups === 'all' ? '' : ' where only those were offered'
      return `${count} of ${answered} without a post-quantum group${how} (${alert ?? group ?? version})`
    })

/** The runtimes that get a classical group, by group, where `wanted` says so of all runtimes. */
function byClients(wanted: (clients: ClientOutcomes) => boolean): (one: JudgedAddress) => AddressResult {
  return atPostQuantum((clients) => {
    if (!wanted(clients)) return []
    const byGroup = Map.groupBy(
      clients.classical,
      ({ group, version }) => group ?? version ?? 'another version',
    )
    return [...byGroup].map(([group, same]) => {
      const names = same.length > MAX_CLIENTS ? '' : ` (${same.map(({ client }) => client).join(', ')})`
      return `${same.length} of ${clients.counted} ${same.length === 1 ? 'gets' : 'get'} ${group}${names}`
    })
  })
}

const MAX_CLIENTS = 3

/**
 * What is seen of clients where a post-quantum group is accepted, or may be. Undetermined where the runtimes were not asked
 * and nothing else decides what they get.
 */
function atPostQuantum(seen: (clients: ClientOutcomes) => string[]): (one: JudgedAddress) => AddressResult {
  return ({ category, clients, unknown }) => {
    if (category !== 'unknown' && !isPostQuantum({ kind: category })) return undefined
    const open =
      clients.get === 'unknown'
        ? (unknown ?? 'which group clients get was not tested (the full profile tests it)')
        : undefined
    return seenOr(seen(clients), open)
  }
}

/** Undetermined where the category is unknown. */
function byCategory(
  wanted: (one: JudgedAddress) => boolean,
  names: (one: JudgedAddress) => string[],
): (one: JudgedAddress) => AddressResult {
  return (one) => {
    if (one.category === 'unknown') return { open: one.unknown ?? 'nothing was seen' }
    return wanted(one) ? { seen: names(one) } : undefined
  }
}

const offered = ({ address: { tls, ssh } }: JudgedAddress): { name: string; kind: string }[] => [
  ...(tls ? acceptedGroups(tls) : []),
  ...(ssh?.keyExchange ?? []),
]

const acceptedAtEach = atEachAddress((one) => {
  if (one.category === 'plaintext') return undefined
  if (one.classicalAccepted) return { seen: classicalWays(one) }
  return one.classicalAccepted === false
    ? undefined
    : { open: 'unknown whether clients without post-quantum key exchange are accepted' }
})

const classicalWays = (one: JudgedAddress): string[] => [
  ...(one.address.tls ? acceptedOlderVersions(one.address.tls) : []),
  ...offered(one)
    .filter(({ kind }) => kind === 'classical')
    .map(({ name }) => name),
]

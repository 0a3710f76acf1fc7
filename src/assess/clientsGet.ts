import type { ClientsGet, KeyExchangeCategory } from '../model/assessment.ts'
import type { AddressFacts } from '../model/endpoint.ts'
import { postQuantumVaries } from '../model/questions/repeats.ts'
import { cutsLargeHellos, isPostQuantum, isUnanswered } from '../model/questions/tls.ts'
import type { ClientFact, TlsFacts } from '../model/tls.ts'
import { HYBRID_CLIENTS, hasLongHello } from '../registry/tls/software/clientProfiles.ts'

/** What the client runtimes that offer a hybrid or post-quantum group get at one address. */
export type ClientOutcomes = {
  get: ClientsGet
  /** Those of which it is known. A runtime that got no answer, or that the server refuses, does not count. */
  counted: number
  /** Those that get another key exchange. */
  classical: readonly ClientFact[]
  /** Those whose ClientHello is longer than this host, or a device in front of it, lets pass. */
  cutOff: readonly string[]
}

type Place = {
  address: AddressFacts
  category: KeyExchangeCategory
  classicalAccepted: boolean | null
}

/** As the runtimes were answered; where none was, or some are open, as the accepted groups decide it. */
export const clientOutcomes = ({ address: { tls, ssh }, ...judged }: Place): ClientOutcomes => {
  const { classical, cutOff, kinds, open } = tls && !ssh ? answersOf(tls) : NONE_ASKED
  const counted = kinds.length + classical.length + cutOff.length
  const isCertain = ssh !== undefined || judged.classicalAccepted === false
  // One that was not asked, or got no answer because of a limit, may get a classical group, also where all others do not.
  const isKnown = counted > 0 && (kinds.length < counted || open === 0)
  const known = isKnown ? commonTo(kinds, counted) : derived(judged.category, isCertain)
  const get = tls && postQuantumVaries(tls) ? 'mixed' : known
  return { get, counted, classical, cutOff }
}

const NONE_ASKED = { kinds: [], classical: [], cutOff: [], open: 0 }

const answersOf = (tls: TlsFacts) => {
  const facts = factsOf(tls)
  const isCut = cutsLargeHellos(tls)
  const kinds: (string | undefined)[] = []
  const cutOff: string[] = []
  let open = 0
  for (const profile of HYBRID_CLIENTS) {
    const fact = facts.get(profile.client)
    if (fact?.state === 'accepted') {
      if (isPostQuantum({ kind: fact.kind })) kinds.push(fact.kind)
    } else if (isCut && hasLongHello(profile)) cutOff.push(profile.client)
    else if (fact && (fact.state === 'not-tested' || (tls.rateLimit && isUnanswered(fact)))) open++
  }
  return { kinds, classical: classicalClients(tls), cutOff, open }
}

/** The runtimes that offer a hybrid or post-quantum group, and get another key exchange. */
export const classicalClients = (tls: TlsFacts): ClientFact[] => {
  const facts = factsOf(tls)
  return HYBRID_CLIENTS.flatMap(({ client }) => facts.get(client) ?? []).filter(
    ({ state, kind }) => state === 'accepted' && !isPostQuantum({ kind }),
  )
}

const factsOf = ({ clients }: TlsFacts): ReadonlyMap<string, ClientFact> =>
  new Map(clients.map((fact) => [fact.client, fact]))

/** `kinds`: the post-quantum groups that some of the counted runtimes get. */
const commonTo = (kinds: readonly (string | undefined)[], counted: number): ClientsGet => {
  if (kinds.length === 0) return 'classical'
  if (kinds.length < counted) return 'mixed'
  return kinds.every((kind) => kind === 'pqc') ? 'pqc' : 'hybrid'
}

/**
 * A server without post-quantum groups gives none, and one without classical groups gives nothing else. In SSH the first
 * method of the client that the server has is used (RFC 4253 §7.1), and clients with hybrid methods list them first.
 */
const derived = (category: KeyExchangeCategory, isCertain: boolean): ClientsGet => {
  if (category === 'unknown') return 'unknown'
  if (category !== 'hybrid' && category !== 'pqc') return 'classical'
  return isCertain ? category : 'unknown'
}

/** An address that is closed, or unreachable from here, gives clients nothing. */
const COUNTED: readonly AddressFacts['state'][] = ['open', 'timed-out', 'not-tested']

/** Of all addresses: what clients get at each of them; `mixed` where it differs. The weakest that is known counts. */
export const clientsGetAt = (
  judged: readonly { address: AddressFacts; clients: ClientOutcomes }[],
): ClientsGet => {
  const all = judged
    .filter(({ address }) => COUNTED.includes(address.state))
    .map(({ clients }) => clients.get)
  const has = (some: ClientsGet): boolean => all.includes(some)
  const isProtected = has('hybrid') || has('pqc')
  if (has('mixed') || (has('classical') && isProtected)) return 'mixed'
  if (has('classical')) return 'classical'
  if (has('unknown') || !isProtected) return 'unknown'
  return has('hybrid') ? 'hybrid' : 'pqc'
}

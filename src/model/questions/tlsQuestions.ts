import type { State } from '../state.ts'
import type { TlsFacts } from '../tls.ts'
import { VERSION_NAMES } from './names.ts'
import { isAcceptedVersion, isOpenVersion, isUnanswered, OLDER_VERSIONS } from './tls.ts'

/** A question that the TLS probe asks, and the state of each of its parts. Every report reads this list. */
export type TlsQuestion = {
  id: string
  label: string
  parts: (tls: TlsFacts) => readonly { name?: string; state: State }[]
}

const NOT_TESTED = [{ state: 'not-tested' }] as const

const named = (states: Readonly<Record<string, State>>): { name: string; state: State }[] =>
  Object.entries(states).map(([name, state]) => ({ name, state }))

export const TLS_QUESTIONS: readonly TlsQuestion[] = [
  ...VERSION_NAMES.map(
    (name): TlsQuestion => ({
      id: name,
      label: name,
      parts: ({ versions }) => {
        const answer = versions[name]
        return answer && (!isUnanswered(answer) || isOpenVersion(versions, name)) ? [answer] : []
      },
    }),
  ),
  {
    id: 'groups',
    label: 'some key-exchange groups',
    parts: ({ versions, groups }) => (versions['TLS 1.3'].state === 'refused' ? [] : groups),
  },
  {
    id: 'cipherSuites',
    label: 'other cipher suites and signature schemes',
    // Without a choice only the suite is known that the server chose first.
    parts: ({ versions, cipherSuiteChoice }) =>
      VERSION_NAMES.filter(
        (name) => isAcceptedVersion(versions, name) && cipherSuiteChoice[name] === undefined,
      ).map((name) => ({ name, state: 'not-tested' })),
  },
  {
    id: 'curves12',
    label: 'some curves of TLS 1.2',
    parts: ({ curves12, keyExchange12 }) => curves12 ?? (keyExchange12.includes('ECDHE') ? NOT_TESTED : []),
  },
  {
    id: 'signatureSchemes',
    label: 'some signature schemes',
    parts: ({ signatureSchemes }) =>
      signatureSchemes.map(({ name, version, state }) => ({ name: `${name} in ${version}`, state })),
  },
  {
    id: 'hybridOffer12',
    label: 'ClientHello with a hybrid group in TLS 1.2',
    parts: ({ versions, hybridOffer12, keyExchange12, cipherSuiteChoice, tls13Hello }) => {
      if (hybridOffer12) return [{ state: hybridOffer12.state }]
      // It offers TLS 1.3 too, to which nothing is answered.
      if (tls13Hello?.confirmed) return []
      const isOlder = OLDER_VERSIONS.some((name) => versions[name].state === 'accepted')
      const hasCurves = Object.keys(cipherSuiteChoice).length === 0 || keyExchange12.includes('ECDHE')
      return versions['TLS 1.3'].state !== 'accepted' && isOlder && hasCurves ? NOT_TESTED : []
    },
  },
  {
    id: 'certificates',
    label: 'certificates',
    parts: ({ chains }) => (chains.length === 0 ? [{ name: 'none was seen', state: 'not-tested' }] : []),
  },
  {
    id: 'certificateCompression',
    label: 'compression of certificates',
    parts: ({ versions, certificateCompression }) => {
      if (!certificateCompression) return versions['TLS 1.3'].state === 'accepted' ? NOT_TESTED : []
      return certificateCompression.map(({ algorithm, state }) => ({ name: algorithm, state }))
    },
  },
  {
    id: 'trust',
    label: 'trust in the certificate',
    parts: ({ chains }) => (chains.some(({ trusted }) => trusted === null) ? NOT_TESTED : []),
  },
  {
    id: 'clientCertificate',
    label: 'request for a client certificate',
    parts: ({ clientCertificate }) => (clientCertificate === 'not-tested' ? NOT_TESTED : []),
  },
  { id: 'alpn', label: 'ALPN', parts: (tls) => [{ state: alpnStateOf(tls) }] },
  {
    id: 'resumption',
    label: 'resumption',
    parts: ({ versions, resumption: { tickets, psk_ke, psk_dhe_ke } }) =>
      versions['TLS 1.3'].state === 'refused' ? [] : named({ tickets, psk_ke, psk_dhe_ke }),
  },
  {
    id: 'resumption12',
    label: 'resumption in TLS 1.2',
    parts: ({ versions, resumption12 }) => {
      if (!resumption12)
        return OLDER_VERSIONS.some((name) => versions[name].state === 'accepted') ? NOT_TESTED : []
      return named({ 'session id': resumption12.sessionId, ticket: resumption12.ticket })
    },
  },
  {
    id: 'tolerance',
    label: 'tolerance of large or split ClientHellos',
    parts: ({ tolerance: { largeHello, splitHello, fragmentedRecord } }) =>
      [
        { name: 'large', ...largeHello },
        { name: 'split over TCP segments', ...splitHello },
        { name: 'split over TLS records', ...fragmentedRecord },
      ].filter(({ confirmed }) => confirmed !== true),
  },
  {
    id: 'clients',
    label: 'outcomes for some MCP clients',
    parts: ({ clients }) =>
      clients.length === 0 ? NOT_TESTED : clients.map(({ client, state }) => ({ name: client, state })),
  },
]

/** Files of older versions have no `alpnState`: there, an empty list does not say whether the server was asked. */
export const alpnStateOf = ({ alpn, alpnState }: Pick<TlsFacts, 'alpn' | 'alpnState'>): State =>
  alpnState ?? (alpn.length > 0 ? 'accepted' : 'not-tested')

/** The questions with parts that were not asked or not answered in time, and the names of these parts. */
export const unansweredQuestions = (tls: TlsFacts): { label: string; names: string[] }[] =>
  TLS_QUESTIONS.flatMap(({ label, parts }) => {
    const open = parts(tls).filter(isUnanswered)
    return open.length === 0 ? [] : [{ label, names: open.flatMap(({ name }) => name ?? []) }]
  })

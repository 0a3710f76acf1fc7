import type {
  Certificate,
  Chain,
  OcspStaple,
  SentOrder,
  SignedTimestamp,
} from '../../../model/certificate.ts'
import { keyName } from '../../../model/questions/key.ts'
import { SHARED_SECRET_NAMES, stateText } from '../../../model/questions/names.ts'
import { isRefused, rateLimitText } from '../../../model/questions/tls.ts'
import { alpnStateOf, unansweredQuestions } from '../../../model/questions/tlsQuestions.ts'
import type { Answer } from '../../../model/state.ts'
import type { ClientFact, TlsFacts } from '../../../model/tls.ts'
import { milliseconds, number, yesOrNo } from '../../text/phrases.ts'
import type { Fact, Item, Topic, Value } from './topic.ts'

export const tlsTopics = (tls: TlsFacts): Topic[] => [
  { title: 'TLS', facts: tlsFacts(tls) },
  tls.chains.length === 0
    ? { title: 'Certificates', note: 'None was seen.' }
    : { title: 'Certificates', topics: tls.chains.map(chainTopic) },
  clientsTopic(tls.clients),
]

const tlsFacts = (tls: TlsFacts): Fact[] => [
  ...Object.entries(tls.versions).map(([version, answer]) => [version, answerText(answer)] as const),
  ...groupFacts(tls),
  ...Object.entries(tls.cipherSuites).map(([version, suites]) => {
    const choice = tls.cipherSuiteChoice[version as keyof typeof tls.cipherSuiteChoice]
    return [`${version} cipher suites${choiceText(choice)}${othersText(tls)}`, suites] as const
  }),
  ...Object.entries(tls.sharedSecretSuites ?? {}).map(
    ([version, suites]) => [`${version} cipher suites with a pre-shared key or a password`, suites] as const,
  ),
  [
    `TLS 1.2 key exchange${othersText(tls)}`,
    tls.keyExchange12Details.map(({ family, group, bits, prime }) =>
      [family, group, bits === undefined ? undefined : `${bits} bits`, prime && `(prime: ${prime})`]
        .filter(Boolean)
        .join(' '),
    ),
  ],
  ...curveFacts(tls),
  ...(tls.sharedSecret
    ? [['Accepts only clients with', SHARED_SECRET_NAMES[tls.sharedSecret]] as const]
    : []),
  ...schemeFacts(tls),
  ['Client certificate', stateText(tls.clientCertificate)],
  [
    'ALPN',
    tls.alpn.length > 0 ? tls.alpn : alpnStateOf(tls) === 'refused' ? 'none' : stateText(alpnStateOf(tls)),
  ],
  ['Certificate compression', compressionOf(tls)],
  ['Resumption in TLS 1.3', resumptionOf(tls)],
  ['Resumption in TLS 1.2', resumption12Of(tls)],
  ['Large ClientHello', answerText(tls.tolerance.largeHello)],
  ['ClientHello split over TCP segments', answerText(tls.tolerance.splitHello)],
  ['ClientHello split over TLS records', answerText(tls.tolerance.fragmentedRecord)],
  ['Timings', timingsOf(tls)],
  ['Not tested or not answered', unansweredQuestions(tls).map(({ label }) => label)],
  ['Limit of connections', tls.rateLimit && rateLimitText(tls.rateLimit)],
  ['Connections used by the probe', String(tls.connections)],
]

const compressionOf = ({ certificateCompression = [] }: TlsFacts): string[] => {
  const accepted = certificateCompression.filter(({ state }) => state === 'accepted')
  if (accepted.length > 0)
    return accepted.map(
      ({ algorithm, bytes = 0, uncompressedBytes = 0 }) =>
        `${algorithm}: ${number(bytes)} of ${number(uncompressedBytes)} bytes`,
    )
  return [
    ...new Set(certificateCompression.map(({ state }) => (state === 'refused' ? 'none' : stateText(state)))),
  ]
}

const resumptionOf = ({
  versions,
  resumption: { tickets, psk_ke, psk_dhe_ke, ticketLifetime },
}: TlsFacts): string[] =>
  isRefused(versions['TLS 1.3'])
    ? []
    : [
        `tickets ${stateText(tickets)}`,
        `without a new key exchange (psk_ke) ${stateText(psk_ke)}`,
        `with a new key exchange (psk_dhe_ke) ${stateText(psk_dhe_ke)}`,
        ...lifetimeText(ticketLifetime),
      ]

const resumption12Of = ({ resumption12 }: TlsFacts): string[] =>
  resumption12 === undefined
    ? []
    : [
        `by session id ${stateText(resumption12.sessionId)}`,
        `by ticket ${stateText(resumption12.ticket)}`,
        ...lifetimeText(resumption12.ticketLifetime),
      ]

const lifetimeText = (seconds: number | undefined): string[] =>
  seconds === undefined ? [] : [`ticket lifetime ${number(seconds)} s`]

const timingsOf = ({ timings: { connectMs, helloMs, handshakeMs } }: TlsFacts): string[] =>
  Object.entries({ 'TCP connection': connectMs, ServerHello: helloMs, handshake: handshakeMs }).flatMap(
    ([name, took]) => (took === undefined ? [] : [`${name} ${milliseconds(took)}`]),
  )

const answerText = ({ state, alert, detail }: Answer): string =>
  [stateText(state), alert && `(${alert})`, detail && `(${detail})`].filter(Boolean).join(' ')

const choiceText = (choice: TlsFacts['groupChoice'] | undefined): string =>
  choice === 'server' || choice === 'client' ? ` (${choice} preference)` : ''

/** A quick scan sees only what the server chose first. */
const othersText = ({ cipherSuiteChoice }: TlsFacts): string =>
  Object.keys(cipherSuiteChoice).length > 0 ? '' : ' (others not tested)'

/** Groups with the same answer together. */
const groupFacts = ({ groups, groupChoice }: TlsFacts): Fact[] =>
  [...Map.groupBy(groups, ({ state, alert }) => answerText({ state, alert }))].map(([answer, some]) =>
    answer === 'accepted'
      ? [
          `Groups accepted${choiceText(groupChoice)}`,
          some.map(({ name, kind, rank }) => ({
            text: `${name}${rank === 1 ? ' (preferred)' : ''}`,
            mark: kind,
          })),
        ]
      : [`Groups ${answer}`, some.map(({ name }) => name)],
  )

/** The curves that TLS 1.2 does not accept. The accepted ones are shown with its key exchange. */
const curveFacts = ({ curves12 = [] }: TlsFacts): Fact[] =>
  [
    ...Map.groupBy(
      curves12.filter(({ state }) => state !== 'accepted'),
      ({ state, alert }) => answerText({ state, alert }),
    ),
  ].map(([answer, some]) => [`TLS 1.2 curves ${answer}`, some.map(({ name }) => name)])

const schemeFacts = (tls: TlsFacts): Fact[] => {
  const accepted = tls.signatureSchemes.filter(({ state }) => state === 'accepted')
  return [...Map.groupBy(accepted, ({ version }) => version)].map(([version, schemes]) => [
    `${version} signatures${othersText(tls)}`,
    schemes.map(({ name, verified }): Item => {
      if (verified === true) return name
      return verified === false ? { text: `${name} (INVALID)`, mark: 'bad' } : `${name} (not verified)`
    }),
  ])
}

const chainTopic = (chain: Chain): Topic => ({
  title: chain.scheme === 'none' ? chain.version : `${chain.scheme} in ${chain.version}`,
  facts: [
    ['Trusted', trustValue(chain)],
    ['Name matches', chain.nameMatches === false ? { text: 'no', mark: 'bad' } : yesOrNo(chain.nameMatches)],
    ['Certificates as sent', chain.sentOrder && sentOrderItems(chain.sentOrder)],
    ['OCSP staple', chain.ocspStaple && stapleText(chain.ocspStaple)],
    ['Certificate Transparency in the handshake', timestampItems(chain.timestamps)],
  ],
  topics: chain.certificates.map(certificateTopic),
})

const sentOrderItems = ({ inOrder, extra, root, missing }: SentOrder): string[] =>
  [
    inOrder ? 'in order' : 'out of order',
    extra > 0 ? `${number(extra)} that ${extra === 1 ? 'is' : 'are'} not part of the path` : undefined,
    root ? 'with the root' : undefined,
    missing === undefined ? undefined : `without the issuer, which is not a known authority: ${missing}`,
  ].filter((item) => item !== undefined)

const stapleText = ({ state, signatureAlgorithm, signatureQuantum, problem }: OcspStaple): string => {
  if (state !== 'accepted') return state === 'refused' ? 'none' : stateText(state)
  return problem ?? `${signatureAlgorithm}${QUANTUM[signatureQuantum ?? 'unknown']}`
}

/** One item for each algorithm: `2 timestamps, ecdsa_secp256r1_sha256 (quantum-vulnerable)`. */
const timestampItems = (timestamps: readonly SignedTimestamp[] = []): string[] =>
  [...Map.groupBy(timestamps, (one) => `${one.signatureAlgorithm}${QUANTUM[one.signatureQuantum]}`)].map(
    ([signature, same]) => `${same.length} timestamp${same.length === 1 ? '' : 's'}, ${signature}`,
  )

const trustValue = ({ trusted, trustError, anchor }: Chain): Value => {
  if (trusted === false) return { text: `no (${trustError ?? 'reason unknown'})`, mark: 'bad' }
  if (trusted === null) return trustError === undefined ? 'not checked' : `not checked (${trustError})`
  return `yes${anchor === undefined ? '' : ANCHORS[anchor]}`
}

const ANCHORS = { system: ', by the system’s trust store', named: ', by an authority that the user named' }

const certificateTopic = (one: Certificate): Topic => ({
  title: one.subject || '(no name)',
  facts: [
    ['Key', `${keyName(one.publicKey)}${QUANTUM[one.publicKey.quantum]}`],
    ['Signature', `${one.signatureAlgorithm}${QUANTUM[one.signatureQuantum]}`],
    ['Issuer', one.issuer],
    ['Serial number', one.serialNumber],
    ['Valid from', { day: one.notBefore }],
    ['Valid until', { day: one.notAfter }],
    ['SHA-256', { text: one.sha256, mark: 'hash' }],
    ['OCSP', one.ocspUrls],
    ['CRL', one.crlUrls],
    ['Certificate Transparency', timestampItems(one.timestamps)],
    ['Problem', one.problem],
  ],
})

const QUANTUM = {
  vulnerable: ' (quantum-vulnerable)',
  resistant: ' (quantum-resistant)',
  unknown: '',
}

/** What each MCP client runtime would negotiate here: those with the same outcome together. */
const clientsTopic = (clients: readonly ClientFact[]): Topic => {
  if (clients.length === 0) return { title: 'Clients', note: 'Not tested.' }
  const inferred = clients.filter(({ basis }) => basis === 'inferred').length
  return {
    title: 'Clients',
    facts: [...Map.groupBy(clients, outcomeText)].map(([outcome, some]) => [
      outcome,
      some.map(({ client }) => client),
    ]),
    note:
      inferred === 0
        ? undefined
        : `${inferred === clients.length ? 'All' : `${inferred} of ${clients.length}`} outcomes were inferred from the server’s preference order and the client’s hello, which was not sent.`,
  }
}

const outcomeText = ({ state, alert, version, group, kind, cipherSuite }: ClientFact): string => {
  if (state === 'not-tested') return 'not tested'
  if (state !== 'accepted') return `no connection: ${answerText({ state, alert })}`
  const agreed = [version, group ?? cipherSuite].filter(Boolean).join(' ')
  return `${agreed || 'connects'}${kind === undefined || kind === 'unknown' ? '' : `, ${kind === 'pqc' ? 'post-quantum' : kind}`}`
}

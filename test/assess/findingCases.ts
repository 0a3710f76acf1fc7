import { findingsOf } from '../../src/assess/findings/findings.ts'
import type { Certificate } from '../../src/model/certificate.ts'
import { DAY_MS } from '../../src/model/day.ts'
import type { AddressFacts, Endpoint, Observation } from '../../src/model/endpoint.ts'
import type { SshFacts, SshHostKey } from '../../src/model/ssh.ts'
import type { Answer, State } from '../../src/model/state.ts'
import type { ClientFact, Repeats, TlsFacts } from '../../src/model/tls.ts'
import {
  certificate,
  chain,
  clients,
  deadAddress,
  ENDPOINT,
  groups,
  httpAddress,
  ML_DSA_65,
  mcpFacts,
  NOW,
  RSA_1024,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

export type Case =
  | AddressFacts[]
  | Omit<Observation, 'endpoint'>
  | (Partial<Endpoint> & { addresses: AddressFacts[] })

export const tls = (changes: Partial<TlsFacts> = {}): AddressFacts[] => [tlsAddress(tlsFacts(changes))]
const with12 = (changes: Partial<TlsFacts> = {}): AddressFacts[] =>
  tls({
    versions: versions(['TLS 1.3', 'TLS 1.2']),
    cipherSuiteChoice: { 'TLS 1.3': 'server', 'TLS 1.2': 'server' },
    ...changes,
  })
const suites12 = (...names: string[]): AddressFacts[] => with12({ cipherSuites: { 'TLS 1.2': names } })
/** What the quick profile leaves: nothing was asked beyond the contact. */
const QUICK = tls({
  versions: versions('TLS 1.3', 'not-tested'),
  cipherSuiteChoice: {},
  signatureSchemes: [],
  resumption: { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' },
})
/** Every version was answered with an alert. */
const NO_VERSION = tls({ versions: versions([]), cipherSuites: {}, chains: [] })
/** Static RSA signs nothing. */
const UNSIGNED = tls({
  versions: versions('TLS 1.2'),
  cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_AES_128_GCM_SHA256'] },
  cipherSuiteChoice: { 'TLS 1.2': 'single' },
  keyExchange12: ['RSA'],
})
const HYBRID = tls({ groups: groups(['X25519MLKEM768']) })
const HYBRID_ANSWER = { version: 'TLS 1.3', group: 'X25519MLKEM768', kind: 'hybrid', count: 5 } as const
const varying = (answers: Repeats['answers']): AddressFacts[] => {
  const answered = answers.reduce((sum, { count }) => sum + count, 0)
  return both({ repeats: [{ offered: 'all', answered, answers }] })
}
/** Answers to a question, each with its count. */
const repeated = (
  offered: Repeats['offered'],
  ...answers: Repeats['answers']
): Pick<TlsFacts, 'repeats'> => ({
  repeats: [{ offered, answered: answers.reduce((sum, { count }) => sum + count, 0), answers }],
})
const LEAF = { version: 'TLS 1.3', key: 'RSA 2048', sha256: 'aa'.repeat(32), count: 7 }
/** Without repeated hellos. */
const quickly = (addresses: AddressFacts[]): AddressFacts[] =>
  addresses.map(({ tls: facts, ...address }) => ({
    ...address,
    ...(facts ? { tls: { ...facts, repeats: undefined } } : {}),
  }))
/** A server with a hybrid group that also accepts x25519. */
const both = (changes: Partial<TlsFacts> = {}): AddressFacts[] =>
  tls({ groups: groups(['X25519MLKEM768', 'x25519']), ...changes })
/** The runtime that sends no key share for its hybrid group gets `its`; the others get `others`. */
const shareless =
  (its: string, others = 'X25519MLKEM768') =>
  (client: string): string =>
    client === 'Deno 2' ? its : others
const CUT = { state: 'cut-off', confirmed: true } as const
/** A device in front of it cuts off large hellos. */
const cutOff = (asked: ClientFact[], largeHello: Answer = CUT): AddressFacts[] =>
  both({ clients: asked, tolerance: { ...tlsFacts().tolerance, largeHello } })
const SILENT: AddressFacts = { ...deadAddress('timed-out'), state: 'open', service: 'silent' }
const OPEN_GROUPS = tls({ groups: groups([], 'timed-out') })
const NO_CHAIN = tls({ chains: [] })
/** All its suites are anonymous; `others`: the state of the other versions. */
const anonymous = (others: State = 'refused', ...more: string[]): AddressFacts[] =>
  tls({
    versions: versions('TLS 1.2', others),
    cipherSuites: { 'TLS 1.2': ['TLS_ECDH_anon_WITH_AES_128_CBC_SHA', ...more] },
    cipherSuiteChoice: { 'TLS 1.2': 'server' },
    chains: [],
  })
const SCHEME = { name: 'ecdsa_secp256r1_sha256', value: '', version: 'TLS 1.3', state: 'accepted' as const }
/** One chain was seen, but the server may have another one. */
const MORE_CHAINS = [
  tls({ signatureSchemes: [SCHEME], versions: versions('TLS 1.3', 'not-tested') }),
  tls({ signatureSchemes: [SCHEME], versions: versions('TLS 1.3', 'timed-out') }),
  tls({ signatureSchemes: [SCHEME, { ...SCHEME, name: 'rsa_pkcs1_sha256', state: 'timed-out' }] }),
  with12({ signatureSchemes: [SCHEME], cipherSuiteChoice: {} }),
  tls({
    versions: { ...versions('TLS 1.2'), 'TLS 1.3': { state: 'timed-out' } },
    cipherSuiteChoice: { 'TLS 1.2': 'server' },
    signatureSchemes: [SCHEME],
  }),
  anonymous('timed-out'),
  anonymous('refused', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'),
]
const shows = (...certificates: Certificate[]): AddressFacts[] => tls({ chains: [chain({ certificates })] })
const rsa = (bits: number | undefined): Certificate =>
  certificate({
    publicKey: { algorithm: 'RSA', oid: '', ...(bits === undefined ? {} : { bits }), quantum: 'vulnerable' },
  })
const dsa = (bits: number | undefined): Certificate =>
  certificate({
    publicKey: { algorithm: 'DSA', oid: '', ...(bits === undefined ? {} : { bits }), quantum: 'vulnerable' },
  })
const ec = (bits: number | undefined, parameters?: string): Certificate =>
  certificate({
    publicKey: {
      algorithm: 'EC',
      oid: '',
      ...(bits === undefined ? {} : { bits }),
      ...(parameters === undefined ? {} : { parameters }),
      quantum: 'vulnerable',
    },
  })
const tolerating = (largeHello: Answer, splitHello: State): AddressFacts[] =>
  tls({
    tolerance: { largeHello, splitHello: { state: splitHello }, fragmentedRecord: { state: 'accepted' } },
  })
/** TLS 1.2 alone, by how it answers an offer of a hybrid group. */
const answering = (answer: Answer & { group?: string }): AddressFacts[] =>
  tls({ versions: versions('TLS 1.2'), hybridOffer12: { offered: ['X25519MLKEM768', 'x25519'], ...answer } })
/** With a life of six days. */
const shortLived = (notAfter: string): Certificate =>
  certificate({
    notBefore: new Date(Date.parse(notAfter) - 6 * DAY_MS).toISOString(),
    notAfter: `${notAfter}T00:00:00.000Z`,
  })
const ended = certificate({ notAfter: '2026-12-31T23:59:59.000Z' })

const ssh = (changes: Partial<SshFacts> = {}): AddressFacts[] => [
  {
    address: '192.0.2.4',
    port: 22,
    state: 'open',
    service: 'ssh',
    ssh: {
      connection: 'open',
      state: 'accepted',
      keyExchange: [{ name: 'mlkem768x25519-sha256', kind: 'hybrid', weak: false }],
      hostKeys: [{ name: 'ssh-mldsa-65', kind: 'pqc', weak: false }],
      ciphers: [],
      macs: [],
      compression: [],
      strictKeyExchange: true,
      timings: {},
      ...changes,
    },
  },
]
const RSA_HOST_KEY = { name: 'rsa-sha2-512', kind: 'classical', weak: false } as const
const rsaHostKey = (key: Pick<SshHostKey, 'bits' | 'detail'>) =>
  ssh({ hostKeys: [{ ...RSA_HOST_KEY, ...key }] })
const NEW_METHOD = ssh({
  keyExchange: [
    { name: 'mlkem768x25519-sha256', kind: 'hybrid', weak: false },
    { name: 'new@example.org', kind: 'unknown', weak: false },
  ],
})
const NEW_HOST_KEY = ssh({ hostKeys: [{ name: 'new@example.org', kind: 'unknown', weak: false }] })
const NO_KEXINIT = ssh({ state: 'timed-out', keyExchange: [], hostKeys: [], strictKeyExchange: null })

const configured = (code: NonNullable<Endpoint['findings']>[number]['code']) => ({
  addresses: HYBRID,
  findings: [{ code, level: 'warning' as const, message: 'as it says', path: '/c.json', line: 3 }],
})
const OAUTH: NonNullable<Observation['oauth']> = {
  state: 'found',
  authorizationServers: [],
  endpoints: [],
  notFetched: [],
  redirects: [],
  problems: [],
  requests: 1,
}
const ISSUER = 'https://issuer.example'
const tokens = (
  keys: (typeof OAUTH)['authorizationServers'][number]['keys'],
  metadata: { url?: string; jwksUri?: string } = { url: ISSUER, jwksUri: `${ISSUER}/keys` },
) => ({
  addresses: HYBRID,
  oauth: {
    ...OAUTH,
    authorizationServers: [
      {
        issuer: ISSUER,
        issuerMatches: true,
        endpoints: {},
        signingAlgorithms: {},
        dpopSigningAlgorithms: [],
        certificateBoundTokens: false,
        codeChallengeMethods: [],
        ...metadata,
        keys,
      },
    ],
  },
})

/** For each finding the observations that show it, that rule it out, and that leave it undetermined. */
export const CASES: Record<string, { yes: Case[]; no: Case[]; open: Case[] }> = {
  plaintext: {
    yes: [[httpAddress()]],
    no: [HYBRID, ssh()],
    open: [[{ ...httpAddress(), service: 'other' }]],
  },
  'no-encryption': {
    yes: [
      tls({
        versions: versions('TLS 1.2'),
        groups: groups([]),
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA256', 'TLS_ECDH_anon_WITH_NULL_SHA'] },
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
      }),
      tls({ groups: groups(['X25519MLKEM768']), cipherSuites: { 'TLS 1.3': ['TLS_SHA256_SHA256'] } }),
    ],
    no: [
      tls(),
      [httpAddress()],
      suites12('TLS_RSA_WITH_NULL_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
      tls({ cipherSuites: { 'TLS 1.3': ['TLS_SHA256_SHA256', 'TLS_AES_128_GCM_SHA256'] } }),
    ],
    open: [
      tls({
        versions: { ...versions('TLS 1.2'), 'TLS 1.3': { state: 'timed-out' } },
        cipherSuites: { 'TLS 1.2': ['TLS_RSA_WITH_NULL_SHA'] },
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
      }),
    ],
  },
  'half-upgraded': {
    yes: [
      [...HYBRID, ...tls()],
      [...HYBRID, httpAddress()],
      [...HYBRID, ...OPEN_GROUPS, ...tls({ groups: groups(['X25519Kyber768Draft00']) })],
    ],
    no: [
      tls(),
      HYBRID,
      [...HYBRID, ...HYBRID],
      [...tls(), httpAddress()],
      [...HYBRID, deadAddress('closed'), deadAddress('unreachable')],
    ],
    open: [
      [...HYBRID, deadAddress('timed-out')],
      [...HYBRID, SILENT],
      [...HYBRID, ...OPEN_GROUPS],
      [...tls(), ...OPEN_GROUPS],
    ],
  },
  'classical-key-exchange': {
    yes: [tls(), [...HYBRID, ...tls()]],
    no: [HYBRID, [httpAddress()], ssh(), tls({ groups: groups(['X25519Kyber768Draft00']) })],
    open: [OPEN_GROUPS, NO_KEXINIT],
  },
  'no-tls13': {
    yes: [tls({ versions: versions('TLS 1.2') })],
    no: [tls(), ssh(), [httpAddress()]],
    open: [tls({ versions: { ...versions('TLS 1.2'), 'TLS 1.3': { state: 'timed-out' } } }), NO_VERSION],
  },
  'legacy-draft': {
    yes: [tls({ groups: groups(['X25519Kyber768Draft00', 'x25519']) })],
    no: [tls(), HYBRID],
    open: [OPEN_GROUPS],
  },
  'clients-get-classical': {
    yes: [both({ clients: clients(() => 'x25519') })],
    no: [
      tls(),
      HYBRID,
      ssh(),
      both({ clients: clients(() => 'X25519MLKEM768') }),
      both({ clients: clients(shareless('x25519')) }),
      cutOff(clients(shareless('X25519MLKEM768', 'cut-off'))),
    ],
    open: [both(), OPEN_GROUPS, both({ clients: clients(() => 'timed-out') })],
  },
  'answers-differ': {
    yes: [varying([{ version: 'TLS 1.3', group: 'x25519', kind: 'classical', count: 3 }, HYBRID_ANSWER])],
    no: [tls(), HYBRID, varying([HYBRID_ANSWER]), quickly(tls())],
    open: [quickly(HYBRID)],
  },
  'servers-differ': {
    yes: [
      tls(repeated('TLS 1.2', { version: 'TLS 1.2', count: 9 }, { alert: 'protocol_version', count: 7 })),
      tls(repeated('handshake', LEAF, { ...LEAF, key: 'EC secp256r1', sha256: 'bb'.repeat(32), count: 5 })),
      tls(repeated('handshake', LEAF, { ...LEAF, sha256: 'bb'.repeat(32), count: 5 })),
      tls(repeated('handshake', LEAF, { ...LEAF, protocol: 'h2', count: 5 })),
      tls(repeated('handshake', LEAF, { ...LEAF, clientCertificate: true, count: 5 })),
      tls(repeated('all', LEAF, { version: 'TLS 1.2', count: 5 })),
      tls(
        repeated(
          'other-suites',
          { version: 'TLS 1.2', cipherSuite: 'TLS_RSA_WITH_NULL_SHA256', count: 5 },
          { alert: 'handshake_failure', count: 7 },
        ),
      ),
    ],
    no: [
      tls(),
      tls(repeated('handshake', LEAF)),
      // One server may choose at random.
      tls(repeated('handshake', { ...LEAF, group: 'x25519' }, { ...LEAF, group: 'secp256r1', count: 5 })),
      tls(repeated('handshake', LEAF, { ...LEAF, scheme: 'a', key: 'EC secp256r1', count: 5 })),
      varying([{ version: 'TLS 1.3', group: 'x25519', kind: 'classical', count: 3 }, HYBRID_ANSWER]),
    ],
    open: [quickly(tls())],
  },
  'no-client-served': {
    yes: [
      tls({ groups: groups(['MLKEM1024', 'MLKEM768']), clients: clients(() => 'refused') }),
      tls({
        versions: versions('TLS 1.0'),
        groups: groups([]),
        clients: clients(() => 'refused'),
        cipherSuiteChoice: { 'TLS 1.0': 'server' },
      }),
    ],
    no: [tls({ clients: clients(shareless('refused')) }), with12({ sharedSecret: 'PSK' })],
    open: [
      tls(),
      tls({
        clients: clients(shareless('timed-out', 'X25519MLKEM768')).map((fact) =>
          fact.state === 'accepted' ? { ...fact, state: 'refused' } : fact,
        ),
      }),
    ],
  },
  'some-clients-get-classical': {
    yes: [both({ clients: clients(shareless('x25519')) })],
    no: [
      tls(),
      HYBRID,
      both({ clients: clients(() => 'x25519') }),
      both({ clients: clients(shareless('timed-out')) }),
    ],
    open: [both(), OPEN_GROUPS],
  },
  'hybrid-clients-cut-off': {
    yes: [
      cutOff(clients(shareless('X25519MLKEM768', 'cut-off'))),
      cutOff(clients(shareless('X25519MLKEM768', 'not-tested')), { state: 'timed-out', confirmed: true }),
    ],
    no: [
      tls(),
      HYBRID,
      both({ clients: clients(shareless('X25519MLKEM768', 'cut-off')) }),
      both({ clients: clients(() => 'X25519MLKEM768') }),
    ],
    open: [
      both(),
      cutOff(
        clients(() => 'timed-out'),
        { state: 'timed-out' },
      ),
    ],
  },
  'classical-preferred': {
    yes: [tls({ groups: groups(['x25519', 'X25519MLKEM768']) })],
    no: [tls(), tls({ groups: groups(['X25519MLKEM768', 'x25519']) }), ssh()],
    open: [OPEN_GROUPS],
  },
  'classical-accepted': {
    yes: [tls(), tls({ groups: groups(['X25519MLKEM768', 'x25519']) })],
    no: [HYBRID, [httpAddress()], [...HYBRID, deadAddress('closed')]],
    open: [
      tls({ groups: groups(['X25519MLKEM768'], 'not-tested') }),
      [...HYBRID, deadAddress('unreachable')],
      NEW_METHOD,
    ],
  },
  'obsolete-version': {
    yes: [
      tls({ versions: versions(['TLS 1.3', 'TLS 1.0']) }),
      tls({ versions: versions(['TLS 1.2', 'SSL 2.0']) }),
    ],
    no: [
      tls(),
      with12(),
      ssh(),
      tls({ versions: { ...versions('TLS 1.3'), 'SSL 2.0': { state: 'not-tested' } } }),
    ],
    open: [
      QUICK,
      tls({ versions: versions('TLS 1.3', 'timed-out') }),
      tls({ versions: versions('TLS 1.3', 'cut-off') }),
    ],
  },
  'static-rsa': {
    yes: [with12({ keyExchange12: ['RSA'] })],
    no: [tls(), with12({ keyExchange12: ['ECDHE'] }), ssh(), [httpAddress()]],
    open: [QUICK, with12({ cipherSuiteChoice: {} })],
  },
  'static-dh': {
    yes: [suites12('TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256'), suites12('TLS_DH_RSA_WITH_AES_128_CBC_SHA')],
    no: [
      tls(),
      suites12('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'),
      suites12('TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'),
    ],
    open: [QUICK],
  },
  'weak-dh': {
    yes: [with12({ keyExchange12Details: [{ family: 'DHE', bits: 1024 }] })],
    no: [tls(), with12({ keyExchange12Details: [{ family: 'DHE', bits: 2048 }] })],
    open: [
      QUICK,
      with12({ keyExchange12Details: [{ family: 'DHE' }] }),
      suites12('TLS_DH_anon_WITH_AES_128_GCM_SHA256'),
    ],
  },
  'weak-curve': {
    yes: [
      with12({ keyExchange12Details: [{ family: 'ECDHE', group: 'secp160r1' }] }),
      with12({
        keyExchange12Details: [
          { family: 'ECDHE', group: 'x25519' },
          { family: 'ECDHE', group: 'sect163k1' },
        ],
      }),
    ],
    no: [
      tls(),
      with12({ keyExchange12Details: [{ family: 'ECDHE', group: 'secp224r1' }] }),
      with12({ keyExchange12Details: [{ family: 'DHE', bits: 1024 }] }),
    ],
    open: [QUICK, with12({ keyExchange12Details: [{ family: 'ECDHE' }] })],
  },
  'finite-field-dh': {
    yes: [
      suites12('TLS_DHE_RSA_WITH_AES_128_GCM_SHA256'),
      suites12('TLS_DH_anon_WITH_AES_128_GCM_SHA256'),
      with12({ keyExchange12: ['DHE'] }),
    ],
    no: [
      tls(),
      suites12('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDH_anon_WITH_AES_128_CBC_SHA'),
      tls({
        versions: versions(['TLS 1.3', 'TLS 1.0']),
        cipherSuites: { 'TLS 1.0': ['TLS_DHE_RSA_WITH_AES_128_CBC_SHA'] },
        keyExchange12: ['DHE'],
      }),
    ],
    open: [QUICK, with12({ cipherSuiteChoice: {} })],
  },
  'null-cipher': {
    yes: [
      suites12('TLS_RSA_WITH_NULL_SHA', 'TLS_RSA_WITH_AES_128_CBC_SHA'),
      suites12('TLS_RSA_WITH_NULL_SHA'),
      suites12('TLS_ECDH_anon_WITH_NULL_SHA'),
      tls({ cipherSuites: { 'TLS 1.3': ['TLS_SHA256_SHA256'] } }),
    ],
    no: [tls(), suites12('TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DH_anon_WITH_AES_128_GCM_SHA256')],
    open: [
      QUICK,
      tls({ cipherSuiteChoice: {} }),
      tls({
        versions: { ...versions('TLS 1.2'), 'TLS 1.3': { state: 'timed-out' } },
        cipherSuiteChoice: { 'TLS 1.2': 'server' },
      }),
    ],
  },
  'export-cipher': {
    yes: [suites12('TLS_RSA_EXPORT_WITH_RC4_40_MD5'), suites12('TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA')],
    no: [tls(), suites12('TLS_RSA_WITH_DES_CBC_SHA')],
    open: [QUICK],
  },
  des: {
    yes: [suites12('TLS_RSA_WITH_DES_CBC_SHA')],
    no: [tls(), suites12('TLS_RSA_EXPORT_WITH_DES40_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA')],
    open: [QUICK],
  },
  rc4: {
    yes: [suites12('TLS_RSA_WITH_RC4_128_SHA')],
    no: [tls(), suites12('TLS_RSA_EXPORT_WITH_RC4_40_MD5')],
    open: [QUICK],
  },
  'triple-des': {
    yes: [suites12('TLS_RSA_WITH_3DES_EDE_CBC_SHA')],
    no: [tls(), suites12('TLS_RSA_WITH_DES_CBC_SHA')],
    open: [QUICK],
  },
  'weak-cipher-suite': {
    yes: [suites12('TLS_RSA_WITH_IDEA_CBC_SHA')],
    no: [tls(), suites12('TLS_RSA_WITH_RC4_128_SHA')],
    open: [QUICK],
  },
  'psk-ke': {
    yes: [tls({ resumption: { tickets: 'accepted', psk_ke: 'accepted', psk_dhe_ke: 'accepted' } })],
    no: [
      tls(),
      tls({ resumption: { tickets: 'refused', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' } }),
      tls({
        versions: versions('TLS 1.2'),
        resumption: { tickets: 'not-tested', psk_ke: 'not-tested', psk_dhe_ke: 'not-tested' },
      }),
    ],
    open: [QUICK],
  },
  'large-hello': {
    yes: [
      tolerating({ state: 'cut-off', confirmed: true }, 'accepted'),
      tolerating({ state: 'timed-out', confirmed: true }, 'not-tested'),
    ],
    no: [tls(), ssh()],
    open: [
      tolerating({ state: 'not-tested' }, 'accepted'),
      tolerating({ state: 'not-tested' }, 'not-tested'),
      tolerating({ state: 'timed-out' }, 'accepted'),
      tolerating({ state: 'accepted' }, 'timed-out'),
      tolerating({ state: 'accepted' }, 'cut-off'),
    ],
  },
  'tls13-intolerance': {
    yes: [
      tls({ tls13Hello: { state: 'cut-off', detail: 'the connection was reset', confirmed: true } }),
      tls({ tls13Hello: { state: 'refused', alert: 'protocol_version' } }),
    ],
    no: [tls(), ssh()],
    open: [tls({ tls13Hello: { state: 'timed-out', detail: 'no answer' } })],
  },
  'wrong-curve': {
    yes: [answering({ state: 'accepted', group: 'secp256r1' })],
    no: [
      tls(),
      answering({ state: 'accepted', group: 'x25519' }),
      answering({ state: 'refused', alert: 'handshake_failure' }),
      tls({
        versions: versions('TLS 1.2'),
        cipherSuiteChoice: { 'TLS 1.2': 'single' },
        keyExchange12: ['RSA'],
      }),
    ],
    open: [answering({ state: 'timed-out' }), tls({ versions: versions('TLS 1.2'), cipherSuiteChoice: {} })],
  },
  'classical-certificate': {
    yes: [tls()],
    no: [
      shows(ML_DSA_65),
      // One post-quantum chain is enough.
      tls({ versions: versions('TLS 1.3', 'timed-out'), chains: [chain({ certificates: [ML_DSA_65] })] }),
      anonymous(),
      ssh(),
      [httpAddress()],
    ],
    open: [NO_CHAIN, anonymous('refused', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256')],
  },
  'short-rsa': {
    yes: [shows(RSA_1024), tls({ ...QUICK[0]?.tls, chains: [chain({ certificates: [RSA_1024] })] })],
    no: [tls(), shows(rsa(2048)), anonymous()],
    open: [NO_CHAIN, shows(rsa(undefined)), ...MORE_CHAINS],
  },
  'rsa-112-bit': {
    yes: [shows(rsa(2048))],
    no: [tls(), shows(rsa(3072)), shows(RSA_1024)],
    open: [NO_CHAIN, ...MORE_CHAINS],
  },
  'dsa-key': {
    yes: [shows(dsa(1024)), shows(dsa(2048)), shows(certificate(), dsa(undefined))],
    no: [tls(), shows(RSA_1024), shows(ML_DSA_65), shows(ec(192)), anonymous()],
    open: [NO_CHAIN, ...MORE_CHAINS],
  },
  'short-ec': {
    yes: [shows(ec(192)), shows(ec(undefined, 'secp192r1')), shows(certificate(), ec(160))],
    no: [tls(), shows(ec(224)), shows(RSA_1024), shows(ML_DSA_65), anonymous()],
    open: [NO_CHAIN, shows(ec(undefined)), ...MORE_CHAINS],
  },
  'ec-112-bit': {
    yes: [shows(ec(224)), shows(ec(233))],
    no: [tls(), shows(ec(256)), shows(ec(192)), shows(rsa(2048))],
    open: [NO_CHAIN, shows(ec(undefined)), ...MORE_CHAINS],
  },
  'weak-signature': {
    yes: [shows(certificate({ signatureAlgorithm: 'sha1WithRSAEncryption' }))],
    no: [
      tls({
        signatureSchemes: [{ name: 'rsa_pss_rsae_sha256', value: '', version: '1.3', state: 'accepted' }],
      }),
      anonymous(),
      UNSIGNED,
    ],
    open: [
      QUICK,
      tls(),
      ...MORE_CHAINS,
      tls({ chains: [], signatureSchemes: [{ ...SCHEME, state: 'cut-off' }] }),
    ],
  },
  expired: {
    yes: [shows(ended), tls({ chains: [chain({ trusted: false, certificates: [certificate(), ended] })] })],
    // A chain that validates does so without the issuer that ended.
    no: [tls(), shows(certificate(), ended), [httpAddress()]],
    open: [NO_CHAIN, shows(certificate({ notAfter: 'never' })), ...MORE_CHAINS],
  },
  'not-yet-valid': {
    yes: [
      tls({
        chains: [
          chain({
            trusted: false,
            trustError: 'certificate is not yet valid',
            certificates: [certificate({ notBefore: '2027-01-02T00:00:00.000Z' })],
          }),
        ],
      }),
    ],
    no: [tls(), shows(certificate({ notBefore: '2027-01-02T00:00:00.000Z' }))],
    open: [NO_CHAIN, ...MORE_CHAINS],
  },
  expiring: {
    yes: [shows(certificate({ notAfter: '2027-01-31T00:00:00.000Z' })), shows(shortLived('2027-01-03'))],
    no: [
      shows(certificate({ notAfter: '2027-01-31T00:00:00.001Z' })),
      shows(ended),
      shows(shortLived('2027-01-04')),
    ],
    open: [NO_CHAIN, ...MORE_CHAINS],
  },
  untrusted: {
    yes: [
      tls({ chains: [chain({ trusted: false, trustError: 'self-signed certificate' })] }),
      tls({ chains: [chain({ trusted: false, trustError: 'issuer: certificate has expired' })] }),
    ],
    no: [tls(), anonymous()],
    open: [
      ...MORE_CHAINS,
      tls({ chains: [chain({ trusted: null })] }),
      tls({
        chains: [chain({ trusted: false, trustError: 'certificate has expired', certificates: [ended] })],
      }),
    ],
  },
  'wrong-name': {
    yes: [tls({ chains: [chain({ nameMatches: false })] })],
    no: [tls(), tls({ chains: [chain({ nameMatches: null })] })],
    open: [NO_CHAIN, ...MORE_CHAINS],
  },
  'anonymous-suite': {
    yes: [suites12('TLS_DH_anon_WITH_AES_128_GCM_SHA256')],
    no: [suites12('TLS_RSA_WITH_RC4_128_SHA')],
    open: [QUICK],
  },
  'invalid-signature': {
    yes: [
      tls({
        signatureSchemes: [{ name: 'x', value: '', version: '1.3', state: 'accepted', verified: false }],
      }),
    ],
    no: [tls({ signatureSchemes: [{ ...SCHEME, verified: true }] }), UNSIGNED, anonymous()],
    open: [
      QUICK,
      tls(),
      tls({ signatureSchemes: [SCHEME] }),
      tls({ signatureSchemes: [{ ...SCHEME, verified: null }] }),
      tls({ signatureSchemes: [{ ...SCHEME, verified: true }], versions: versions('TLS 1.3', 'not-tested') }),
      with12({ signatureSchemes: [{ ...SCHEME, verified: true }], cipherSuiteChoice: {} }),
      tls({ versions: versions('TLS 1.2'), keyExchange12: ['RSA'] }),
    ],
  },
  'classical-tokens': {
    yes: [tokens([{ kty: 'RSA', bits: 2048, quantum: 'vulnerable' }])],
    no: [
      ssh(),
      { addresses: HYBRID, mcp: mcpFacts() },
      { addresses: HYBRID, mcp: mcpFacts({ state: 'not-mcp', auth: 'unknown' }) },
      { addresses: HYBRID, oauth: { ...OAUTH, state: 'none' } },
      tokens([{ kty: 'AKP', quantum: 'resistant' }]),
      tokens([{ kty: 'RSA', bits: 2048, quantum: 'vulnerable', use: 'enc' }]),
      // It publishes none.
      tokens(null, { url: ISSUER }),
    ],
    open: [
      // Without MCP, and of an MCP that did not answer.
      HYBRID,
      { addresses: HYBRID, mcp: mcpFacts({ state: 'unreachable', auth: 'unknown' }) },
      { addresses: HYBRID, mcp: mcpFacts({ state: 'authorization', auth: 'client-certificate' }) },
      { addresses: HYBRID, oauth: { ...OAUTH, state: 'incomplete', problems: ['it timed out'] } },
      tokens(null),
      tokens(null, {}),
      tokens([{ kty: 'NEW', quantum: 'unknown' }]),
    ],
  },
  'weak-ssh': {
    yes: [ssh({ keyExchange: [{ name: 'diffie-hellman-group1-sha1', kind: 'classical', weak: true }] })],
    no: [ssh(), HYBRID],
    open: [NO_KEXINIT, NEW_METHOD],
  },
  'weak-host-key': {
    yes: [ssh({ hostKeys: [{ name: 'ssh-dss', kind: 'classical', weak: true }] })],
    no: [ssh(), HYBRID],
    open: [NO_KEXINIT, NEW_HOST_KEY],
  },
  'weak-ssh-cipher': {
    yes: [
      ssh({ ciphers: ['aes128-ctr', '3des-cbc'] }),
      ssh({ ciphers: ['arcfour'] }),
      ssh({ ciphers: ['none'] }),
    ],
    no: [tls(), ssh({ ciphers: ['aes128-ctr', 'chacha20-poly1305@openssh.com'] })],
    open: [
      NO_KEXINIT,
      ssh({ ciphers: ['aes128-ctr'], truncated: [{ where: 'ciphers', why: '300 names, cut to 256' }] }),
    ],
  },
  'weak-ssh-mac': {
    yes: [ssh({ macs: ['hmac-sha2-256', 'hmac-md5-96'] })],
    no: [tls(), ssh({ macs: ['hmac-sha1', 'umac-64@openssh.com'] })],
    open: [NO_KEXINIT, ssh({ truncated: [{ where: 'macs', why: '300 names, cut to 256' }] })],
  },
  'short-host-key': {
    yes: [
      rsaHostKey({ bits: 1024 }),
      ssh({ hostKeys: [{ ...RSA_HOST_KEY, name: 'rsa-sha2-256-cert-v01@openssh.com', bits: 2047 }] }),
    ],
    no: [tls(), ssh(), rsaHostKey({ bits: 2048 })],
    open: [NO_KEXINIT, NEW_HOST_KEY, rsaHostKey({}), rsaHostKey({ detail: 'the connection was reset' })],
  },
  'ssh-truncation': { yes: [ssh({ strictKeyExchange: false })], no: [ssh(), HYBRID], open: [NO_KEXINIT] },
  'classical-host-key': {
    yes: [ssh({ hostKeys: [{ name: 'ssh-ed25519', kind: 'classical', weak: false }] })],
    no: [ssh(), HYBRID],
    open: [NO_KEXINIT, NEW_HOST_KEY],
  },
  'verification-off': { yes: [configured('TLS_VERIFICATION_OFF')], no: [HYBRID], open: [] },
  'configured-http': { yes: [configured('PLAINTEXT_HTTP')], no: [HYBRID], open: [] },
  'http-allowed': { yes: [configured('ALLOW_HTTP')], no: [HYBRID], open: [] },
  'extra-authority': { yes: [configured('EXTRA_CA')], no: [HYBRID], open: [] },
  'secret-in-url': { yes: [configured('SECRET_IN_URL')], no: [HYBRID], open: [] },
  'secret-readable': { yes: [configured('SECRET_READABLE')], no: [HYBRID], open: [] },
  'not-probed': {
    yes: [[], [deadAddress('timed-out')], { addresses: [], unresolved: ['HOST'] }],
    no: [HYBRID, { addresses: [], stdio: { command: 'node', args: [], upstreams: [] } }],
    open: [],
  },
  'key-exchange-unknown': {
    yes: [OPEN_GROUPS],
    no: [HYBRID, [], [httpAddress()], { addresses: [], stdio: { command: 'node', args: [], upstreams: [] } }],
    open: [
      [...HYBRID, ...OPEN_GROUPS],
      [...HYBRID, SILENT],
    ],
  },
}

export const judged = (one: Case) => {
  const seen = Array.isArray(one) ? { addresses: one } : one
  return findingsOf({ ...seen, endpoint: { ...ENDPOINT, ...seen } }, 'moderate', NOW)
}

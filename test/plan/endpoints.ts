import { withFindings } from '../../src/assess/findings/findings.ts'
import type { Assessment, KeyExchangeCategory, Tier } from '../../src/model/assessment.ts'
import type { Certificate } from '../../src/model/certificate.ts'
import type { Ownership, Software } from '../../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { GroupFact, TlsFacts } from '../../src/model/tls.ts'

/** What a test says of an endpoint; everything else is as in an ordinary one. */
export type Made = {
  id?: string
  url?: string
  name?: string
  address?: string
  port?: number
  category?: KeyExchangeCategory
  tier?: Tier
  classes?: readonly string[]
  shelfLifeYears?: [number, number] | null
  score?: number
  /** `x25519 X25519MLKEM768`: accepted, the first one preferred. */
  groups?: string
  certificate?: Partial<Certificate['publicKey']> | null
  /** Whether a public authority issued it. */
  isPublic?: boolean
  notAfter?: string
  software?: string
  ownership?: Partial<Ownership>
  trusts?: string[]
  source?: Partial<InventoryEndpoint['sources'][number]>
  clients?: readonly string[]
}

let count = 0

export const inventoryEndpoint = (made: Made = {}): InventoryEndpoint => {
  const number = ++count
  const {
    id = `endpoint-${number}`,
    address = `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    port = 443,
    category = 'classical',
    tier = 'high',
    classes = ['personal'],
    shelfLifeYears = [25, 25],
    score = 50,
  } = made
  const url = made.url ?? `https://${id}.example/mcp`
  const isOpen = category !== 'unknown'
  return withFindings(
    {
      id,
      url,
      transport: 'streamable-http',
      sources: [
        { kind: 'argument', ...(made.name === undefined ? {} : { name: made.name }), ...made.source },
      ],
      addresses: [
        {
          address,
          port,
          state: isOpen ? 'open' : 'closed',
          ...(isOpen ? { service: category === 'plaintext' ? 'http' : 'tls' } : {}),
          ...(isOpen && category !== 'plaintext' ? { tls: tlsFacts(made) } : {}),
        },
      ],
      ...(made.software === undefined ? {} : { software: softwareOf(made.software) }),
      ...(made.ownership ? { ownership: { evidence: ['mcp-pqc.yaml:1'], ...made.ownership } } : {}),
      ...(made.trusts ? { trusts: made.trusts } : {}),
      assessment: {
        findings: [],
        undetermined: [],
        keyExchange: { category, classicalAccepted: category === 'classical', reasons: ['as the test says'] },
        authentication: authenticationOf(made, category),
        sensitivity: {
          tier,
          classes: classes.map((name) => ({ class: name, confidence: 1, evidence: [] })),
          shelfLifeYears,
          access: 'read',
        },
        risk: { score, drivers: [] },
      },
    },
    NOW,
  )
}

/** The day of the plans. */
const NOW = new Date('2026-11-22T00:00:00Z')

const authenticationOf = (
  { certificate }: Made,
  category: KeyExchangeCategory,
): Assessment['authentication'] => {
  if (category === 'unknown') return { category: 'unknown', reasons: [] }
  if (category === 'plaintext') return { category: 'none', reasons: [] }
  if (certificate === null) return { category: 'pqc', reasons: [] }
  const { algorithm = 'EC', bits } = certificate ?? {}
  return { category: 'classical', weakest: bits ? `${algorithm} ${bits}` : algorithm, reasons: [] }
}

const softwareOf = (id: string): Software => ({ id, name: id, role: 'tls', confidence: 0.8, evidence: [] })

const finding = (accepted: boolean) => ({ state: accepted ? ('accepted' as const) : ('refused' as const) })

const kindOf = (name: string): GroupFact['kind'] =>
  /^MLKEM/.test(name)
    ? 'pqc'
    : /MLKEM/.test(name)
      ? 'hybrid'
      : /kyber/i.test(name)
        ? 'legacy-draft'
        : 'classical'

export const tlsFacts = ({ groups, certificate, isPublic, notAfter, clients, category }: Made): TlsFacts => ({
  versions: {
    'TLS 1.3': finding(true),
    'TLS 1.2': finding(false),
    'TLS 1.1': finding(false),
    'TLS 1.0': finding(false),
    'SSL 3.0': finding(false),
  },
  groups: (groups ?? (category === 'hybrid' ? 'X25519MLKEM768 x25519' : 'x25519 secp256r1'))
    .split(' ')
    .map((name, i) => ({ name, value: '0x0000', kind: kindOf(name), state: 'accepted', rank: i + 1 })),
  groupChoice: 'server',
  cipherSuites: {},
  cipherSuiteChoice: {},
  keyExchange12: [],
  keyExchange12Details: [],
  signatureSchemes: [],
  chains: [
    {
      scheme: 'ecdsa_secp256r1_sha256',
      version: 'TLS 1.3',
      trusted: true,
      ...(isPublic ? { anchor: 'system' as const } : {}),
      nameMatches: true,
      certificates: [
        {
          subject: 'CN=example',
          issuer: 'CN=authority',
          notBefore: '2026-01-01T00:00:00.000Z',
          notAfter: notAfter ?? '2030-01-01T00:00:00.000Z',
          subjectAltNames: [],
          publicKey: {
            algorithm: 'EC',
            oid: '',
            ...(certificate === undefined ? { bits: 256, parameters: 'secp256r1' } : {}),
            ...certificate,
            quantum: certificate === null ? 'resistant' : 'vulnerable',
          },
          signatureAlgorithm: 'ecdsa-with-SHA256',
          signatureQuantum: 'vulnerable',
          sha256: '',
        },
      ],
    },
  ],
  clientCertificate: 'none',
  resumption: { tickets: 'refused', psk_ke: 'refused', psk_dhe_ke: 'refused' },
  alpn: [],
  tolerance: { largeHello: finding(true), splitHello: finding(true), fragmentedRecord: finding(true) },
  clients: (clients ?? []).map((client) => ({ client, ...finding(true) })),
  timings: {},
  connections: 1,
})

import { assessedAgain } from '../../src/assess/assess.ts'
import type { Assessment, KeyExchangeCategory, Tier } from '../../src/model/assessment.ts'
import type { Certificate, Chain } from '../../src/model/certificate.ts'
import type { Ownership, Software } from '../../src/model/endpoint.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import type { TlsFacts } from '../../src/model/tls.ts'
import * as facts from '../facts.ts'

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
  /** What the test says of its TLS and of its one certificate chain. */
  tls?: Partial<TlsFacts>
  chain?: Partial<Chain>
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
  const endpoint: InventoryEndpoint = {
    id,
    url,
    transport: 'streamable-http',
    sources: [{ kind: 'argument', ...(made.name === undefined ? {} : { name: made.name }), ...made.source }],
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
      keyExchange: {
        category,
        clientsGet: 'unknown',
        classicalAccepted: category === 'classical',
        reasons: ['as the test says'],
      },
      authentication: authenticationOf(made, category),
      sensitivity: {
        tier,
        classes: classes.map((name) => ({ class: name, confidence: 1, evidence: [] })),
        shelfLifeYears,
        access: 'read',
      },
      risk: { score, drivers: [] },
    },
  }
  const { assessment, ...rest } = assessedAgain(endpoint, NOW)
  // The risk is the one that the test states.
  return { ...rest, assessment: { ...assessment, risk: endpoint.assessment.risk } }
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

/** TLS of a server as a test describes it. The groups that it does not name were not tested. */
export const tlsFacts = (made: Made): TlsFacts => {
  const { groups, certificate, isPublic, notAfter, clients, category, tls, chain } = made
  const accepted = (groups ?? (category === 'hybrid' ? 'X25519MLKEM768 x25519' : 'x25519 secp256r1')).split(
    ' ',
  )
  const { name: group, kind } = facts.groupNamed(accepted[0] ?? '')
  return facts.tlsFacts({
    groups: accepted.map((name, i) => ({ ...facts.groupNamed(name), state: 'accepted', rank: i + 1 })),
    chains: [
      facts.chain({
        ...(isPublic ? { anchor: 'system' as const } : {}),
        certificates: [
          facts.certificate({
            notAfter: notAfter ?? '2030-01-01T00:00:00.000Z',
            publicKey: {
              algorithm: 'EC',
              oid: '',
              ...(certificate === undefined ? { bits: 256, parameters: 'secp256r1' } : {}),
              ...certificate,
              quantum: certificate === null ? 'resistant' : 'vulnerable',
            },
            signatureQuantum: certificate === null ? 'resistant' : 'vulnerable',
          }),
        ],
        ...chain,
      }),
    ],
    clients: (clients ?? []).map((client) => ({ client, state: 'accepted', group, kind })),
    ...tls,
  })
}

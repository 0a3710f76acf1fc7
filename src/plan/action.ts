import type { InventoryEndpoint } from '../model/inventory.ts'
import type { Action, Track } from '../model/plan.ts'
import { PUBLIC_PKI_RECHECK, type RemediationRow, remediation } from '../registry/remediation.ts'
import { clientsWithoutHybrid, type Need } from './needs.ts'

export type Chosen = {
  action: Action
  effortDays: readonly [number, number]
  /** Things outside of the plan that have to happen first. */
  blockedBy: readonly string[]
  status: 'open' | 'blocked' | 'waiting-on-vendor'
  /** ISO 8601 date: when a blocked one is to be looked at again. */
  recheck?: string
}

export type ActionQuestion = {
  endpoint: InventoryEndpoint
  need: Need
  /** The groups that the mandates ask for; undefined: any hybrid one. */
  groups: readonly string[] | undefined
}

/** What to do about one need, with the exact configuration where the server software is known. */
export const actionFor = (question: ActionQuestion): Chosen => {
  const { endpoint, need } = question
  if (need.unknown) return investigate(endpoint)
  if (need.track === 'authentication') return authenticationAction(endpoint)
  const vendor = endpoint.ownership?.vendor
  if (vendor !== undefined) return vendorRequest(endpoint, vendor, need.track)
  const row = endpoint.software && remediation(endpoint.software.id)
  return row && endpoint.assessment.keyExchange.category !== 'plaintext'
    ? upgradeInPlace(question, row)
    : frontWithGateway(question)
}

const investigate = ({ url }: InventoryEndpoint): Chosen => ({
  action: {
    kind: 'investigate',
    summary: 'Find out whether it still runs and what it speaks',
    steps: ['Ask its owner.', `Scan it again from where its clients are: mcp-pqc scan ${url}`],
  },
  effortDays: [0.5, 1],
  blockedBy: [],
  status: 'open',
})

const upgradeInPlace = ({ endpoint, groups }: ActionQuestion, row: RemediationRow): Chosen => {
  const config = groups ? row.strict : row.hybrid
  if (config === undefined) return frontWithGateway({ endpoint, groups })
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: `Turn hybrid key exchange on in ${row.name} (${row.from})`,
      steps: [
        `Check that the version can: ${row.from}.`,
        'Put the configuration in, on one instance first.',
        `Mind the trap: ${row.trap}`,
        'Verify, then the other instances.',
        ...clientSteps(endpoint),
      ],
      config,
      rollback: row.rollback,
    },
    effortDays: row.effortDays,
    blockedBy: [],
    status: 'open',
  }
}

/** For software that is unknown, or that cannot: the reference pair stands in front of it. */
const frontWithGateway = ({ endpoint, groups }: Pick<ActionQuestion, 'endpoint' | 'groups'>): Chosen => ({
  action: {
    kind: 'front-with-gateway',
    summary: endpoint.software
      ? `Put a hybrid gateway in front of it: ${endpoint.software.name} has no configuration that is known to do it`
      : 'Put a hybrid gateway in front of it: the server software is not known',
    steps: [
      'Run the gateway, or a TLS proxy on OpenSSL 3.5, beside the server.',
      'Let the server listen on loopback only.',
      'Point the clients to the gateway; keep the old listener until the last one has moved.',
      ...clientSteps(endpoint),
    ],
    config: proxyConfiguration(endpoint.url, groups),
    rollback: 'Point the clients back to the old listener.',
  },
  effortDays: [1, 5],
  blockedBy: [],
  status: 'open',
})

/** nginx on OpenSSL 3.5 in front of the endpoint: what `remediation` has for it, around the address. */
const proxyConfiguration = (url: string, groups: readonly string[] | undefined): string => {
  const row = remediation('nginx')
  const tls = (groups ? row?.strict : row?.hybrid) ?? ''
  return [
    'server {',
    '    listen 443 ssl;',
    ...tls.split('\n').map((line) => `    ${line}`),
    '    location / {',
    `        proxy_pass ${new URL(url).origin};`,
    '        proxy_http_version 1.1;',
    '        proxy_buffering off;',
    '    }',
    '}',
  ].join('\n')
}

/** Hybrid comes first; classical goes when the last client that needs it has gone. */
const clientSteps = (endpoint: InventoryEndpoint): string[] => {
  const clients = clientsWithoutHybrid(endpoint)
  return clients.length === 0
    ? []
    : [`Before classical groups are dropped, these clients have to go or be bridged: ${clients.join(', ')}.`]
}

const vendorRequest = (endpoint: InventoryEndpoint, vendor: string, track: Track): Chosen => ({
  action: {
    kind: 'vendor-request',
    summary: `Ask ${vendor} for post-quantum ${track === 'key-exchange' ? 'key exchange' : 'certificates'}, with a date`,
    steps: [
      'Send the request.',
      'Enter the date of the answer in the owner’s file.',
      'Scan again on that date.',
    ],
    config: requestText(endpoint, vendor),
    rollback: 'None: nothing is changed on our side.',
  },
  effortDays: [0.5, 1],
  blockedBy: [`the answer of ${vendor}`],
  status: 'waiting-on-vendor',
})

const requestText = ({ url, assessment }: InventoryEndpoint, vendor: string): string =>
  [
    `To: ${vendor}`,
    `Subject: Post-quantum key exchange at ${new URL(url).host}`,
    '',
    `We reach your MCP endpoint ${url} over TLS. Our scan shows: ${assessment.keyExchange.reasons.join('; ')}.`,
    'Traffic recorded today can be decrypted once a quantum computer exists. Please tell us',
    '1. when the endpoint will negotiate X25519MLKEM768 (RFC 10024) with clients that offer it, and prefer it;',
    '2. whether the connections behind your edge are protected in the same way;',
    '3. when classical-only clients will no longer be served.',
  ].join('\n')

/** Public certificate authorities issue no ML-DSA certificates yet; a private one can. */
const authenticationAction = (endpoint: InventoryEndpoint): Chosen => {
  const vendor = endpoint.ownership?.vendor
  if (vendor !== undefined) return vendorRequest(endpoint, vendor, 'authentication')
  if (isPubliclyTrusted(endpoint)) {
    return {
      action: {
        kind: 'accept',
        summary: 'Keep the certificate of the public authority until public authorities issue ML-DSA',
        steps: [
          'Keep its lifetime short, so that a change is quick when it comes.',
          `Look again on ${PUBLIC_PKI_RECHECK}.`,
        ],
        rollback: 'None: nothing is changed.',
      },
      effortDays: [0, 0.5],
      blockedBy: ['public certificate authorities issue no ML-DSA certificates yet'],
      status: 'blocked',
      recheck: PUBLIC_PKI_RECHECK,
    }
  }
  return {
    action: {
      kind: 'upgrade-in-place',
      summary: 'Add an ML-DSA-65 certificate of the private authority beside the classical one',
      steps: [
        'Let the private authority issue ML-DSA (OpenSSL 3.5 can).',
        'Give the server both certificates: clients that cannot verify ML-DSA go on getting the classical one.',
        'Give the clients the new root.',
      ],
      config: [
        'openssl genpkey -algorithm ML-DSA-65 -out server-ml-dsa.key',
        `openssl req -new -key server-ml-dsa.key -subj "/CN=${new URL(endpoint.url).hostname}" -out server-ml-dsa.csr`,
      ].join('\n'),
      rollback: 'Take the second certificate out again.',
    },
    effortDays: [1, 5],
    blockedBy: [],
    status: 'open',
  }
}

const isPubliclyTrusted = ({ addresses }: InventoryEndpoint): boolean =>
  addresses.some(({ tls }) => tls?.chains.some(({ anchor }) => anchor === 'system'))

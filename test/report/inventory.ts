import { assess } from '../../src/assess/assess.ts'
import type { AddressFacts, Endpoint } from '../../src/model/endpoint.ts'
import type { Inventory, InventoryEndpoint } from '../../src/model/inventory.ts'
import { byRisk } from '../../src/model/questions/endpoint.ts'
import {
  certificate,
  chain,
  clients,
  deadAddress,
  ENDPOINT,
  groups,
  httpAddress,
  ML_DSA_65,
  NOW,
  RSA_1024,
  summarize,
  tlsAddress,
  tlsFacts,
  versions,
} from '../facts.ts'

/** An endpoint with the given addresses, judged as a scan would. */
export const endpoint = (
  addresses: AddressFacts[],
  changes: Partial<InventoryEndpoint> = {},
): InventoryEndpoint => {
  const seen = { ...ENDPOINT, addresses, ...changes }
  return { ...seen, assessment: changes.assessment ?? assess({ ...seen, endpoint: seen }, NOW) }
}

const named = (name: string, url = `https://${name}.example/mcp`): Pick<Endpoint, 'url' | 'sources'> => ({
  url,
  sources: [{ kind: 'client-config', client: 'claude-desktop', name, path: '/home/u/config.json', line: 7 }],
})

/** One endpoint of each kind, and the longest of everything. */
export const FLEET: InventoryEndpoint[] = [
  endpoint([httpAddress()], named('tickets', 'http://tickets.example/mcp')),
  endpoint([tlsAddress(tlsFacts({ cipherSuiteChoice: {} }))], named('crm')),
  endpoint(
    [
      tlsAddress(
        tlsFacts({
          versions: versions(['TLS 1.2', 'TLS 1.1', 'TLS 1.0']),
          groups: groups([]),
          keyExchange12: ['DHE', 'RSA'],
          keyExchange12Details: [{ family: 'DHE', bits: 1024 }, { family: 'RSA' }],
          chains: [chain({ certificates: [RSA_1024] })],
        }),
      ),
    ],
    named('warehouse'),
  ),
  endpoint(
    [
      tlsAddress(
        tlsFacts({ groups: groups(['x25519', 'X25519MLKEM768']), clients: clients(() => 'X25519MLKEM768') }),
      ),
    ],
    named('mail'),
  ),
  endpoint(
    [
      tlsAddress(
        tlsFacts({
          groups: groups(['SecP384r1MLKEM1024']),
          chains: [chain({ certificates: [ML_DSA_65] }), chain()],
        }),
      ),
    ],
    named('source-code'),
  ),
  endpoint([tlsAddress(tlsFacts({ groups: groups(['X25519Kyber768Draft00', 'x25519']) }))], named('drafts')),
  endpoint([deadAddress('closed')], { url: 'https://192.0.2.3/' }),
  endpoint([], {
    url: `https://${'very-long-label.'.repeat(12)}example/a/path/that/goes/on/and/on/mcp`,
    problem: { code: 'UNRESOLVED', message: 'the name does not resolve (ENOTFOUND)' },
  }),
  endpoint(
    [
      tlsAddress(
        tlsFacts({ chains: [chain({ certificates: [certificate({ subject: 'CN=\u202e\u001b[31m' })] })] }),
      ),
    ],
    named('顧客関係管理システムの本番環境サーバー一覧と長い名前'),
  ),
]

export const INVENTORY: Inventory = {
  schemaVersion: '1',
  tool: { name: 'mcp-pqc', version: '0.0.0' },
  startedAt: NOW.toISOString(),
  finishedAt: NOW.toISOString(),
  endpoints: FLEET.toSorted(byRisk),
  summary: summarize(FLEET, { silentAddresses: 0, interrupted: false }),
}

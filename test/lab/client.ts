import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Agent, fetch } from 'undici'
import type { Lab, LabEndpoint } from '../../src/lab/fleet.ts'
import { expectedAt } from './expected.ts'
import { anything } from './handshake.ts'

export type Era = 'modern' | 'legacy'

/** The official client over a TLS connection that any endpoint of the lab will take. */
export const withClient = async <Result>(
  lab: Lab,
  endpoint: LabEndpoint,
  era: Era,
  use: (client: Client) => Promise<Result>,
  tls: object = {},
): Promise<Result> => {
  const expired = expectedAt(endpoint.name).certificates.some((certificate) => certificate.expired)
  const connect = { ...anything(lab), rejectUnauthorized: !expired, ...tls } as Agent.Options['connect'] &
    object
  const dispatcher = new Agent({ connect })
  const transport = new StreamableHTTPClientTransport(new URL(endpoint.url), {
    // undici's own types of the same interfaces.
    fetch: (url, init) => fetch(url, { ...(init as object), dispatcher }) as unknown as Promise<Response>,
  })
  const client = new Client(
    { name: 'lab-test', version: '1.0.0' },
    { versionNegotiation: { mode: era === 'modern' ? { pin: '2026-07-28' } : 'legacy' } },
  )
  try {
    await client.connect(transport)
    return await use(client)
  } finally {
    await client.close()
    await dispatcher.close()
  }
}

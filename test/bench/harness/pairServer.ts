import { createServer, type TlsOptions } from 'node:tls'
import type { GroupPolicy } from '../../../src/gateway/groups.ts'
import { type Credential, credentialOf } from '../../../src/gateway/identity/credential.ts'
import { startServer } from '../../../src/gateway/server/startServer.ts'

/** What the parent sends: PEM texts; it gets the ports, in that order, and kills when it has seen enough. */
export type PairRequest = { identities: { certificate: string; key: string }[]; bareGroups: string }
/** `reference`: behind the reference server; `bare`: behind node:tls alone, set up as that is, with `bareGroups`. */
export type PairPorts = { reference: number; bare: number }[]

const POLICY: GroupPolicy = 'allow-classical'

/** A process of its own: what the server does must not stand in the client's way. */
process.once('message', async ({ identities, bareGroups }: PairRequest) => {
  const ports: PairPorts = []
  for (const [i, text] of identities.entries()) {
    const name = `identity ${i}`
    const credential = credentialOf(text, { certificate: name, key: name }, Date.now())
    ports.push({ reference: await reference(credential), bare: await bare(credential, bareGroups) })
  }
  process.send?.(ports)
})
process.once('disconnect', () => process.exit())

const reference = async (credential: Credential): Promise<number> => {
  const { port } = await startServer({
    port: 0,
    policy: POLICY,
    identity: { load: async () => ({ credentials: [credential] }), files: [] },
    names: ['localhost'],
    handler: { handle: (_, response) => response.writeHead(404).end(), close: async () => {} },
  })
  return port
}

const bare = ({ certificate, key }: Credential, ecdhCurve: string): Promise<number> => {
  const options: TlsOptions = {
    cert: [certificate],
    key: [key],
    minVersion: 'TLSv1.3',
    ALPNProtocols: ['http/1.1'],
  }
  const server = createServer({ ...options, ecdhCurve }, (socket) => socket.on('error', () => {}))
  server.on('tlsClientError', () => {})
  return new Promise((resolve) =>
    server.listen(0, '127.0.0.1', () => resolve((server.address() as { port: number }).port)),
  )
}

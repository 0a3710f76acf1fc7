import { once } from 'node:events'
import type { RequestListener } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { createServer, type Server, type TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { type Authorities, createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import type { CertificateSetup } from '../../src/lab/specifications.ts'
import type { Endpoint } from '../../src/model/endpoint.ts'
import { type Check, VerifiedEndpoint } from '../../src/model/verification.ts'
import { type VerifyOptions, verify } from '../../src/verify/verify.ts'

export const endpointAt = (url: string): Endpoint => ({
  id: url,
  url,
  transport: 'unknown',
  sources: [{ kind: 'argument' }],
})

/** Verifies one URL without timings; what comes out fits the model. `named`: URLs that are verified with it. */
export const verifyUrl = async (
  url: string,
  {
    mandates = [],
    named = [],
    ...options
  }: Partial<VerifyOptions> & { mandates?: readonly string[]; named?: readonly string[] } = {},
): Promise<VerifiedEndpoint> => {
  const ca = [(await authorities()).classical.pem]
  const [result] = await verify(
    [url, ...named].map((one) => ({
      endpoint: endpointAt(one),
      options: { requirement: 'hybrid', timeoutMs: 1000, dials: 4, samples: 0, ca, ...options },
      mandates,
    })),
  )
  return VerifiedEndpoint.parse(result)
}

export const checkOf = ({ checks }: VerifiedEndpoint, id: string): Check => {
  const found = checks.find((check) => check.id === id)
  expect(found, `${id} in ${checks.map((check) => check.id).join(', ')}`).to.be.an('object')
  return found as Check
}

export const idsWith = ({ checks }: VerifiedEndpoint, result: Check['result']): string[] =>
  checks.filter((check) => check.result === result).map(({ id }) => id)

let made: Promise<Authorities> | undefined

/** One pair of authorities for all tests of this process. */
const authorities = (): Promise<Authorities> => {
  made ??= createAuthorities(Date.now())
  return made
}

export type TlsServer = { port: number; url: string; close(): Promise<void> }

type Where = { host?: string; port?: number }

/** The same as `tlsServer`, with HTTP on top. */
export const webServer = async (
  options: TlsOptions,
  answer: RequestListener,
  certificate: CertificateSetup = { key: 'P-256' },
): Promise<TlsServer> => {
  const identity = await issueServer('verified', certificate, await authorities(), Date.now())
  return listening(createHttpsServer({ ...identity, minVersion: 'TLSv1.3', ...options }, answer), {})
}

/** An endpoint that asks for tokens of this issuer. */
export const protectedServer = async (issuer: string): Promise<TlsServer> => {
  const server = await webServer(HYBRID, ({ url = '' }, response) => {
    if (url.startsWith('/.well-known/oauth-protected-resource'))
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ resource: server.url, authorization_servers: [issuer] }))
    else if (url.startsWith('/.well-known')) response.writeHead(404).end()
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="mcp"' }).end()
  })
  return server
}

/** TLS of Node.js' own with a P-256 certificate for localhost and 127.0.0.1; every request is answered 404. */
export const tlsServer = async (options: TlsOptions, where: Where = {}): Promise<TlsServer> => {
  const identity = await issueServer('verified', { key: 'P-256' }, await authorities(), Date.now())
  const server = createServer({ ...identity, minVersion: 'TLSv1.3', ...options }, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n'))
  })
  return listening(server, where)
}

const listening = async (server: Server, { host = '127.0.0.1', port = 0 }: Where): Promise<TlsServer> => {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    socket.once('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  server.listen(port, host)
  await once(server, 'listening')
  const { port: chosen } = server.address() as AddressInfo
  return {
    port: chosen,
    url: `https://localhost:${chosen}/mcp`,
    close: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

export const HYBRID: TlsOptions = { ecdhCurve: 'X25519MLKEM768/X25519' }
export const CLASSICAL: TlsOptions = { ecdhCurve: 'X25519' }

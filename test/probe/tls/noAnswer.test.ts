import { once } from 'node:events'
import { createServer, type TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, probeOptions, tlsOf } from '../probing.ts'

/** Much longer than a test may take: whatever waits for a time-out fails. */
const timeoutMs = 3_600_000

/** Completes handshakes, reads, and says nothing; what it does at the client's end, OpenSSL does. */
const probeSilent = async (options: TlsOptions): Promise<TlsFacts> => {
  const now = Date.now()
  const identity = await issueServer('silent', { key: 'P-256' }, await createAuthorities(now), now)
  const server = createServer({ ...identity, ...options }, (socket) => socket.on('error', () => {}).resume())
  server.on('tlsClientError', () => {})
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as { port: number }
  try {
    return tlsOf(await probeAddress(dialTo(port), probeOptions({ timeoutMs })))
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('A server that does not answer the request after a handshake', () => {
  const asks: TlsOptions = { requestCert: true, rejectUnauthorized: false }

  for (const [what, options, clientCertificate] of [
    ['TLS 1.2 with a client certificate', { maxVersion: 'TLSv1.2', ...asks }, 'requested'],
    ['TLS 1.3 with a client certificate', asks, 'requested'],
    ['TLS 1.3 with a client certificate that it requires', { requestCert: true }, 'required'],
  ] satisfies [string, TlsOptions, TlsFacts['clientCertificate']][])
    it(`is not waited for: ${what}`, async () => {
      const tls = await probeSilent(options)
      expect(tls.clientCertificate).to.equal(clientCertificate)
      expect(tls.alpnState).to.equal('refused')
    })
})

import type { AddressInfo } from 'node:net'
import { createServer, type SecureVersion } from 'node:tls'
import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import type { TlsFacts } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../probing.ts'

/** Node.js ends the connection of a client without a certificate, and sends no alert. */
const probeNode = async (version: SecureVersion, rejectUnauthorized: boolean): Promise<TlsFacts> => {
  const now = Date.now()
  const { cert, key } = await issueServer('localhost', { key: 'P-256' }, await createAuthorities(now), now)
  const options = {
    cert,
    key,
    requestCert: true,
    rejectUnauthorized,
    minVersion: version,
    maxVersion: version,
  }
  const server = createServer(options, (socket) => {
    socket.on('error', () => {})
    socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  try {
    return tlsOf(await probeAddress(dialTo((server.address() as AddressInfo).port), probeOptions(PATIENT)))
  } finally {
    await new Promise((resolve) => server.close(resolve))
  }
}

describe('a client certificate, where a server ends the connection instead of an alert', () => {
  for (const version of ['TLSv1.3', 'TLSv1.2'] as const) {
    it(`${version}: required`, async () => {
      expect((await probeNode(version, true)).clientCertificate).to.equal('required')
    })

    it(`${version}: requested, and the request answered without one`, async () => {
      expect((await probeNode(version, false)).clientCertificate).to.equal('requested')
    })
  }
})

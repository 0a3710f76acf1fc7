import { createServer } from 'node:http'
import { expect } from 'chai'
import { TLS12 } from '../../../src/registry/tls/versions.ts'
import { HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { CONTENT_TYPE } from '../../../src/tls/record.ts'
import { u8 } from '../../../src/tls/writer.ts'
import { type Listener, listen } from '../listener.ts'
import {
  alertRecord,
  announcing,
  answering,
  dripping,
  ENDLESS,
  record,
  recordHeader,
  serverHello12,
  text,
} from '../misbehaving.ts'
import { probeOnce, TIMEOUT_MS, tlsOf } from '../probing.ts'

/** What speaks there, and words that the detail must hold. */
const EXPECTED: Record<string, { server: () => Promise<Listener>; service: string; detail: RegExp }> = {
  'plain HTTP that answers anything with 400': {
    server: () => answering(text('HTTP/1.1 400 Bad Request\r\n\r\n')),
    service: 'http',
    detail: /^plain HTTP/,
  },
  'plain HTTP that waits for the end of the request line': {
    server: () =>
      listen((socket) =>
        socket.on('data', (chunk) => {
          if (chunk.includes('\r\n\r\n')) socket.end('HTTP/1.1 404 Not Found\r\n\r\n')
        }),
      ),
    service: 'http',
    detail: /^ClientHello timed out: no answer; plain HTTP/,
  },
  'an SSH banner': {
    server: () => listen((socket) => socket.write('SSH-2.0-OpenSSH_10.0\r\n')),
    service: 'ssh',
    detail: /^SSH/,
  },
  'an SMTP banner': {
    server: () => listen((socket) => socket.write('220 mail.example ESMTP\r\n')),
    service: 'other',
    detail: /^the answer is not TLS/,
  },
  'an echo of what was sent': {
    server: () => listen((socket) => socket.pipe(socket)),
    service: 'other',
    detail: /^the answer is not TLS: .*message type 1/,
  },
  silence: {
    server: () => listen((socket) => socket.resume()),
    service: 'silent',
    detail: /^ClientHello timed out: no answer$/,
  },
  'a close at once': {
    server: () => listen((socket) => socket.end()),
    service: 'silent',
    detail: /^every connection was cut off, also after pauses: the host may limit connections$/,
  },
  'a reset at once': {
    server: () => listen((socket) => socket.resetAndDestroy()),
    service: 'silent',
    detail: /^every connection was cut off, also after pauses: the host may limit connections$/,
  },
  garbage: {
    server: () => answering(Uint8Array.from({ length: 300 }, (_, i) => (i * 37 + 11) & 0xff)),
    service: 'other',
    detail: /^the answer is not TLS: TLSPlaintext: content type 11/,
  },
  'a record of a version that was never': {
    server: () => answering(recordHeader(CONTENT_TYPE.handshake, 0x0404, 4), announcing(2, 0)),
    service: 'other',
    detail: /version 4\.4/,
  },
  'a record longer than records are': {
    server: () => answering(recordHeader(CONTENT_TYPE.alert, TLS12, 0xffff)),
    service: 'tls',
    detail: /^the answer cannot be read: TLSPlaintext: a length of 65535 bytes/,
  },
  'an alert of three bytes': {
    server: () => answering(record(CONTENT_TYPE.alert, u8(2), u8(40), u8(0))),
    service: 'tls',
    detail: /^the answer cannot be read: Alert/,
  },
  'a handshake message of 16 MB': {
    server: () =>
      answering(record(CONTENT_TYPE.handshake, announcing(HANDSHAKE_TYPE.server_hello, 0xff_ffff))),
    service: 'tls',
    detail: /^the answer cannot be read: Handshake: a message of 16777215 bytes/,
  },
  'a Certificate message of 16 MB': {
    server: () =>
      answering(
        record(CONTENT_TYPE.handshake, serverHello12()),
        record(CONTENT_TYPE.handshake, announcing(HANDSHAKE_TYPE.certificate, 0xff_fff0)),
      ),
    service: 'tls',
    detail: /^the answer cannot be read: Handshake: a message of 16777200 bytes/,
  },
  'one byte each 50 ms': {
    server: () => dripping(record(CONTENT_TYPE.handshake, serverHello12()), TIMEOUT_MS / 6),
    service: 'tls',
    detail: /^ClientHello timed out: the answer did not end$/,
  },
}

describe('A port on which no TLS can be spoken', () => {
  for (const [name, { server, service, detail }] of Object.entries(EXPECTED)) {
    it(`says so of ${name}`, async () => {
      const facts = await probeOnce(server())
      expect(facts).to.include({ state: 'open', service })
      expect(facts.detail).to.match(detail)
      expect(facts.tls).to.equal(undefined)
    })
  }

  it('says so of a real HTTP server', async () => {
    const server = createServer((_, response) => response.end())
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as { port: number }
    const listener = { port, idle: async () => {}, close: async () => void server.close() } as Listener
    const facts = await probeOnce(Promise.resolve(listener))
    expect(facts).to.include({ state: 'open', service: 'http' })
  })

  it('says so of an address that was to speak plain HTTP and does not', async () => {
    const facts = await probeOnce(
      listen((socket) => socket.write('220 mail.example ESMTP\r\n')),
      {},
      { plaintext: true },
    )
    expect(facts).to.include({ state: 'open', service: 'other' })
  })
})

describe('A server that never stops', () => {
  for (const [name, serve] of Object.entries(ENDLESS)) {
    it(`is given up: ${name}`, async () => {
      // Half a megabyte has to arrive before the time is up, on a busy machine too.
      const facts = await probeOnce(listen(serve), { timeoutMs: 30_000 })
      expect(facts).to.include({ state: 'open', service: 'tls' })
      expect(facts.detail).to.equal('the answer cannot be read: more than 524288 bytes')
    })
  }
})

describe('An alert at once', () => {
  const TLS_ALERTS = {
    'a fatal one': { bytes: alertRecord(2, 40), alert: 'handshake_failure' },
    'one of an unknown description': { bytes: alertRecord(2, 222), alert: '0xde' },
  }
  for (const [name, { bytes, alert }] of Object.entries(TLS_ALERTS)) {
    it(`refuses everything: ${name}`, async () => {
      const tls = tlsOf(await probeOnce(answering(bytes)))
      expect(tls.versions['TLS 1.3']).to.deep.equal({ state: 'refused', alert })
      expect(tls.versions['TLS 1.2']).to.deep.equal({ state: 'refused', alert })
      expect(tls.groups.every((group) => group.state === 'refused' && group.alert === alert)).to.equal(true)
    })
  }

  it('refuses everything where it is a warning and nothing follows but the end', async () => {
    const server = listen((socket) => socket.once('data', () => socket.end(alertRecord(1, 40))))
    const tls = tlsOf(await probeOnce(server))
    expect(tls.versions['TLS 1.3']).to.deep.equal({ state: 'refused', alert: 'handshake_failure' })
  })

  it('says nothing of versions and groups where only the name is refused', async () => {
    const facts = await probeOnce(answering(alertRecord(2, 112)))
    expect(facts.tls).to.equal(undefined)
    expect(facts.detail).to.match(/unrecognized_name.*--sni/)
  })
})

import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import type { Answer } from '../../../../src/model/state.ts'
import type { TlsFacts } from '../../../../src/model/tls.ts'
import { hex, serverHello2 } from '../../../tls/ssl2/samples.ts'
import { passOn, realServer } from '../../front.ts'
import { listen } from '../../listener.ts'
import { alertRecord, answering } from '../../misbehaving.ts'
import { PATIENT, probeOnce, tlsOf } from '../../probing.ts'

const TLS10: TlsOptions = { minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' }

/** Node.js (OpenSSL 3.5), which has no SSL 2.0; `reply` answers a CLIENT-HELLO of SSL 2.0 in its place, or ends the connection. */
const probeOld = async (options: TlsOptions, reply?: Uint8Array | 'close'): Promise<TlsFacts> => {
  const server = await realServer(options)
  const front = listen((socket) => {
    socket.once('data', (hello: Buffer) => {
      if ((hello[0] as number) < 0x80 || reply === undefined) passOn(socket, server.port, [hello])
      else if (reply === 'close') socket.end()
      else socket.write(reply)
    })
  })
  try {
    return tlsOf(await probeOnce(front, PATIENT))
  } finally {
    await server.close()
  }
}

describe('SSL 2.0, where TLS 1.0 is accepted', () => {
  for (const [what, reply, answer] of [
    ['is accepted with a SERVER-HELLO', serverHello2(), { state: 'accepted' }],
    ['is refused with an error', hex('8003 00 0001'), { state: 'refused', detail: 'error 1 of SSL 2.0' }],
    ['is refused with an alert by OpenSSL', undefined, { state: 'refused', alert: 'protocol_version' }],
    [
      'is unknown with a SERVER-HELLO of another version',
      serverHello2({ version: '0300' }),
      {
        state: 'cut-off',
        detail: 'the answer cannot be read: SSL 2.0 message: version 768, which was not offered',
      },
    ],
    [
      'is unknown where the connection is closed',
      'close',
      { state: 'cut-off', detail: 'the connection was closed', confirmed: true },
    ],
  ] as [string, Uint8Array | 'close' | undefined, Answer][])
    it(what, async () => {
      const tls = await probeOld(TLS10, reply)
      expect(tls.versions['TLS 1.0'].state).to.equal('accepted')
      expect(tls.versions['SSL 2.0']).to.deep.equal(answer)
      expect(tls.cipherSuites['SSL 2.0']).to.deep.equal(
        answer.state === 'accepted'
          ? ['SSL_CK_RC4_128_WITH_MD5', 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5']
          : undefined,
      )
    })
})

describe('SSL 2.0', () => {
  it('has 32 ciphers at most, each once, and the cut is said', async () => {
    const many = Array.from({ length: 10_000 }, (_, i) => (i % 5_000).toString(16).padStart(6, '0'))
    const { cipherSuites, truncated } = await probeOld(TLS10, serverHello2({ ciphers: many.join('') }))
    expect(cipherSuites['SSL 2.0']).to.have.lengthOf(32)
    expect(truncated).to.deep.equal([{ where: 'SSL 2.0', why: '5000 ciphers, cut to 32' }])
    const twice = await probeOld(TLS10, serverHello2({ ciphers: '010080 010080' }))
    expect(twice.cipherSuites['SSL 2.0']).to.deep.equal(['SSL_CK_RC4_128_WITH_MD5'])
    expect(twice).to.not.have.property('truncated')
  })

  it('is not asked of a server with newer versions only', async () =>
    expect((await probeOld({}, serverHello2())).versions['SSL 2.0']).to.deep.equal({
      state: 'not-tested',
      detail: 'it is asked only where TLS 1.0, SSL 3.0 or no version is accepted',
    }))

  it('is asked of a server that accepts no version', async () => {
    const tls = tlsOf(await probeOnce(answering(alertRecord(2, 40))))
    expect(tls.versions['SSL 2.0']).to.deep.equal({ state: 'refused', alert: 'handshake_failure' })
  })
})

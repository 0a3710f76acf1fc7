import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import { createAuthorities, issueServer } from '../../../src/lab/certificates.ts'
import { Chains } from '../../../src/probe/tls/certificates/chains.ts'
import { trustAnchors } from '../../../src/probe/tls/certificates/trust.ts'
import { freshRandoms, helloFor } from '../../../src/probe/tls/context.ts'
import { keyExchangesOf } from '../../../src/probe/tls/tls12.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { TLS12, TLS13 } from '../../../src/registry/tls/versions.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { askHello, type HelloAnswer } from '../../../src/tls/helloAnswer.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { CONTENT_TYPE } from '../../../src/tls/record.ts'
import { HELLO_RETRY_REQUEST_RANDOM } from '../../../src/tls/serverHello.ts'
import { concat, type Part, u8, u16, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'
import { extensionBytes, record, SUITE12, serverHello12 } from '../misbehaving.ts'

/** What each byte is changed to: the lengths that lie most. */
const LIES = [0x00, 0x01, 0x7f, 0x80, 0xff]

const serverHello13 = (random: Uint8Array, keyShare: Part): Uint8Array =>
  encodeHandshake(
    HANDSHAKE_TYPE.server_hello,
    concat(
      u16(TLS12),
      random,
      vector8(new Uint8Array(32)),
      u16(0x1301),
      u8(0),
      vector16(
        extensionBytes(EXTENSION.supported_versions, u16(TLS13)),
        extensionBytes(EXTENSION.key_share, keyShare),
        extensionBytes(EXTENSION.pre_shared_key, u16(0)),
      ),
    ),
  )

const ANSWERS = (der: Uint8Array): Record<string, Uint8Array> => ({
  alert: record(CONTENT_TYPE.alert, u8(2), u8(40)),
  HelloRetryRequest: record(CONTENT_TYPE.handshake, serverHello13(HELLO_RETRY_REQUEST_RANDOM, u16(0x001d))),
  'ServerHello of TLS 1.3': record(
    CONTENT_TYPE.handshake,
    serverHello13(new Uint8Array(32), [u16(0x001d), vector16(new Uint8Array(32))]),
  ),
  'first flight of TLS 1.2': record(
    CONTENT_TYPE.handshake,
    serverHello12({ suite: SUITE12 }),
    encodeHandshake(HANDSHAKE_TYPE.certificate, vector24(vector24(der))),
    encodeHandshake(
      HANDSHAKE_TYPE.server_key_exchange,
      concat(u8(3), u16(0x001d), vector8(new Uint8Array(32)), u16(0x0804), vector16(new Uint8Array(64))),
    ),
    encodeHandshake(HANDSHAKE_TYPE.server_hello_done, new Uint8Array(0)),
  ),
})

const mutationsOf = function* (bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at++) {
    for (const lie of LIES) {
      if (bytes[at] === lie) continue
      const changed = Uint8Array.from(bytes)
      changed[at] = lie
      yield changed
    }
  }
  for (let end = 0; end < bytes.length; end++) yield bytes.subarray(0, end)
}

/** The answer, or undefined where it is not complete or not TLS. Any other throw is a defect. */
const answerTo = (bytes: Uint8Array, hello: Uint8Array): HelloAnswer | undefined => {
  const exchange = askHello(hello)
  try {
    return exchange.receive(bytes, () => {}) ?? exchange.ended?.('closed')
  } catch (error) {
    if (error instanceof DecodeError) return undefined
    throw error
  }
}

describe('Each byte of an answer may lie', () => {
  let der: Uint8Array
  let chains: Chains
  const hello = helloFor(
    { versions: [TLS13, TLS12], cipherSuites: [SUITE12], groups: [0x001d], schemes: [0x0804] },
    freshRandoms(),
  )
  before(async () => {
    const now = Date.now()
    const { cert } = await issueServer('lying', { key: 'P-256' }, await createAuthorities(now), now)
    der = new X509Certificate(cert).raw
  })
  beforeEach(() => {
    chains = new Chains(trustAnchors([]), 'localhost')
  })

  for (const name of Object.keys(ANSWERS(new Uint8Array(0)))) {
    it(`and the ${name} is read or refused, and nothing else`, () => {
      const whole = ANSWERS(der)[name] as Uint8Array
      expect(answerTo(whole, hello)).to.be.an('object')
      let refused = 0
      for (const bytes of mutationsOf(whole)) {
        const answer = answerTo(bytes, hello)
        if (!answer) refused++
        if (answer?.kind === 'flight12') {
          keyExchangesOf([answer])
          chains.add(answer.flight.certificates, 'none', 'TLS 1.2')
        }
      }
      expect(refused).to.be.above(whole.length)
    })
  }

  it('and the certificate is described all the same', () => {
    const anchors = trustAnchors([])
    for (const bytes of mutationsOf(der)) {
      const fresh = new Chains(anchors, 'localhost')
      fresh.add([bytes, der], 'none', 'TLS 1.2')
      expect(fresh.all.chains[0]?.trusted).to.equal(false)
    }
  })
})

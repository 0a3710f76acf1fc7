import { expect } from 'chai'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { TLS12, TLS13, versionName } from '../../../src/registry/tls/versions.ts'
import { encodeClientHello } from '../../../src/tls/clientHello.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import {
  askHello,
  chosenCurve,
  chosenGroup,
  chosenSuite,
  type HelloAnswer,
  isTls13,
} from '../../../src/tls/helloAnswer.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { CONTENT_TYPE, encodeRecords } from '../../../src/tls/record.ts'
import { ascii, concat, u16 } from '../../../src/tls/writer.ts'
import { chunks } from '../chunks.ts'
import { Replay, recordings } from '../recorded/recording.ts'
import { groupOf, keyExchangeOf, messagesOf } from '../recorded/shown.ts'
import { bytes } from '../rfc8448.ts'
import {
  encryptedExtensions,
  GROUP,
  HELLO,
  helloRetryRequest,
  helloWith,
  inTheClear,
  SHARE,
  SUITE,
  serverHello,
} from './server13.ts'

const alertRecord = (level: number, description: number): Uint8Array =>
  encodeRecords(CONTENT_TYPE.alert, TLS12, Uint8Array.of(level, description))

const answer = (...parts: Uint8Array[]): HelloAnswer | undefined =>
  askHello(HELLO).receive(concat(parts), () => {})

describe('The answer to a ClientHello', () => {
  for (const recording of recordings()) {
    const { scenario, flow, shows } = recording
    it(`${scenario}: is what the server showed, however the bytes are cut`, () => {
      const replay = new Replay(recording)
      const hello = replay.messages[0]?.bytes as Uint8Array
      const stream = bytes(flow.find(({ from }) => from === 'server')?.bytes ?? '')
      const found = askHello(hello).receive(stream, () => {}) as HelloAnswer
      const slow = askHello(hello)
      let result: HelloAnswer | undefined
      for (const piece of chunks(stream, 13)) result ??= slow.receive(piece, () => {})
      expect(result).to.deep.equal(found)
      // The parameters of anonymous suites are not read.
      const keyExchange = scenario.includes('anonymous') ? undefined : keyExchangeOf(replay)
      if (found.kind === 'alert') {
        expect(shows.version).to.equal(undefined)
        expect(found.alert.level).to.equal(2)
      } else if (found.kind === 'flight12') {
        expect(versionName(found.version)).to.equal(shows.version)
        expect(found.clientRandom).to.deep.equal(hello.subarray(6, 38))
        const [requested, sent] = [HANDSHAKE_TYPE.certificate_request, HANDSHAKE_TYPE.certificate].map(
          (type) => messagesOf(replay, 'server').some((message) => message.type === type),
        )
        expect(found.flight.certificateRequested).to.equal(requested)
        expect(found.flight.certificates.length > 0).to.equal(sent)
        expect(found.flight.keyExchange).to.deep.equal(keyExchange)
        expect(chosenCurve(found)).to.equal(groupOf(replay, keyExchange))
        expect([isTls13(found), chosenGroup(found)]).to.deep.equal([false, undefined])
      } else {
        expect(shows.version).to.equal('TLS 1.3')
        expect(found).to.include({
          kind: shows.retried ? 'retry' : 'hello13',
          version: TLS13,
          identity: undefined,
        })
        expect(chosenGroup(found)).to.equal(groupOf(replay))
        expect([isTls13(found), chosenCurve(found)]).to.deep.equal([true, undefined])
        expect(chosenSuite(found, TLS13)).to.equal(replay.hello?.cipherSuite)
        expect(chosenSuite(found, TLS12)).to.equal(undefined)
      }
    })
  }

  it('names the pre-shared key that the server accepts', () => {
    const extensions = [{ type: 41, data: u16(3) }]
    const found = answer(inTheClear(serverHello({ extensions })))
    expect(found).to.include({ kind: 'hello13', identity: 3, group: undefined })
  })

  it('has no group where a HelloRetryRequest asks for a cookie alone', () => {
    const found = answer(inTheClear(helloRetryRequest({ cookie: 4 })))
    expect(found).to.include({ kind: 'retry', group: undefined })
    expect(groupName(chosenGroup(answer(inTheClear(helloRetryRequest({ group: 24 })))) ?? 0)).to.equal(
      'secp384r1',
    )
  })

  it('is a HelloRetryRequest whatever version it names up to TLS 1.3', () => {
    const request = helloRetryRequest({ group: 24, version: TLS12 })
    expect(answer(inTheClear(request))).to.include({ kind: 'retry', version: TLS13 })
  })

  it('is what follows a second hello, where one is sent for a HelloRetryRequest', () => {
    const request = helloRetryRequest({ cookie: 3 })
    const second = helloWith()
    const sent: Uint8Array[] = []
    const exchange = askHello(HELLO, {
      again: (retry, bytes) => {
        expect([retry.kind, bytes]).to.deep.equal(['retry', request])
        return second
      },
    })
    const receive = (message: Uint8Array) => exchange.receive(inTheClear(message), (part) => sent.push(part))
    expect(receive(request)).to.equal(undefined)
    expect(sent).to.deep.equal([encodeRecords(CONTENT_TYPE.handshake, TLS12, second)])
    expect(receive(serverHello())).to.include({ kind: 'hello13', group: GROUP })
    expect(receive(request)).to.include({ kind: 'retry' })
    expect(sent).to.have.lengthOf(1)
  })

  it('is a fatal alert, or a warning that nothing follows', () => {
    expect(answer(alertRecord(2, 40))).to.deep.equal({ kind: 'alert', alert: { level: 2, description: 40 } })
    for (const [how, expected] of [
      ['closed', { kind: 'alert', alert: { level: 1, description: 112 } }],
      ['reset', { kind: 'alert', alert: { level: 1, description: 112 } }],
      ['timed-out', undefined],
      ['too-long', undefined],
    ] as const) {
      const exchange = askHello(HELLO)
      expect(exchange.receive(alertRecord(1, 112), () => {})).to.equal(undefined)
      expect(exchange.ended?.(how)).to.deep.equal(expected)
    }
    expect(askHello(HELLO).ended?.('closed')).to.equal(undefined)
    expect(answer(alertRecord(1, 112), inTheClear(serverHello()))).to.include({
      kind: 'hello13',
      group: GROUP,
    })
    expect(chosenSuite(answer(alertRecord(2, 40)), TLS12)).to.equal(undefined)
    expect(chosenSuite(undefined, TLS12)).to.equal(undefined)
    expect(isTls13(undefined)).to.equal(false)
  })

  it('comes after any change_cipher_spec', () => {
    const compatible = encodeRecords(CONTENT_TYPE.change_cipher_spec, TLS12, Uint8Array.of(1))
    expect(answer(compatible, inTheClear(serverHello()))).to.include({ kind: 'hello13' })
  })

  const faults: [fault: string, problem: string, sent: Uint8Array][] = [
    [
      'application data',
      'TLSPlaintext: content type 23 in a first flight',
      encodeRecords(23, TLS12, ascii('x')),
    ],
    ['another message', 'Handshake: message type 8 instead of ServerHello', inTheClear(encryptedExtensions)],
    [
      'a version above TLS 1.3',
      'ServerHello: version 0x0305, which was not offered',
      inTheClear(serverHello({ version: 0x0305 })),
    ],
    [
      'a key share that is cut',
      'KeyShareServerHello: 32 bytes expected, 2 left',
      inTheClear(
        serverHello({
          extensions: [{ type: 51, data: concat(u16(GROUP), u16(SHARE.length), u16(0)) }],
        }),
      ),
    ],
  ]
  for (const [fault, problem, sent] of faults) {
    it(`refuses ${fault}`, () => {
      expect(() => answer(sent))
        .to.throw(DecodeError)
        .with.property('message', problem)
    })
  }

  describe('before TLS 1.3', () => {
    const flight = (version: number, suite: number, ...messages: [type: number, body: Uint8Array][]) =>
      answer(
        inTheClear(
          serverHello({ version, suite, extensions: [] }),
          ...messages.map(([type, body]) => encodeHandshake(type, body)),
        ),
      )
    const DONE: [number, Uint8Array] = [HANDSHAKE_TYPE.server_hello_done, new Uint8Array(0)]

    it('is not complete before ServerHelloDone', () => {
      expect(flight(TLS12, 0xc02f)).to.equal(undefined)
      expect(flight(TLS12, 0xc02f, DONE)).to.deep.include({
        kind: 'flight12',
        version: TLS12,
        flight: {
          certificates: [],
          keyExchange: undefined,
          certificateRequested: false,
          sent: { ocsp: undefined, timestamps: undefined },
        },
      })
    })

    it('has no parameters of a key exchange that it does not read', () => {
      const found = flight(TLS12, 0x008c, [HANDSHAKE_TYPE.server_key_exchange, ascii('hint')], DONE)
      expect(found).to.have.nested.property('flight.keyExchange', undefined)
      expect(found && chosenCurve(found)).to.equal(undefined)
    })

    it('has a message that it does not know as nothing', () => {
      expect(flight(TLS12, 0xc02f, [22, ascii('status')], DONE)).to.have.property('kind', 'flight12')
    })
  })
})

describe('The opening of a question', () => {
  it('is the hello in records of its version, at most TLS 1.0', () => {
    for (const [legacyVersion, version] of [
      [0x0300, 0x0300],
      [0x0301, 0x0301],
      [0x0303, 0x0301],
    ] as const) {
      const hello = encodeClientHello({
        legacyVersion,
        random: new Uint8Array(32),
        legacySessionId: new Uint8Array(0),
        cipherSuites: [SUITE],
        extensions: undefined,
      })
      expect(askHello(hello).opening).to.deep.equal([encodeRecords(CONTENT_TYPE.handshake, version, hello)])
    }
  })

  it('is cut over records and segments as asked', () => {
    const records = encodeRecords(CONTENT_TYPE.handshake, 0x0301, HELLO, 40)
    expect(askHello(HELLO, { recordSize: 40 }).opening).to.deep.equal([records])
    const [first, second, ...rest] = askHello(HELLO, { splitAt: 7 }).opening
    expect([first?.length, rest.length]).to.deep.equal([7, 0])
    expect(concat([first as Uint8Array, second as Uint8Array])).to.deep.equal(
      encodeRecords(CONTENT_TYPE.handshake, 0x0301, HELLO),
    )
  })
})

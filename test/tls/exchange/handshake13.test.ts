import { expect } from 'chai'
import { groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { EXTENSION } from '../../../src/registry/tls/messages/extensions.ts'
import { schemeName } from '../../../src/registry/tls/signatureSchemes.ts'
import { certificateVerifyContent } from '../../../src/tls/authentication.ts'
import { decodeClientHello, offerOf } from '../../../src/tls/clientHello.ts'
import { encodeHandshake, HANDSHAKE_TYPE } from '../../../src/tls/handshake.ts'
import { type Handshake13Result, handshake13 } from '../../../src/tls/handshake13.ts'
import type { Handshake13Options, Retry } from '../../../src/tls/handshake13Messages.ts'
import { resumptionPsk, transcriptHash } from '../../../src/tls/keySchedule.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { CONTENT_TYPE, encodeRecords, RecordReader } from '../../../src/tls/record.ts'
import { ascii, concat, vector16 } from '../../../src/tls/writer.ts'
import { agreementOf } from '../../vectors/ephemeralKeys.ts'
import { SCENARIOS } from '../../vectors/scenarios.ts'
import { type Recording, Replay, recordings } from '../recorded/recording.ts'
import { messagesOf, suiteOf } from '../recorded/shown.ts'
import { bytes, hex } from '../rfc8448.ts'
import {
  certificate,
  certificateRequest,
  certificateVerify,
  encryptedExtensions,
  GROUP,
  HELLO,
  helloRetryRequest,
  helloWith,
  inTheClear,
  newSessionTicket,
  SECRET,
  Server13,
  SHARE,
  SUITE,
  serverHello,
} from './server13.ts'

const SECP384R1 = 0x0018
const TLS_AES_256_GCM_SHA384 = 0x1302
const CLOSE = Uint8Array.of(1, 0)

/** A client of GROUP and secp384r1 with a share for the first; its clock ticks once each time it is read. */
const client = (options: Partial<Handshake13Options> = {}) => {
  const sent: Uint8Array[] = []
  let time = 100
  const exchange = handshake13({
    groups: [GROUP, SECP384R1],
    hello: () => HELLO,
    agreement: () => ({ share: SHARE, secret: () => SECRET }),
    until: 'close',
    now: () => time++,
    ...options,
  })
  return {
    sent,
    opening: concat(exchange.opening),
    receive: (...parts: Uint8Array[]) => exchange.receive(concat(parts), (part) => sent.push(part)),
    ended: exchange.ended?.bind(exchange) as NonNullable<typeof exchange.ended>,
  }
}

const FLIGHT = [encryptedExtensions, certificate, certificateVerify]

/** A client that has had the server's Finished, and the keys that the server has now. */
const connected = (options: Partial<Handshake13Options> = {}, messages: Uint8Array[] = FLIGHT) => {
  const server = new Server13()
  const own = client(options)
  expect(own.receive(server.hello, server.messages(...messages), server.finished())).to.equal(undefined)
  return { ...own, server, keys: server.applicationKeys() }
}

const done = (result: Handshake13Result | undefined) => {
  if (result?.kind !== 'done') throw new Error(`the handshake is not done: ${result?.kind}`)
  return result.handshake
}

describe('The TLS 1.3 handshake with recorded servers', () => {
  const complete = recordings().filter(({ shows }) => shows.version === 'TLS 1.3')

  it('has some to go through', () => expect(complete).to.have.lengthOf.above(15))

  for (const recording of complete) {
    it(`${recording.scenario}: sends what the recorded client sent, and reads what the server showed`, () => {
      const replay = new Replay(recording)
      const [first, second] = messagesOf(replay, 'client').filter(
        ({ type }) => type === HANDSHAKE_TYPE.client_hello,
      )
      const hellos = [first, second].flatMap((hello) => (hello ? [hello.bytes] : []))
      const { request, hasRequest } = requestOf(recording, replay)
      const exchange = handshake13({
        groups: groupsOf(recording, first?.body as Uint8Array),
        hello: () => hellos.shift() as Uint8Array,
        agreement: (group) => agreementOf(group, recording.keys ?? {}),
        until: 'close',
        ...(request && { request }),
        now: () => 0,
      })
      const sent = [...exchange.opening]
      let result: Handshake13Result | undefined
      for (const { from, bytes: chunk } of recording.flow) {
        if (from === 'server') result ??= exchange.receive(bytes(chunk), (part) => sent.push(part))
      }
      const handshake = done(result ?? exchange.ended?.('closed'))
      const recorded = recording.flow.filter(({ from }) => from === 'client').map((part) => part.bytes)
      // A request goes only to a server that asked for a certificate; the recorded client sent it to others as well.
      if (!hasRequest || request) expect(hex(concat(sent))).to.equal(recorded.join(''))
      const { shows } = recording
      expect(handshake.suite).to.equal(suiteOf(replay)?.value)
      if (shows.group) expect(groupName(handshake.group)).to.equal(shows.group)
      if (shows.scheme) expect(schemeName(handshake.scheme)).to.equal(shows.scheme)
      expect(handshake.retried).to.equal(shows.retried ?? false)
      const verify = messagesOf(replay, 'server').find(
        ({ type }) => type === HANDSHAKE_TYPE.certificate_verify,
      )
      expect(hex(handshake.signedContent)).to.equal(
        hex(certificateVerifyContent(verify?.transcript as Uint8Array)),
      )
      expect(handshake.certificateRequest !== undefined).to.equal(asksForCertificate(replay))
      if (shows.alerts) expect(handshake.afterwards.refused).to.deep.equal({ level: 2, description: 116 })
      else expect(handshake.afterwards.refused).to.equal(undefined)
    })
  }
})

/** The groups that the hello offers, that of its share first. */
const groupsOf = ({ shows }: Recording, hello: Uint8Array): number[] => {
  const { groups, shares } = offerOf(decodeClientHello(hello))
  const negotiated = groups.find((group) => groupName(group) === shows.group)
  const shared = shows.retried ? (shares[0] ?? 0) : (negotiated ?? shares[0] ?? 0)
  return [shared, ...groups.filter((group) => group !== shared)]
}

const asksForCertificate = (replay: Replay): boolean =>
  replay.messages.some(({ type }) => type === HANDSHAKE_TYPE.certificate_request)

const requestOf = ({ scenario }: Recording, replay: Replay) => {
  const made = SCENARIOS.find(({ name }) => name === scenario)?.client
  const text = made?.kind === 'tls13' ? made.request : undefined
  const request = text !== undefined && asksForCertificate(replay) ? ascii(text) : undefined
  return { request, hasRequest: text !== undefined }
}

describe('The TLS 1.3 handshake', () => {
  it('opens with the hello in a record of TLS 1.0', () => {
    expect(client().opening).to.deep.equal(encodeRecords(CONTENT_TYPE.handshake, 0x0301, HELLO))
  })

  it('ends at the Finished of the server where no more is wanted, and sends nothing', () => {
    const server = new Server13()
    const { sent, receive } = client({ until: 'server-finished' })
    const { signedContent, ...handshake } = done(
      receive(server.hello, server.messages(...FLIGHT), server.finished()),
    )
    const before = new Server13()
    before.transcript.push(encryptedExtensions, certificate)
    expect(signedContent).to.deep.equal(certificateVerifyContent(before.hash()))
    expect(handshake).to.deep.equal({
      alpn: 'h2',
      certificates: [new Uint8Array(60).fill(3)],
      scheme: 0x0804,
      signature: new Uint8Array(70).fill(4),
      suite: SUITE,
      group: GROUP,
      sent: { ocsp: undefined, timestamps: undefined },
      compression: undefined,
      retried: false,
      tickets: [],
      afterwards: { refused: undefined, data: new Uint8Array(0), closed: false, cut: false },
      handshakeMs: 1,
    })
    expect(sent).to.deep.equal([])
  })

  it('does not depend on how the bytes are cut, and drops a change_cipher_spec', () => {
    const server = new Server13()
    const compatible = encodeRecords(CONTENT_TYPE.change_cipher_spec, 0x0303, Uint8Array.of(1))
    const all = concat([server.hello, compatible, server.messages(...FLIGHT), compatible, server.finished()])
    const { receive } = client({ until: 'server-finished' })
    const results = Array.from(all, (byte) => receive(Uint8Array.of(byte)))
    expect(results.slice(0, -1).every((result) => result === undefined)).to.equal(true)
    expect(done(results.at(-1)).alpn).to.equal('h2')
  })

  it('ends with the alert that the server closes it with', () => {
    const { sent, server, keys, receive } = connected()
    const [compatible, finished, close, ...rest] = [...new RecordReader().push(concat(sent))]
    expect(compatible).to.include({ type: CONTENT_TYPE.change_cipher_spec, version: 0x0303 })
    expect(compatible?.fragment).to.deep.equal(Uint8Array.of(1))
    const clientKeys = server.clientKeys()
    expect(finished && clientKeys.unprotect(finished)).to.deep.equal({
      type: CONTENT_TYPE.handshake,
      content: encodeHandshake(HANDSHAKE_TYPE.finished, server.clientFinished()),
    })
    expect(close && keys.client.unprotect(close)).to.deep.equal({ type: CONTENT_TYPE.alert, content: CLOSE })
    expect(rest).to.deep.equal([])
    const handshake = done(receive(keys.server.protect(CONTENT_TYPE.alert, CLOSE)))
    expect(handshake.afterwards).to.deep.equal({
      refused: undefined,
      data: new Uint8Array(0),
      closed: true,
      cut: false,
    })
  })

  it('sends an empty certificate and the request to a server that asks for a certificate', () => {
    const request = ascii('GET')
    const { sent, server, keys, receive } = connected({ request }, [
      encryptedExtensions,
      certificateRequest,
      certificate,
      certificateVerify,
    ])
    const [, empty, finished, asked] = [...new RecordReader().push(concat(sent))]
    const clientKeys = server.clientKeys()
    const opened = [empty, finished].map((record) => record && clientKeys.unprotect(record).content)
    server.transcript.push(opened[0] as Uint8Array)
    expect(hex(opened[0] as Uint8Array)).to.equal('0b0000050163000000')
    expect(opened[1]).to.deep.equal(encodeHandshake(HANDSHAKE_TYPE.finished, server.clientFinished()))
    const data = { type: CONTENT_TYPE.application_data, content: request }
    expect(asked && keys.client.unprotect(asked)).to.deep.equal(data)
    const refused = { level: 2, description: 116 }
    const handshake = done(receive(keys.server.protect(CONTENT_TYPE.alert, Uint8Array.of(2, 116))))
    expect(handshake.afterwards).to.deep.equal({
      refused,
      data: new Uint8Array(0),
      closed: false,
      cut: false,
    })
    expect(handshake.certificateRequest).to.deep.equal({
      requestContext: ascii('c'),
      signatureSchemes: [0x0804],
    })
  })

  it('sends no request to a server that asks for no certificate', () => {
    const { sent, keys } = connected({ request: ascii('GET') })
    const last = [...new RecordReader().push(concat(sent))].at(-1)
    expect(last && keys.client.unprotect(last)).to.deep.equal({ type: CONTENT_TYPE.alert, content: CLOSE })
  })

  it('sends it to every server where it has to, and close_notify after it', () => {
    const request = ascii('GET')
    const { sent, keys } = connected({ request, toAll: true })
    const last = [...new RecordReader().push(concat(sent))].slice(-2)
    expect(last.map((record) => keys.client.unprotect(record))).to.deep.equal([
      { type: CONTENT_TYPE.application_data, content: request },
      { type: CONTENT_TYPE.alert, content: CLOSE },
    ])
  })

  it('has the first four tickets, each with its key', () => {
    const { sent, server, keys, receive, ended } = connected()
    for (const nonce of [1, 2, 3, 4, 5]) {
      expect(receive(keys.server.protect(CONTENT_TYPE.handshake, newSessionTicket(nonce)))).to.equal(
        undefined,
      )
    }
    const { tickets } = done(ended('closed'))
    expect(tickets.map(({ ticket }) => ticket.nonce[0])).to.deep.equal([1, 2, 3, 4])
    const [, finished] = [...new RecordReader().push(concat(sent))]
    const proof = server.clientKeys().unprotect(finished as NonNullable<typeof finished>).content
    const transcript = transcriptHash('sha256', [...server.transcript, proof])
    const psks = [1, 4].map((nonce) =>
      resumptionPsk('sha256', server.mainSecret(), transcript, Uint8Array.of(nonce)),
    )
    expect([tickets[0]?.psk, tickets[3]?.psk]).to.deep.equal(psks)
    expect(tickets[0]).to.deep.include({
      suite: SUITE,
      group: GROUP,
      ticket: {
        lifetime: 7200,
        ageAdd: 5,
        nonce: Uint8Array.of(1),
        ticket: ascii('ticket'),
        extensions: [],
      },
    })
  })

  it('has application data up to the record that passes 4,096 bytes', () => {
    const { keys, receive, ended } = connected()
    for (const size of [4095, 3, 100]) {
      receive(keys.server.protect(CONTENT_TYPE.application_data, new Uint8Array(size).fill(size)))
    }
    const { data } = done(ended('closed')).afterwards
    expect(data).to.deep.equal(Buffer.concat([Buffer.alloc(4095, 4095), Buffer.alloc(3, 3)]))
  })

  it('says whether the server ended it', () => {
    for (const how of ['closed', 'reset', 'timed-out', 'too-long'] as const) {
      expect(done(connected().ended(how)).afterwards.closed, how).to.equal(how === 'closed')
    }
  })

  it('is done all the same where nonsense follows Finished', () => {
    const { receive } = connected()
    expect(done(receive(ascii('HTTP/1.1 400'))).afterwards.closed).to.equal(false)
  })

  it('does not hide what is not a mistake of the server', () => {
    const hello = (retry?: Retry) => {
      if (retry) throw new RangeError('no room')
      return HELLO
    }
    expect(() => client({ hello }).receive(inTheClear(helloRetryRequest({ cookie: 1 })))).to.throw(RangeError)
  })

  it('ends with a fatal alert, and says whether it was encrypted', () => {
    const alert = { level: 2, description: 40 }
    const clear = encodeRecords(CONTENT_TYPE.alert, 0x0303, Uint8Array.of(2, 40))
    expect(client().receive(clear)).to.deep.equal({ kind: 'alert', alert, encrypted: false })
    const server = new Server13()
    const { receive } = client()
    const inside = server.protect(CONTENT_TYPE.alert, Uint8Array.of(2, 40))
    expect(receive(server.hello, inside)).to.deep.equal({ kind: 'alert', alert, encrypted: true })
    const early = new Server13()
    const warning = early.protect(CONTENT_TYPE.alert, Uint8Array.of(1, 40))
    expect(client().receive(early.hello, warning)).to.deep.equal({
      kind: 'alert',
      alert: { level: 1, description: 40 },
      encrypted: true,
    })
  })

  it('ends with a warning only where the connection ends after it', () => {
    const warning = encodeRecords(CONTENT_TYPE.alert, 0x0303, Uint8Array.of(1, 112))
    for (const [how, expected] of [
      ['closed', { kind: 'alert', alert: { level: 1, description: 112 }, encrypted: false }],
      ['reset', { kind: 'alert', alert: { level: 1, description: 112 }, encrypted: false }],
      ['timed-out', undefined],
      ['too-long', undefined],
    ] as const) {
      const { receive, ended } = client()
      expect(receive(warning)).to.equal(undefined)
      expect(ended(how)).to.deep.equal(expected)
    }
    expect(client().ended('closed')).to.equal(undefined)
    const server = new Server13()
    const { receive } = client({ until: 'server-finished' })
    receive(warning, server.hello)
    expect(done(receive(server.messages(...FLIGHT), server.finished())).alpn).to.equal('h2')
  })

  it('ends with the version of a server that has no TLS 1.3', () => {
    expect(client().receive(inTheClear(serverHello({ version: 0x0303 })))).to.deep.equal({
      kind: 'lower-version',
      version: 0x0303,
    })
  })

  it('answers a HelloRetryRequest with a hello for what it asks for', () => {
    for (const [asked, expected] of [
      [{ group: SECP384R1 }, { group: SECP384R1, cookie: undefined }],
      [{ cookie: 3 }, { group: undefined, cookie: concat(vector16(new Uint8Array(3))) }],
      [{ cookie: 16_382 }, { group: undefined, cookie: concat(vector16(new Uint8Array(16_382))) }],
    ] as const) {
      const retries: (Retry | undefined)[] = []
      const agreed: number[] = []
      const second = helloWith({ type: EXTENSION.cookie, data: Uint8Array.of(1) })
      const { sent, receive } = client({
        until: 'server-finished',
        groups: 'group' in asked ? [0x11ec, SECP384R1] : [GROUP],
        hello: (retry) => {
          retries.push(retry)
          return retry ? second : HELLO
        },
        agreement: (group) => {
          agreed.push(group)
          return { share: SHARE, secret: () => SECRET }
        },
      })
      const request = helloRetryRequest(asked)
      expect(receive(inTheClear(request))).to.equal(undefined)
      expect(retries).to.deep.equal([undefined, expected])
      expect(sent).to.deep.equal([encodeRecords(CONTENT_TYPE.handshake, 0x0303, second)])
      const group = 'group' in asked ? SECP384R1 : GROUP
      const server = new Server13({ retry: [request, second], group })
      const handshake = done(receive(server.hello, server.messages(...FLIGHT), server.finished()))
      expect(handshake).to.include({ retried: true, group })
      expect(agreed).to.deep.equal([group])
    }
  })

  const beforeFlight = [encryptedExtensions, certificate]
  const faults: [fault: string, problem: string, send: (server: Server13) => Uint8Array[]][] = [
    [
      'another message than ServerHello',
      'Handshake: message type 8 after type 1',
      () => [inTheClear(encryptedExtensions)],
    ],
    [
      'two ServerHellos',
      'Handshake: messages under two keys in one record',
      () => [inTheClear(serverHello(), serverHello())],
    ],
    [
      'a ServerHello and more in one record',
      'Handshake: messages under two keys in one record',
      () => [inTheClear(serverHello(), encryptedExtensions)],
    ],
    [
      'a message in the clear after ServerHello',
      'TLSPlaintext: a handshake record in the clear after ServerHello',
      ({ hello }) => [hello, inTheClear(encryptedExtensions)],
    ],
    [
      'application data instead of a hello',
      'TLSPlaintext: content type 23 in a handshake',
      () => [encodeRecords(CONTENT_TYPE.application_data, 0x0303, ascii('hello there, all'))],
    ],
    [
      'application data before Finished',
      'TLSPlaintext: content type 23 in a handshake',
      (server) => [server.hello, server.protect(CONTENT_TYPE.application_data, ascii('x'))],
    ],
    [
      'a record of another server',
      'TLSCiphertext: it does not authenticate',
      ({ hello }) => [hello, new Server13({ hello: helloWith() }).messages(encryptedExtensions)],
    ],
    [
      'no EncryptedExtensions',
      'Handshake: message type 11 after type 2',
      (server) => [server.hello, server.messages(certificate)],
    ],
    [
      'EncryptedExtensions twice',
      'Handshake: message type 8 after type 8',
      (server) => [server.hello, server.messages(encryptedExtensions, encryptedExtensions)],
    ],
    [
      'two CertificateRequests',
      'Handshake: message type 13 after type 13',
      (server) => [
        server.hello,
        server.messages(encryptedExtensions, certificateRequest, certificateRequest),
      ],
    ],
    [
      'Finished without a certificate',
      'Handshake: message type 20 after type 8',
      (server) => [server.hello, server.messages(encryptedExtensions), server.finished()],
    ],
    [
      'Finished without CertificateVerify',
      'Handshake: message type 20 after type 11',
      (server) => [server.hello, server.messages(...beforeFlight), server.finished()],
    ],
    [
      'a ticket before Finished',
      'Handshake: message type 4 after type 15',
      (server) => [server.hello, server.messages(...FLIGHT, newSessionTicket(1))],
    ],
    [
      'a Finished that does not match',
      'Finished: verify_data does not match the transcript',
      (server) => [
        server.hello,
        server.messages(...FLIGHT),
        server.finished((data) => data.with(0, (data[0] as number) ^ 1)),
      ],
    ],
    [
      'a suite that was not offered',
      'ServerHello: cipher suite 0xc02b, which was not offered',
      () => [inTheClear(serverHello({ suite: 0xc02b }))],
    ],
    ['no key share', 'ServerHello: no key_share', () => [inTheClear(serverHello({ extensions: [] }))]],
    [
      'a share of another group',
      'ServerHello: a key_share of a group for which the client sent none',
      () => [inTheClear(serverHello({ group: SECP384R1 }))],
    ],
    [
      'a HelloRetryRequest for nothing',
      'HelloRetryRequest: it asks for nothing',
      () => [inTheClear(helloRetryRequest({}))],
    ],
    [
      'a HelloRetryRequest for the group whose share it has',
      'HelloRetryRequest: it asks for x25519, whose share it has',
      () => [inTheClear(helloRetryRequest({ group: GROUP }))],
    ],
    [
      'a HelloRetryRequest for a group that was not offered',
      'HelloRetryRequest: it asks for secp521r1, which was not offered',
      () => [inTheClear(helloRetryRequest({ group: 0x0019 }))],
    ],
    [
      'a cookie that no hello has room for',
      'HelloRetryRequest: a cookie of 16385 bytes',
      () => [encodeRecords(CONTENT_TYPE.handshake, 0x0303, helloRetryRequest({ cookie: 16_383 }))],
    ],
    [
      'a second HelloRetryRequest',
      'HelloRetryRequest: it came a second time',
      () => [
        inTheClear(helloRetryRequest({ group: SECP384R1 })),
        inTheClear(helloRetryRequest({ cookie: 1 })),
      ],
    ],
    [
      'another suite than in HelloRetryRequest',
      'ServerHello: another cipher suite than in HelloRetryRequest',
      () => [
        inTheClear(helloRetryRequest({ cookie: 1 })),
        inTheClear(serverHello({ suite: TLS_AES_256_GCM_SHA384 })),
      ],
    ],
  ]
  for (const [fault, problem, send] of faults) {
    it(`refuses ${fault}`, () => {
      const { receive } = client()
      expect(() => receive(...send(new Server13())))
        .to.throw(DecodeError)
        .with.property('message', problem)
    })
  }

  it('refuses a share that the agreement cannot use, and names the cause', () => {
    const cause = new Error('not a point')
    const { receive } = client({
      agreement: () => ({
        share: SHARE,
        secret: () => {
          throw cause
        },
      }),
    })
    expect(() => receive(new Server13().hello))
      .to.throw(DecodeError, 'KeyShareEntry: the key share is invalid')
      .with.property('cause', cause)
  })

  it('refuses a share for which the client has no agreement', () => {
    const problem = 'ServerHello: a key_share of a group for which the client sent none'
    expect(() => client({ agreement: () => undefined }).receive(new Server13().hello)).to.throw(problem)
  })

  it('accepts SHA-384 suites', () => {
    const server = new Server13({ suite: TLS_AES_256_GCM_SHA384 })
    const { receive } = client({ until: 'server-finished' })
    const handshake = done(receive(server.hello, server.messages(...FLIGHT), server.finished()))
    expect(handshake.suite).to.equal(TLS_AES_256_GCM_SHA384)
  })
})

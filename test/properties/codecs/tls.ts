import { expect } from 'chai'
import fc from 'fast-check'
import { decide } from '../../../src/gateway/server/clientOffer.ts'
import {
  decodeCertificate,
  decodeCertificate12,
  decodeCertificateVerify,
  decodeNewSessionTicket,
} from '../../../src/tls/authentication.ts'
import { type ClientHello, decodeClientHello, encodeClientHello } from '../../../src/tls/clientHello.ts'
import {
  alpn,
  decodeAlpn,
  decodeKeyShares,
  decodeSignatureAlgorithms,
  decodeSupportedGroups,
  decodeSupportedVersions,
  encodeExtensions,
  keyShares,
  readExtensions,
  signatureAlgorithms,
  supportedGroups,
  supportedVersions,
} from '../../../src/tls/extensions.ts'
import { encodeHandshake, HandshakeReader } from '../../../src/tls/handshake.ts'
import { askHello } from '../../../src/tls/helloAnswer.ts'
import { HASH_LENGTH, hkdfExpandLabel } from '../../../src/tls/keySchedule.ts'
import { DecodeError, decode } from '../../../src/tls/reader.ts'
import { encodeRecords, RecordReader, type TlsRecord } from '../../../src/tls/record.ts'
import { RecordProtection, suiteParameters } from '../../../src/tls/recordProtection.ts'
import { concat, u16, u24, u32, vector8, vector16, vector24 } from '../../../src/tls/writer.ts'
import { HELLO } from '../../tls/exchange/server13.ts'
import { recordings } from '../../tls/recorded/recording.ts'
import { bytes } from '../../tls/rfc8448.ts'
import { samples } from '../../tls/samples.ts'
import { bytesReader, type Codec, property, type Reader } from '../harness.ts'
import { inPieces, pieces } from '../values.ts'
import { handshakeReader } from './tlsServer.ts'

const isOwn = (error: unknown): boolean => error instanceof DecodeError

const u16s = fc.array(fc.nat({ max: 0xffff }), { maxLength: 30 })
const content = (maxLength: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ maxLength })
const extensions = fc.array(fc.record({ type: fc.nat({ max: 0xffff }), data: content(40) }), {
  maxLength: 12,
})

const clientHello: fc.Arbitrary<ClientHello> = fc.record({
  legacyVersion: fc.nat({ max: 0xffff }),
  random: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  legacySessionId: content(32),
  cipherSuites: u16s,
  extensions: fc.option(extensions, { nil: undefined }),
})

/** The samples of one decoder, which were recorded, as one reader. */
const sampleReaders = (): Reader[] => {
  const kinds = Map.groupBy(samples(), ({ name }) => name.split(',')[0] ?? '')
  return Array.from(kinds, ([kind, found]) => {
    const [first] = found
    return bytesReader({
      name: `TLS ${kind}`,
      read: (input) => first?.decode(input),
      valid: fc.constantFrom(...found.map(({ valid }) => valid)),
      isOwn,
      // The parts of a list refer to the bytes.
      weight: 10,
    })
  })
}

/** The bytes that a recorded server sent, in pieces of any size. */
const flights = (): Uint8Array[] =>
  recordings().map(({ flow }) =>
    concat(flow.filter(({ from }) => from === 'server').map((part) => bytes(part.bytes))).slice(0, 6000),
  )

const readAll = (stream: Uint8Array, sizes: readonly number[]): unknown => {
  const [records, messages] = [new RecordReader(), new HandshakeReader()]
  const seen: unknown[] = []
  try {
    for (const chunk of inPieces(stream, sizes)) {
      for (const { type, fragment } of records.push(chunk)) {
        seen.push([type, Buffer.from(fragment).toString('hex')])
        for (const message of messages.push(fragment)) seen.push([message.type, message.body.length])
      }
      expect(records.pending.length + messages.pendingLength).to.be.at.most(stream.length)
    }
  } catch (error) {
    if (!isOwn(error)) throw error
    seen.push(String(error))
  }
  return seen
}

const SUITES = [0x1301, 0x1302, 0x1303, 0x1304, 0x1305]

const protectedRecord = fc.record({
  suite: fc.constantFrom(...SUITES),
  secret: fc.uint8Array({ minLength: 48, maxLength: 48 }),
  type: fc.integer({ min: 20, max: 23 }),
  content: content(300),
  flipped: fc.nat(),
})

const recordOf = (wire: Uint8Array): TlsRecord => [...new RecordReader().push(wire)][0] as TlsRecord

export const tls = (): Codec => ({
  readers: [
    ...sampleReaders(),
    bytesReader({
      name: 'TLS ClientHello, made',
      read: decodeClientHello,
      valid: clientHello.map((hello) => encodeClientHello(hello).slice(4)),
      isOwn,
    }),
    bytesReader({
      name: 'TLS offer that serve judges',
      read: (hello) => decide(hello, 'hybrid'),
      valid: clientHello.map((hello) => encodeClientHello(hello).slice(4)),
    }),
    bytesReader({
      name: 'TLS Extensions',
      read: (data) => decode('Extensions', data, readExtensions),
      valid: extensions.map(encodeExtensions),
      isOwn,
    }),
    bytesReader({
      name: 'TLS Certificate, made',
      read: decodeCertificate,
      valid: fc
        .array(fc.tuple(content(80), extensions), { maxLength: 6 })
        .map((entries) =>
          concat(
            vector8(),
            vector24(entries.map(([data, own]) => concat(vector24(data), encodeExtensions(own)))),
          ),
        ),
      isOwn,
    }),
    bytesReader({
      name: 'TLS 1.2 Certificate, made',
      read: decodeCertificate12,
      valid: fc.array(content(80), { maxLength: 6 }).map((all) => vector24(all.map((one) => vector24(one)))),
      isOwn,
    }),
    bytesReader({
      name: 'TLS CertificateVerify, made',
      read: decodeCertificateVerify,
      valid: content(300).map((signature) => concat(u16(0x0804), vector16(signature))),
      isOwn,
    }),
    bytesReader({
      name: 'TLS NewSessionTicket, made',
      read: decodeNewSessionTicket,
      valid: fc
        .tuple(content(32), content(200), extensions)
        .map(([nonce, ticket, own]) =>
          concat(u32(7200), u32(1), vector8(nonce), vector16(ticket), encodeExtensions(own)),
        ),
      isOwn,
    }),
    bytesReader({
      name: 'TLS records and handshake messages',
      read: (stream) => readAll(stream, [stream.length]),
      valid: fc.constantFrom(...flights()),
      // Written in hexadecimal, to compare.
      weight: 16,
    }),
    bytesReader({
      name: 'TLS first flight of a server',
      read: (stream) => askHello(HELLO).receive(stream, () => {}),
      valid: fc.constantFrom(...flights()),
      isOwn,
    }),
    handshakeReader(),
  ],
  properties: [
    property('TLS: an encoded ClientHello is decoded', clientHello, (hello) => {
      expect(decodeClientHello(encodeClientHello(hello).subarray(4))).to.deep.equal(hello)
    }),
    property('TLS: encoded extensions are decoded', u16s, (values) => {
      expect(decodeSupportedGroups(supportedGroups(values).data)).to.deep.equal(values)
      expect(decodeSignatureAlgorithms(signatureAlgorithms(values).data)).to.deep.equal(values)
      expect(decodeSupportedVersions(supportedVersions(values).data)).to.deep.equal(values)
    }),
    property(
      'TLS: encoded key shares are decoded',
      fc.array(fc.record({ group: fc.nat({ max: 0xffff }), keyExchange: content(60) }), { maxLength: 8 }),
      (entries) => {
        expect(decodeKeyShares(keyShares(entries).data)).to.deep.equal(entries)
      },
    ),
    property(
      'TLS: encoded protocol names are decoded',
      fc.array(fc.string({ unit: 'binary-ascii', maxLength: 255 }), { maxLength: 8 }),
      (names) => {
        expect(decodeAlpn(alpn(names).data)).to.deep.equal(names)
      },
    ),
    property(
      'TLS: records and messages do not depend on how they were cut',
      fc.tuple(fc.constantFrom(...flights()), fc.nat(), fc.nat({ max: 255 }), pieces),
      ([flight, at, byte, sizes]) => {
        const stream = Uint8Array.from(flight)
        stream[at % stream.length] = byte
        expect(readAll(stream, sizes)).to.deep.equal(readAll(stream, [stream.length]))
      },
    ),
    property(
      'TLS: content in records of any size is read',
      fc.tuple(content(600), fc.integer({ min: 1, max: 300 }), pieces),
      ([whole, size, sizes]) => {
        const reader = new RecordReader()
        const wire = encodeRecords(22, 0x0303, whole, size)
        const read = inPieces(wire, sizes).flatMap((chunk) => [...reader.push(chunk)])
        expect(concat(read.map(({ fragment }) => fragment))).to.deep.equal(whole)
        expect(reader.pending.length).to.equal(0)
      },
    ),
    property(
      'TLS: handshake messages in fragments of any size are read',
      fc.tuple(fc.array(fc.tuple(fc.nat({ max: 255 }), content(60)), { maxLength: 8 }), pieces),
      ([messages, sizes]) => {
        const reader = new HandshakeReader()
        const stream = concat(messages.map(([type, body]) => encodeHandshake(type, body)))
        const read = inPieces(stream, sizes).flatMap((part) => [...reader.push(part)])
        expect(read.map(({ type, body }) => [type, Uint8Array.from(body)])).to.deep.equal(messages)
        expect(reader.pendingLength).to.equal(0)
      },
    ),
    property('TLS: numbers are written as they are read', fc.nat({ max: 0xff_ffff }), (value) => {
      expect(decode('u24', u24(value), (r) => r.u24())).to.equal(value)
      expect(decode('u32', u32(value * 256), (r) => r.u32())).to.equal(value * 256)
    }),
    property('TLS: a protected record is read, and no changed one', protectedRecord, (record) => {
      const parameters = suiteParameters(record.suite)
      if (!parameters) throw new Error(`suite ${record.suite}`)
      const secret = record.secret.subarray(0, HASH_LENGTH[parameters.hash])
      const wire = new RecordProtection(parameters, secret).protect(record.type, record.content)
      const read = new RecordProtection(parameters, secret).unprotect(recordOf(wire))
      expect([read.type, Buffer.from(read.content)]).to.deep.equal([record.type, Buffer.from(record.content)])
      const changed = Uint8Array.from(wire)
      const at = 5 + (record.flipped % (wire.length - 5))
      changed[at] = (changed[at] as number) ^ (1 << (record.flipped % 8))
      expect(() => new RecordProtection(parameters, secret).unprotect(recordOf(changed))).to.throw(
        DecodeError,
      )
    }),
    property(
      'TLS: the key schedule gives keys of any length, which depend on secret and label',
      fc.record({
        hash: fc.constantFrom('sha256' as const, 'sha384' as const),
        secret: fc.uint8Array({ minLength: 32, maxLength: 48 }),
        label: fc.constantFrom('key', 'iv', 'finished', 'c hs traffic'),
        context: content(48),
        length: fc.integer({ min: 8, max: 400 }),
      }),
      ({ hash, secret, label, context, length }) => {
        const key = hkdfExpandLabel(hash, secret, label, context, length)
        expect(key).to.have.length(length)
        expect(hkdfExpandLabel(hash, secret, label, context, length)).to.deep.equal(key)
        expect(hkdfExpandLabel(hash, secret, `${label} x`, context, length)).to.not.deep.equal(key)
        expect(hkdfExpandLabel(hash, Uint8Array.of(...secret, 1), label, context, length)).to.not.deep.equal(
          key,
        )
      },
    ),
  ],
})

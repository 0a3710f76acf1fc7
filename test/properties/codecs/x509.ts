import { X509Certificate } from 'node:crypto'
import { expect } from 'chai'
import fc from 'fast-check'
import { readPin } from '../../../src/gateway/client/pins.ts'
import { UsageError } from '../../../src/model/error.ts'
import { certificateBlocks, derOf } from '../../../src/model/pem.ts'
import { parseCertificate } from '../../../src/probe/tls/certificates/certificate.ts'
import { Chains } from '../../../src/probe/tls/certificates/chains.ts'
import { certificateAlgorithms, certificateNames } from '../../../src/probe/tls/certificates/der.ts'
import { trustAnchors } from '../../../src/probe/tls/certificates/trust.ts'
import { decodeCertificate12 } from '../../../src/tls/authentication.ts'
import { samples } from '../../tls/samples.ts'
import { bytesReader, type Codec, property, textReader } from '../harness.ts'
import { inPieces } from '../values.ts'

/** The certificates that recorded servers sent. */
const certificates = (): Uint8Array[] =>
  samples()
    .filter(({ name }) => name.startsWith('Certificate 1.2'))
    .flatMap(({ valid }) => decodeCertificate12(valid).map((der) => Uint8Array.from(der)))

const pemOf = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const anchors = trustAnchors([])

const isDer = (error: unknown): boolean =>
  error instanceof RangeError && /^(the|a length in the|an object) /.test(error.message)

export const x509 = (): Codec => {
  const ders = certificates()
  const der = fc.constantFrom(...ders)
  return {
    readers: [
      bytesReader({
        name: 'X.509 certificate',
        read: (bytes) => parseCertificate(bytes).facts,
        valid: der,
        share: 0.3,
      }),
      bytesReader({
        name: 'X.509 algorithms and names',
        read: (bytes) => [certificateAlgorithms(bytes), certificateNames(bytes)],
        valid: der,
        isOwn: isDer,
      }),
      bytesReader({
        name: 'X.509 chain',
        read: (bytes) => {
          const chains = new Chains(anchors, 'mcp.example')
          chains.add(inPieces(bytes, [bytes.length, 700]), 'ed25519', 'TLS 1.3')
          return chains.all
        },
        valid: der,
        share: 0.1,
      }),
      textReader({
        name: 'PEM',
        read: (text) => certificateBlocks(text).map(derOf),
        valid: fc.array(der, { maxLength: 3 }).map((all) => all.map(pemOf).join('')),
        tokens: ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', '-----'],
      }),
      textReader({
        name: 'pin',
        read: readPin,
        valid: fc
          .uint8Array({ minLength: 32, maxLength: 32 })
          .map((digest) => `sha256/${Buffer.from(digest).toString('base64')}`),
        isOwn: (error) => error instanceof UsageError && error.code === 'PIN_INVALID',
      }),
    ],
    properties: [
      property('PEM: written certificates are read', fc.array(der, { maxLength: 3 }), (all) => {
        const text = all.map((one) => `# a comment\n${pemOf(one)}`).join('')
        expect(certificateBlocks(text).map((block) => Uint8Array.from(derOf(block)))).to.deep.equal(all)
      }),
      property(
        'X.509: what OpenSSL reads is read, and names are the same',
        der,
        (one) => {
          const { issuer, subject } = certificateNames(one)
          const whole = Buffer.from(one)
          expect(whole.includes(Buffer.from(issuer)) && whole.includes(Buffer.from(subject))).to.equal(true)
          expect(parseCertificate(one).facts.sha256).to.equal(
            new X509Certificate(one).fingerprint256.replaceAll(':', '').toLowerCase(),
          )
        },
        0.1,
      ),
      property(
        'X.509: an object identifier is digits and points, whatever its arcs',
        fc.tuple(der, fc.array(fc.bigInt({ min: 0n, max: (1n << 128n) - 1n }), { maxLength: 3 })),
        ([one, arcs]) => {
          const { signature } = certificateAlgorithms(withSignature(one, [2n, 25n, ...arcs]))
          expect(signature).to.equal(['2', '25', ...arcs.map(String)].join('.'))
        },
      ),
    ],
  }
}

/** X.690 §8.19: the certificate with another signatureAlgorithm, which is the second part of it. */
const withSignature = (
  der: Uint8Array,
  [first = 0n, second = 0n, ...rest]: readonly bigint[],
): Uint8Array => {
  const oid = [first * 40n + second, ...rest].flatMap(base128)
  const algorithm = [0x30, oid.length + 2, 0x06, oid.length, ...oid]
  const [, lengthBytes = 0, high = 0, low = 0] = der.subarray(4, 8)
  expect(lengthBytes).to.equal(0x82)
  const tbs = der.subarray(4, 8 + ((high << 8) | low))
  const content = [...tbs, ...algorithm, 0x03, 0x01, 0x00]
  return Uint8Array.from([0x30, 0x82, content.length >> 8, content.length & 0xff, ...content])
}

const base128 = (arc: bigint): number[] => {
  const digits = [Number(arc & 0x7fn)]
  for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) digits.unshift(Number(rest & 0x7fn) | 0x80)
  return digits
}

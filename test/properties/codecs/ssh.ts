import { expect } from 'chai'
import fc from 'fast-check'
import { decodeHostKey, readKexReply } from '../../../src/ssh/hostKey.ts'
import { readIdentification } from '../../../src/ssh/identification.ts'
import { decodeKexInit, encodeKexInit } from '../../../src/ssh/kexInit.ts'
import { encodePacket, readPacket } from '../../../src/ssh/packet.ts'
import { DecodeError } from '../../../src/tls/reader.ts'
import { kexInit, packet, uint32 } from '../../ssh/packet.ts'
import { bytesReader, type Codec, property } from '../harness.ts'

const isOwn = (error: unknown): boolean => error instanceof DecodeError

const name = fc.string({ unit: fc.constantFrom(...'abz019-.@_'), minLength: 1, maxLength: 12 })
const lists = fc.array(fc.array(name, { maxLength: 6 }), { minLength: 10, maxLength: 10 })
const short = lists.map((all) => kexInit(...all.map((names) => names.join(','))))
const payload = fc.oneof(
  { weight: 99, arbitrary: short },
  // More names than an engine takes as arguments of a call.
  { weight: 1, arbitrary: fc.constant(kexInit(Array(100_000).fill('abc').join(','))) },
)

const printable = fc.string({ unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)) })
const identification = fc
  .record({
    before: fc.array(
      printable.filter((line) => !line.startsWith('SSH-')),
      { maxLength: 3 },
    ),
    version: fc.constantFrom('2.0', '1.99', '1.5'),
    software: printable.map((text) => text.slice(0, 40)),
    comments: fc.option(printable, { nil: undefined }),
  })
  .map(({ before, version, software, comments }) => ({
    text: `${before.map((line) => `${line}\r\n`).join('')}SSH-${version}-${software}${
      comments === undefined ? '' : ` ${comments}`
    }\r\n`,
    expected: { protocolVersion: version, software, ...(comments !== undefined && { comments }) },
  }))

const string = (bytes: Uint8Array): Uint8Array => Buffer.concat([uint32(bytes.length), bytes])
const bytes = fc.uint8Array({ maxLength: 64 })
const hostKey = fc
  .tuple(
    fc.constantFrom(
      'ssh-rsa',
      'ssh-dss',
      'ssh-ed25519',
      'ecdsa-sha2-nistp384',
      'ssh-rsa-cert-v01@openssh.com',
      'x@y',
    ),
    bytes,
    bytes,
    bytes,
  )
  .map(([type, ...parts]) => Buffer.concat([string(Buffer.from(type)), ...parts.map(string)]))
const reply = fc
  .tuple(fc.constantFrom(1, 2, 31), fc.nat(), hostKey)
  .map(([type, reason, blob]) =>
    Buffer.concat([Buffer.of(type), ...(type === 1 ? [uint32(reason)] : []), string(blob), string(blob)]),
  )

export const ssh = (): Codec => ({
  readers: [
    bytesReader({ name: 'SSH_MSG_KEXINIT', read: decodeKexInit, valid: payload, isOwn }),
    bytesReader({ name: 'SSH packet', read: readPacket, valid: short.map(packet), isOwn }),
    bytesReader({ name: 'SSH host key', read: decodeHostKey, valid: hostKey, isOwn }),
    bytesReader({ name: 'SSH key exchange', read: readKexReply, valid: reply, isOwn }),
    bytesReader({
      name: 'SSH identification',
      read: readIdentification,
      valid: identification.map(({ text }) => Buffer.from(text)),
      isOwn,
    }),
  ],
  properties: [
    property('SSH: what is packed is unpacked', lists, (all) => {
      const payload = kexInit(...all.map((names) => names.join(',')))
      const read = decodeKexInit(readPacket(packet(payload))?.payload ?? Buffer.of())
      const [kex, hostKey, to, from] = all
      expect(read.kexAlgorithms).to.deep.equal(kex)
      expect(read.serverHostKeyAlgorithms).to.deep.equal(hostKey)
      expect(read.encryptionAlgorithmsClientToServer).to.deep.equal(to)
      expect(read.encryptionAlgorithmsServerToClient).to.deep.equal(from)
      expect(read.languagesServerToClient).to.deep.equal(all[9])
      const written = encodePacket(encodeKexInit(read))
      expect(written.length % 8).to.equal(0)
      expect(readPacket(written)).to.deep.equal({ payload: new Uint8Array(payload), length: written.length })
    }),
    property('SSH: an identification is read after any lines', identification, ({ text, expected }) => {
      const bytes = Buffer.from(text)
      expect(readIdentification(bytes)).to.deep.equal({ identification: expected, length: bytes.length })
      for (let end = 0; end < bytes.length; end++)
        expect(readIdentification(bytes.subarray(0, end))).to.equal(undefined)
    }),
  ],
})

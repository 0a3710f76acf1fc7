import { expect } from 'chai'
import { groupKind, groupName } from '../../../src/registry/tls/groups/namedGroups.ts'
import { CLIENT_PROFILES, type ClientProfile } from '../../../src/registry/tls/software/clientProfiles.ts'

describe('client profiles', () => {
  it('hold every recorded hello, each under an id of its own', () => {
    const ids = CLIENT_PROFILES.map((profile) => profile.id)
    expect(new Set(ids).size).to.equal(ids.length)
    expect(ids).to.have.length.at.least(27)
  })

  it('say of each hello which hybrid and post-quantum groups it offers', () => {
    for (const profile of CLIENT_PROFILES) {
      const { groups } = walk(profile)
      expect(profile.postQuantumGroups, profile.id).to.deep.equal(
        groups.filter((group) => ['hybrid', 'pqc'].includes(groupKind(group))).map(groupName),
      )
    }
  })

  it('say of each derived hello how it was made, and of each captured one with what', () => {
    for (const profile of CLIENT_PROFILES) {
      expect(profile.asOf, profile.id).to.match(/^\d{4}-\d\d-\d\d$/)
      expect(profile.origin, profile.id).to.match(
        profile.captured
          ? /^captured on .*test\/vectors\/capture-client-hello\.ts$/
          : /^derived: no .* capture/,
      )
    }
  })

  for (const profile of CLIENT_PROFILES) {
    it(`${profile.id} is a whole ClientHello`, () => {
      const hello = walk(profile)
      expect(hello.suites).to.include(0x1301)
      expect(hello.groups).to.not.be.empty
      expect(new Set(hello.extensions).size).to.equal(hello.extensions.length)
      // RFC 9846 §4.3.8: each share belongs to an offered group, in the order of the groups.
      const offered = hello.groups.filter((group) => hello.shares.has(group))
      expect([...hello.shares.keys()]).to.deep.equal(offered).and.not.be.empty
    })
  }

  const X25519MLKEM768 = 0x11ec
  const X25519KYBER768DRAFT00 = 0x6399
  const shareLength = (id: string, group: number) => walk(byId(id)).shares.get(group)

  for (const id of [
    'node-22',
    'node-24',
    'node-26',
    'chromium',
    'bun',
    'claude-code',
    'codex',
    'python-openssl-3.5',
    'go-1.24',
    'go-1.26',
    'go-1.27',
    'java-27',
    'dotnet-openssl-3.5',
    'rustls-prefer-post-quantum',
    'curl-openssl-3.5',
  ]) {
    it(`${id} offers X25519MLKEM768 and sends a share for it`, () => {
      expect(walk(byId(id)).groups.filter((group) => !isGrease(group))[0]).to.equal(X25519MLKEM768)
      expect(shareLength(id, X25519MLKEM768)).to.equal(1184 + 32)
    })
  }

  for (const id of [
    'node-20',
    'python-openssl-3.0',
    'go-1.22',
    'go-1.23',
    'go-1.24-mlkem-off',
    'java-17',
    'java-21',
    'java-25',
    'dotnet-openssl-3.0',
    'rustls-ring',
    'curl-openssl-3.0',
  ]) {
    it(`${id} does not offer X25519MLKEM768`, () => {
      expect(walk(byId(id)).groups).to.not.include(X25519MLKEM768)
    })
  }

  it('deno offers X25519MLKEM768 last and without a share: only a HelloRetryRequest gets it', () => {
    expect(walk(byId('deno')).groups.at(-1)).to.equal(X25519MLKEM768)
    expect(shareLength('deno', X25519MLKEM768)).to.equal(undefined)
  })

  it('Go 1.23 offers the Kyber draft', () => {
    expect(walk(byId('go-1.23')).groups[0]).to.equal(X25519KYBER768DRAFT00)
    expect(shareLength('go-1.23', X25519KYBER768DRAFT00)).to.equal(32 + 1184)
  })

  it('Chromium and Go 1.27 accept ML-DSA certificates', () => {
    for (const id of ['chromium', 'go-1.27']) {
      expect(walk(byId(id)).signatureSchemes, id).to.include.members([0x0904, 0x0905, 0x0906])
    }
  })
})

function byId(id: string): ClientProfile {
  const profile = CLIENT_PROFILES.find((candidate) => candidate.id === id)
  if (profile === undefined) throw new Error(`no profile ${id}`)
  return profile
}

/** RFC 9846 §4.2.2, read apart from src/tls, so that the two check each other. */
function walk({ hello }: ClientProfile) {
  expect(hello).to.match(/^01(?:[0-9a-f]{2})+$/)
  const bytes = Buffer.from(hello, 'hex')
  expect(bytes.readUIntBE(1, 3), 'handshake length').to.equal(bytes.length - 4)
  expect(bytes.readUInt16BE(4), 'legacy_version').to.equal(0x0303)
  const sessionId = vector(bytes, 4 + 2 + 32, 1)
  expect(sessionId.length).to.be.oneOf([0, 32])
  const suites = vector(bytes, 4 + 2 + 32 + 1 + sessionId.length, 2)
  const afterSuites = 4 + 2 + 32 + 1 + sessionId.length + 2 + suites.length
  expect([...vector(bytes, afterSuites, 1)], 'compression methods').to.deep.equal([0])
  const block = vector(bytes, afterSuites + 2, 2)
  expect(afterSuites + 2 + 2 + block.length, 'end of the extensions').to.equal(bytes.length)

  const extensions = new Map(entries(block))
  const list = (type: number) => whole(extensions.get(type) ?? Buffer.of(0, 0))
  return {
    suites: codePoints(suites),
    extensions: entries(block).map(([type]) => type),
    groups: codePoints(list(0x000a)),
    signatureSchemes: codePoints(list(0x000d)),
    shares: new Map(entries(list(0x0033)).map(([group, key]) => [group, key.length])),
  }
}

function vector(bytes: Buffer, at: number, lengthBytes: 1 | 2): Buffer {
  const end = at + lengthBytes + bytes.readUIntBE(at, lengthBytes)
  expect(end, 'end of a vector').to.be.at.most(bytes.length)
  return bytes.subarray(at + lengthBytes, end)
}

function whole(body: Buffer): Buffer {
  const content = vector(body, 0, 2)
  expect(content.length, 'one vector and no more').to.equal(body.length - 2)
  return content
}

/** Extension and KeyShareEntry have the same shape: a code point and a vector. */
function entries(block: Buffer): [number, Buffer][] {
  const found: [number, Buffer][] = []
  for (let at = 0; at < block.length; ) {
    const body = vector(block, at + 2, 2)
    found.push([block.readUInt16BE(at), body])
    at += 4 + body.length
  }
  return found
}

function codePoints(bytes: Buffer): number[] {
  expect(bytes.length % 2).to.equal(0)
  return Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readUInt16BE(i * 2))
}

/** RFC 8701. */
function isGrease(value: number): boolean {
  return (value & 0x0f0f) === 0x0a0a && value >> 8 === (value & 0xff)
}

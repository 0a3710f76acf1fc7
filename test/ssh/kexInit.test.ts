import { expect } from 'chai'
import { readIdentification } from '../../src/ssh/identification.ts'
import { decodeKexInit } from '../../src/ssh/kexInit.ts'
import { MAX_PACKET, readPacket } from '../../src/ssh/packet.ts'
import { DecodeError } from '../../src/tls/reader.ts'
import { kexInit, packet, uint32 } from './packet.ts'

const problemOf = (act: () => unknown): string => {
  try {
    act()
  } catch (error) {
    if (error instanceof DecodeError) return error.problem
    throw error
  }
  return 'none'
}

describe('SSH_MSG_KEXINIT', () => {
  const payload = kexInit(
    'mlkem768x25519-sha256,curve25519-sha256',
    'ssh-ed25519',
    'aes128-ctr',
    'aes256-ctr',
  )

  it('is read in wire order', () => {
    const read = decodeKexInit(payload)
    expect(read.kexAlgorithms).to.deep.equal(['mlkem768x25519-sha256', 'curve25519-sha256'])
    expect(read.serverHostKeyAlgorithms).to.deep.equal(['ssh-ed25519'])
    expect(read.encryptionAlgorithmsClientToServer).to.deep.equal(['aes128-ctr'])
    expect(read.encryptionAlgorithmsServerToClient).to.deep.equal(['aes256-ctr'])
    expect(read.macAlgorithmsClientToServer).to.deep.equal([])
    expect(read.cookie).to.deep.equal(Buffer.alloc(16, 0xab))
    expect(read.firstKexPacketFollows).to.equal(false)
  })

  it('may not end early, wherever it is cut', () => {
    for (let length = 0; length < payload.length; length++) {
      expect(
        problemOf(() => decodeKexInit(payload.subarray(0, length))),
        `${length} bytes`,
      ).to.equal('missing')
    }
  })

  it('may not have bytes left over', () =>
    expect(problemOf(() => decodeKexInit(Buffer.concat([payload, Buffer.of(0)])))).to.equal('left-over'))

  for (const [what, names] of [
    ['an escape', 'a\u001b[31m'],
    ['a byte beyond ASCII', 'é'],
    ['a space', 'a b'],
    ['an empty name', 'a,,b'],
  ] as const) {
    it(`does not take ${what} for a name`, () =>
      expect(problemOf(() => decodeKexInit(kexInit(names)))).to.equal('invalid'))
  }

  it('takes no other message for it', () =>
    expect(problemOf(() => decodeKexInit(Buffer.concat([Buffer.of(1), payload.subarray(1)])))).to.equal(
      'invalid',
    ))
})

describe('The first SSH packet', () => {
  const whole = packet(kexInit('curve25519-sha256'))

  it('is waited for until it is whole', () => {
    for (let length = 0; length < whole.length; length++) {
      const payload = readPacket(whole.subarray(0, length))
      // Padding does not count, but it has to be there.
      expect(payload, `${length} of ${whole.length} bytes`).to.equal(undefined)
    }
    expect(readPacket(whole)).to.deep.equal({
      payload: kexInit('curve25519-sha256'),
      length: whole.length,
    })
  })

  it('may not be longer than any has to be', () =>
    expect(problemOf(() => readPacket(Buffer.concat([uint32(MAX_PACKET + 1), Buffer.alloc(8)])))).to.equal(
      'invalid',
    ))

  it('may not have more padding than bytes, nor too little', () => {
    expect(
      problemOf(() => readPacket(Buffer.concat([uint32(12), Buffer.of(11), Buffer.alloc(12)]))),
    ).to.equal('invalid')
    expect(problemOf(() => readPacket(Buffer.concat([uint32(12), Buffer.of(3), Buffer.alloc(12)])))).to.equal(
      'invalid',
    )
  })
})

describe('A name-list of 100,000 names', () => {
  it('is read, without a call that has each byte as an argument', () =>
    expect(decodeKexInit(kexInit(Array(100_000).fill('abc').join())).kexAlgorithms).to.have.length(100_000))
})

describe('The SSH identification', () => {
  const read = (text: string) => readIdentification(Buffer.from(text, 'latin1'))

  it('has a version, a software and comments', () => {
    expect(read('SSH-2.0-OpenSSH_10.0p2 Debian-7\r\n')).to.deep.equal({
      identification: { protocolVersion: '2.0', software: 'OpenSSH_10.0p2', comments: 'Debian-7' },
      length: 33,
    })
  })

  it('may come after other lines, and end in LF alone', () => {
    const found = read('Welcome\r\nstranger\r\nSSH-1.99-x\nrest')
    expect(found?.identification).to.deep.equal({ protocolVersion: '1.99', software: 'x' })
    expect(found?.length).to.equal(30)
  })

  it('is waited for until it ends', () => expect(read('SSH-2.0-Open')).to.equal(undefined))

  it('may not be too long, nor come after too many lines', () => {
    expect(problemOf(() => read(`SSH-2.0-${'x'.repeat(300)}\r\n`))).to.equal('invalid')
    expect(problemOf(() => read('x'.repeat(2_000)))).to.equal('invalid')
    expect(problemOf(() => read('x\n'.repeat(100)))).to.equal('missing')
  })

  it('has a version', () => expect(problemOf(() => read('SSH-\r\n'))).to.equal('invalid'))
})

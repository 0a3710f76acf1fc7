import { createHash, getDiffieHellman } from 'node:crypto'
import { expect } from 'chai'
import type { KeyExchange12 } from '../../../src/model/tls.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { keyExchangesOf } from '../../../src/probe/tls/tls12.ts'
import { dhPrime } from '../../../src/registry/tls/groups/dhPrimes.ts'
import { TLS12 } from '../../../src/registry/tls/versions.ts'
import type { Answer12 } from '../../../src/tls/helloAnswer.ts'
import { concat } from '../../../src/tls/writer.ts'
import { realServer } from '../front.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../probing.ts'

/** RFC 2409 and RFC 3526: the groups that Node.js has, by their numbers. */
const MODP = { 1: 2409, 2: 2409, 5: 3526, 14: 3526, 15: 3526, 16: 3526, 17: 3526, 18: 3526 } as const

const primeOf = (group: number | string): Buffer => getDiffieHellman(`modp${group}`).getPrime()

const dhe = (prime: Uint8Array): KeyExchange12[] => {
  const nothing = new Uint8Array(0)
  const keyExchange = {
    ...{ family: 'DHE', prime, generator: Uint8Array.of(2), publicKey: nothing },
    ...{ parameters: nothing, signed: undefined },
  }
  const answer = {
    ...{ kind: 'flight12', version: TLS12, clientRandom: nothing, hello: { cipherSuite: 0x009e } },
    flight: { certificates: [], keyExchange, certificateRequested: false },
  }
  return keyExchangesOf([answer as unknown as Answer12])
}

describe('the prime of DHE', () => {
  for (const [group, rfc] of Object.entries(MODP))
    it(`is that of group ${group} of RFC ${rfc}`, () => {
      const sha256 = createHash('sha256').update(primeOf(group)).digest('hex')
      expect(dhPrime(sha256)?.name).to.equal(`MODP ${group} (RFC ${rfc})`)
    })

  it('has its name and its size, with or without leading zeros', () => {
    const expected = [{ family: 'DHE', bits: 1024, prime: 'MODP 2 (RFC 2409)' }]
    expect(dhe(primeOf(2))).to.deep.equal(expected)
    expect(dhe(concat(new Uint8Array(3), primeOf(2)))).to.deep.equal(expected)
  })

  it('is custom where it has no known origin', () => {
    expect(dhe(primeOf(2).map((byte, i) => (i === 60 ? byte ^ 2 : byte)))).to.deep.equal([
      { family: 'DHE', bits: 1024, prime: 'custom' },
    ])
  })
})

describe('the curves of TLS 1.2', () => {
  const curvesOf = async (honorCipherOrder: boolean) => {
    const server = await realServer({ ecdhCurve: 'X25519:P-256:P-384:P-521', honorCipherOrder })
    try {
      const { port } = server
      const facts = await probeAddress(dialTo(port), probeOptions(PATIENT))
      return tlsOf(facts).keyExchange12Details.map(({ family, group }) => `${family} ${group}`)
    } finally {
      await server.close()
    }
  }

  it('are all found where TLS 1.3 is there too, although the curve of the key has to be offered', async () => {
    expect(await curvesOf(false)).to.have.members([
      ...['ECDHE x25519', 'ECDHE secp256r1', 'ECDHE secp384r1', 'ECDHE secp521r1'],
    ])
  })

  it('are only those that a client can get: the server prefers the curve of its key to the last two', async () => {
    expect(await curvesOf(true)).to.have.members(['ECDHE x25519', 'ECDHE secp256r1'])
  })
})

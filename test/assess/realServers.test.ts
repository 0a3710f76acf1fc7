import type { TlsOptions } from 'node:tls'
import { expect } from 'chai'
import { findingsOf } from '../../src/assess/findings/findings.ts'
import { createAuthorities, issueServer } from '../../src/lab/certificates.ts'
import type { AddressFacts } from '../../src/model/endpoint.ts'
import { probeAddress } from '../../src/probe/address.ts'
import type { FindingId } from '../../src/registry/findings.ts'
import { ENDPOINT } from '../facts.ts'
import { frontOf, realServer, type Seen, type Verdict } from '../probe/front.ts'
import { dialTo, PATIENT, probeOnce, probeOptions } from '../probe/probing.ts'

const found = (...addresses: AddressFacts[]): string[] =>
  findingsOf({ endpoint: ENDPOINT, addresses }, 'unknown', new Date()).findings.map(({ id }) => id)

const probed = async (options: TlsOptions): Promise<AddressFacts> => {
  const server = await realServer(options)
  try {
    return await probeAddress(dialTo(server.port), probeOptions(PATIENT))
  } finally {
    await server.close()
  }
}

/** OpenSSL takes a prime of the size of the RSA key. */
const dhe = async (key: 'RSA-1024' | 'RSA-2048'): Promise<TlsOptions> => {
  const now = Date.now()
  const ciphers = 'DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0'
  return {
    ...(await issueServer('dhe', { key }, await createAuthorities(now), now)),
    ciphers,
    dhparam: 'auto',
  }
}

const TLS12 = { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' } as const

const groups = async (ecdhCurve: string, address = '127.0.0.1'): Promise<AddressFacts> => ({
  ...(await probed({ ecdhCurve })),
  address,
})

describe('findings about servers of Node.js', () => {
  const CASES: { id: FindingId; yes: () => Promise<TlsOptions>; no: () => Promise<TlsOptions> }[] = [
    { id: 'weak-dh', yes: () => dhe('RSA-1024'), no: () => dhe('RSA-2048') },
    { id: 'finite-field-dh', yes: () => dhe('RSA-2048'), no: async () => ({}) },
  ]
  for (const { id, yes, no } of CASES)
    it(id, async () => {
      expect(found(await probed({ ...TLS12, ...(await yes()) }))).to.include(id)
      expect(found(await probed({ ...TLS12, ...(await no()) }))).not.to.include(id)
    })

  it('half-upgraded', async () => {
    const [hybrid, classical] = [await groups('X25519MLKEM768:x25519'), await groups('x25519', '127.0.0.2')]
    expect(found(hybrid)).not.to.include('half-upgraded')
    expect(found(hybrid, classical)).to.include('half-upgraded')
  })

  it('large-hello', async () => {
    const server = await realServer({})
    const behind = (judge: (seen: Seen) => Verdict) => probeOnce(frontOf(server, judge), PATIENT)
    try {
      expect(found(await behind(({ bytes }) => (bytes > 1460 ? 'reset' : 'pass')))).to.include('large-hello')
      expect(found(await behind(({ segments }) => (segments > 1 ? 'reset' : 'pass')))).to.include(
        'large-hello',
      )
      expect(found(await behind(() => 'pass'))).not.to.include('large-hello')
    } finally {
      await server.close()
    }
  })
})

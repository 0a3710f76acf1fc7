import { expect } from 'chai'
import { findingsOf } from '../../../src/assess/findings/findings.ts'
import type { AddressFacts } from '../../../src/model/endpoint.ts'
import { ENDPOINT } from '../../facts.ts'
import { frontOf, realServer, type Server } from '../front.ts'
import { PATIENT, probeOnce } from '../probing.ts'

const judge = (facts: AddressFacts) => {
  const { findings, undetermined } = findingsOf(
    { endpoint: ENDPOINT, addresses: [facts] },
    'high',
    new Date(),
  )
  return { found: findings.map(({ id }) => id), open: undetermined.map(({ id }) => id) }
}

/** Enough old protocols for many findings. */
const OLD = { minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' } as const

describe('A host that takes no more connections after some', () => {
  let server: Server
  let whole: string[]
  before(async () => {
    server = await realServer(OLD)
    whole = judge(
      await probeOnce(
        frontOf(server, () => 'pass'),
        PATIENT,
      ),
    ).found
  })
  after(() => server.close())

  it('has findings otherwise', () =>
    expect(whole).to.include.members(['anonymous-suite', 'obsolete-version', 'classical-accepted']))

  for (const connections of [1, 2, 3, 4, 6, 9, 13, 18, 24, 31, 40, 50]) {
    it(`has each finding or leaves it undetermined, after ${connections} connections`, async () => {
      const front = frontOf(
        server,
        () => 'pass',
        (nth) => nth <= connections,
      )
      const { found, open } = judge(await probeOnce(front, PATIENT))
      expect([...found, ...open]).to.include.members(whole)
    })
  }
})

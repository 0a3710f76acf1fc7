import { expect } from 'chai'
import { MADE_UP, withMandates } from '../registry/madeUpMandate.ts'
import { checkOf, tlsServer, verifyUrl } from './verifying.ts'

/** A mandate is one row: nothing else has to know its groups. */
describe('verify: a mandate that is only a row', () => {
  const verified = async (ecdhCurve: string) => {
    const server = await tlsServer({ ecdhCurve })
    try {
      return await withMandates([MADE_UP], () =>
        verifyUrl(server.url, { requirement: 'pqc', dials: 1, mandates: ['made-up'], timeoutMs: 5000 }),
      )
    } finally {
      await server.close()
    }
  }

  it('passes a server with one of the groups that it names', async () => {
    const found = await verified('SecP256r1MLKEM768')
    expect(found.mandates).to.deep.equal(['made-up'])
    for (const id of ['hybrid-only-client', 'independent-stack', 'addresses', 'classical-clients'])
      expect(checkOf(found, id).result, id).to.equal('pass')
  })

  it('fails a server with another hybrid group', async () => {
    const check = checkOf(await verified('X25519MLKEM768'), 'addresses')
    expect(check).to.deep.include({
      result: 'fail',
      evidence: '0 of 1 address: accepts no group of made-up (SecP256r1MLKEM768, MLKEM768)',
    })
    expect(check.remedy).to.match(
      /^Configure the server to accept SecP256r1MLKEM768 or MLKEM768 and no other/,
    )
  })
})

import { expect } from 'chai'
import { judgeAddresses } from '../../../src/assess/category.ts'
import { probeAddress } from '../../../src/probe/address.ts'
import { accepted, dialTo, others, PATIENT, probeOptions, tlsOf } from '../../probe/probing.ts'
import { skipIf } from '../../skip.ts'
import { whyNot, withServer } from '../servers/tlsServers.ts'
import { type Material, makeMaterial } from '../stacks/material.ts'
import { LIGHTTPD } from '../stacks/servers/lighttpd.ts'

/** lighttpd closes the connection without an alert where these libraries have nothing in common with the client. */
const SILENT = LIGHTTPD.filter(
  ({ stack, name }) => /mod_(gnutls|mbedtls)$/.test(stack) && name === 'as installed',
)

describe('Groups that real servers refuse by closing the connection', () => {
  let material: Material
  before(function () {
    skipIf(this, whyNot('/usr/bin/openssl'))
    material = makeMaterial()
  })
  after(() => material?.remove())

  for (const server of SILENT)
    it(server.stack, async function () {
      for (const needed of server.needs) skipIf(this, whyNot(needed))
      await withServer(
        (port) => server.run(port, material),
        async (port) => {
          const address = await probeAddress(dialTo(port), probeOptions(PATIENT))
          const { groups } = tlsOf(address)
          expect(accepted(groups)).to.include('x25519')
          const detail = 'the connection was closed; answered where x25519 is offered too'
          expect(others(groups)).to.deep.equal([{ state: 'refused', detail }])
          expect(judgeAddresses([address])[0]?.category).to.equal('classical')
        },
      )
    })
})

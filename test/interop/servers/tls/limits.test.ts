import { expect } from 'chai'
import type { TlsFacts } from '../../../../src/model/tls.ts'
import { SYSTEM_CLOCK } from '../../../../src/net/limiter.ts'
import { probeAddress } from '../../../../src/probe/address.ts'
import { listsOf, statesOf } from '../../../probe/net/everyAnswer.ts'
import { dialTo, PATIENT, probeOptions, tlsOf } from '../../../probe/probing.ts'
import { skipIf } from '../../../skip.ts'
import { type Folder, makeFolder, type Running, whyNot, withServer } from '../tlsServers.ts'

/** What HAProxy rejects, before it reads anything of the connection. */
const LIMITS: Record<string, { table: string; reject: string }> = {
  'more than two that are open at once': { table: 'conn_cur', reject: 'sc0_conn_cur gt 2' },
  'more than ten in a second': { table: 'conn_rate(1s)', reject: 'sc0_conn_rate gt 10' },
  'more than twenty in ten seconds': { table: 'conn_rate(10s)', reject: 'sc0_conn_rate gt 20' },
}

describe('HAProxy that rejects connections of one address', () => {
  let folder: Folder
  before(function () {
    skipIf(this, whyNot('/usr/sbin/haproxy'))
    folder = makeFolder()
  })
  after(() => folder?.remove())

  const haproxy =
    (limit?: { table: string; reject: string }) =>
    (port: number): Running => ({
      command: [
        'haproxy',
        '-db',
        '-f',
        folder.write(
          `haproxy-${port}.cfg`,
          `defaults
  mode http
  timeout connect 5s
  timeout client 5s
  timeout server 5s
frontend tls
  bind 127.0.0.1:${port} ssl crt ${folder.classical}.both curves X25519MLKEM768:X25519 ssl-min-ver TLSv1.2
${limit ? `  stick-table type ip size 1k expire 1m store ${limit.table}\n  tcp-request connection track-sc0 src\n  tcp-request connection reject if { ${limit.reject} }\n` : ''}  http-request return status 404
`,
        ),
      ],
    })

  const probed = (limit?: { table: string; reject: string }): Promise<TlsFacts> =>
    withServer(haproxy(limit), async (port) =>
      tlsOf(await probeAddress(dialTo(port), probeOptions({ ...PATIENT, clock: SYSTEM_CLOCK }))),
    )

  for (const [name, limit] of Object.entries(LIMITS))
    it(`${name}: all is found`, async () => {
      const whole = await probed()
      const tls = await probed(limit)
      expect(statesOf(tls)).to.deep.equal(statesOf(whole))
      expect(listsOf(tls)).to.deep.equal(listsOf(whole))
      expect(whole).not.to.have.property('rateLimit')
      expect(tls).to.have.property('rateLimit')
    })
})

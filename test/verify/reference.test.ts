import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { GroupPolicy } from '../../src/gateway/groups.ts'
import { identityFolder } from '../../src/gateway/identity/identityFolder.ts'
import { referenceHandler } from '../../src/gateway/server/reference/referenceHandler.ts'
import { type RunningServer, startServer } from '../../src/gateway/server/startServer.ts'
import type { Requirement } from '../../src/model/verification.ts'
import { checkOf, idsWith, verifyUrl } from './verifying.ts'

const NAMES = ['localhost', '127.0.0.1']

describe('verify of the reference server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-verify-reference-'))
  const servers: RunningServer[] = []
  after(async () => {
    await Promise.all(servers.map((server) => server.close()))
    rmSync(folder, { recursive: true })
  })

  const verified = async (policy: GroupPolicy, requirement: Requirement) => {
    const server = await startServer({
      port: 0,
      policy,
      identity: identityFolder(folder, [
        { type: 'dns', value: 'localhost' },
        { type: 'ip', value: '127.0.0.1' },
      ]),
      names: NAMES,
      handler: referenceHandler({ version: '0.0.0', maxBodyBytes: 2 ** 20 }),
    })
    servers.push(server)
    const ca = [server.identity.authorities?.pem ?? '']
    return verifyUrl(`https://127.0.0.1:${server.port}/mcp`, { requirement, ca, timeoutMs: 5000 })
  }

  it('passes pqc without a warning', async () => {
    const result = await verified('hybrid', 'pqc')
    expect(result.verdict).to.equal('pass')
    expect([...idsWith(result, 'warn'), ...idsWith(result, 'fail')]).to.deep.equal([])
    expect(checkOf(result, 'hello-retry').evidence).to.match(/^HelloRetryRequest asks for X25519MLKEM768/)
    expect(checkOf(result, 'no-downgrade').evidence).to.match(
      /the handshake fails with the alert handshake_failure$/,
    )
    expect(checkOf(result, 'tool-call').evidence).to.equal('"describe_connection" answered')
  })

  it('passes pqc-signatures with its ML-DSA-65 chain, and warns of the classical one', async () => {
    const result = await verified('hybrid', 'pqc-signatures')
    expect(result.verdict).to.equal('pass')
    expect(idsWith(result, 'warn')).to.deep.equal(['signatures'])
  })

  it('fails pqc only because it accepts X25519 too', async () => {
    const result = await verified('allow-classical', 'pqc')
    expect(idsWith(result, 'fail')).to.deep.equal(['classical-clients'])
  })
})

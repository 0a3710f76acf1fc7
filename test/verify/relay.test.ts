import { expect } from 'chai'
import { startRelay } from '../../src/verify/handshakes/tamperingRelay.ts'
import { type Fault, relayTo } from '../middleboxes/relay.ts'
import { at } from '../probe/at.ts'
import { checkOf, HYBRID, idsWith, type TlsServer, tlsServer, verifyUrl } from './verifying.ts'

const LOCAL = { lookup: async () => [{ address: '127.0.0.1' }] }

/** A hello of 2 KB does not fit the first segment of any network. */
const SEGMENT = 1460

describe('verify through a relay', () => {
  let server: TlsServer
  before(async () => {
    server = await tlsServer(HYBRID)
  })
  after(() => server.close())

  const through = async (fault: Fault, options = {}) => {
    const relay = await relayTo(server, fault)
    try {
      return await verifyUrl(`https://localhost:${relay.port}/mcp`, { ...LOCAL, ...options })
    } finally {
      await relay.close()
    }
  }

  it('passes a relay that forwards everything', async () => {
    const result = await through((chunk, pass) => pass(chunk))
    // What answers there is no MCP server, and that is all that is wrong.
    expect(idsWith(result, 'fail')).to.deep.equal(['mcp-session'])
  })

  it('is not disturbed by a delay', async () => {
    const result = await through((chunk, pass) => void setTimeout(() => pass(chunk), 20), { dials: 2 })
    expect(idsWith(result, 'fail')).to.deep.equal(['mcp-session'])
  })

  it('fails if long hellos are dropped', async () => {
    const result = await through((chunk, pass, socket) => {
      if (chunk.length > SEGMENT) socket.resetAndDestroy()
      else pass(chunk)
    })
    expect(result.verdict).to.equal('fail')
    const tolerance = checkOf(result, 'hello-tolerance')
    expect(tolerance.result).to.equal('fail')
    expect(tolerance.evidence).to.match(/^a hello of 2 KB: cut off/)
  })

  it('does not pass if hellos are truncated', async () => {
    const result = await through((chunk, pass) => pass(chunk.subarray(0, 1000)), { timeoutMs: 100, dials: 1 })
    expect(result.verdict).not.to.equal('pass')
    expect(idsWith(result, 'pass')).not.to.include('default-client')
  })

  it('stays open if everything is dropped', async () => {
    const result = await through(() => {}, { timeoutMs: 100 })
    expect(result.verdict).to.equal('incomplete')
    expect(result.checks.map(({ id }) => id)).to.deep.equal(['connection'])
    expect(checkOf(result, 'connection')).to.include({ result: 'skipped', inconclusive: true })
  })

  it('gets no handshake if the hello is edited', async () => {
    const relay = await startRelay(at(server.port), true)
    try {
      const result = await verifyUrl(`https://localhost:${relay.to.port}/mcp`, LOCAL)
      expect(relay.removed).to.include('X25519MLKEM768')
      expect(result.verdict).to.equal('fail')
      expect(idsWith(result, 'fail')).to.include.members(['default-client', 'no-downgrade', 'repeated-dials'])
      expect(checkOf(result, 'default-client').evidence).to.match(/BAD_RECORD_MAC/)
    } finally {
      await relay.close()
    }
  })

  it('passes a relay that edits nothing', async () => {
    const relay = await startRelay(at(server.port), false)
    try {
      const result = await verifyUrl(`https://localhost:${relay.to.port}/mcp`, LOCAL)
      expect(relay.removed).to.have.lengthOf(0)
      expect(idsWith(result, 'fail')).to.deep.equal(['mcp-session'])
    } finally {
      await relay.close()
    }
  })
})

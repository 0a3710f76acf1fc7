import { expect } from 'chai'
import { mixesBackEnds } from '../middleboxes/mixesBackEnds.ts'
import { CLASSICAL, checkOf, HYBRID, idsWith, type TlsServer, tlsServer, verifyUrl } from './verifying.ts'

const BOTH = async () => [{ address: '127.0.0.1' }, { address: '127.0.0.2' }]

describe('verify of several servers under one name', () => {
  let open: { close(): Promise<void> }[] = []
  afterEach(async () => {
    await Promise.all(open.map((one) => one.close()))
    open = []
  })
  const opened = <T extends { close(): Promise<void> }>(one: T): T => {
    open.push(one)
    return one
  }
  /** 127.0.0.1 and 127.0.0.2 on the same port. */
  const pair = async (second: typeof HYBRID): Promise<TlsServer> => {
    const first = opened(await tlsServer(HYBRID))
    opened(await tlsServer(second, { host: '127.0.0.2', port: first.port }))
    return first
  }

  it('passes two upgraded addresses', async () => {
    const result = await verifyUrl((await pair(HYBRID)).url, { lookup: BOTH })
    expect(checkOf(result, 'addresses')).to.deep.include({
      result: 'pass',
      evidence: '2 of 2 addresses: accepts X25519MLKEM768',
    })
    expect(checkOf(result, 'repeated-dials').result).to.equal('pass')
  })

  it('names the address that was not upgraded', async () => {
    const result = await verifyUrl((await pair(CLASSICAL)).url, { lookup: BOTH })
    expect(result.verdict).to.equal('fail')
    const { result: found, evidence } = checkOf(result, 'addresses')
    expect(found).to.equal('fail')
    expect(evidence).to.equal(
      '1 of 2 addresses: 127.0.0.1: accepts X25519MLKEM768; 127.0.0.2: accepts no post-quantum group',
    )
    expect(checkOf(result, 'default-client').evidence).to.include('127.0.0.2: TLS 1.3 with x25519')
  })

  it('warns of an address where nothing listens', async () => {
    const server = opened(await tlsServer(HYBRID))
    const { result, evidence } = checkOf(await verifyUrl(server.url, { lookup: BOTH }), 'addresses')
    expect(result).to.equal('warn')
    expect(evidence).to.match(/^1 of 2 addresses: .*127\.0\.0\.2: the port is closed$/)
  })

  it('counts the answers of a load balancer with a server that was not upgraded', async () => {
    const balancer = opened(
      await mixesBackEnds([opened(await tlsServer(HYBRID)), opened(await tlsServer(CLASSICAL))]),
    )
    const result = await verifyUrl(`https://localhost:${balancer.port}/mcp`, {
      lookup: async () => [{ address: '127.0.0.1' }],
      dials: 8,
    })
    const { result: found, evidence } = checkOf(result, 'repeated-dials')
    expect(found).to.equal('fail')
    expect(evidence).to.equal('4 of 8 connections post-quantum (X25519MLKEM768 4 times, x25519 4 times)')
  })

  it('does not pass a load balancer that few connections lead to the server that was not upgraded', async () => {
    const [upgraded, other] = [opened(await tlsServer(HYBRID)), opened(await tlsServer(CLASSICAL))]
    // The connections of repeated-dials lead to the others.
    let scanned = 0
    const pick = (): number => (++scanned % 8 === 7 && scanned < 300 ? 1 : 0)
    const balancer = opened(await mixesBackEnds([upgraded, other], pick))
    const result = await verifyUrl(`https://localhost:${balancer.port}/mcp`, {
      lookup: async () => [{ address: '127.0.0.1' }],
    })
    expect(result.verdict).to.equal('fail')
    expect(checkOf(result, 'addresses').result).to.equal('fail')
  })

  it('warns of servers that differ in anything else than their groups', async () => {
    const [one, other] = [
      opened(await tlsServer(HYBRID)),
      opened(
        await tlsServer({ ...HYBRID, maxVersion: 'TLSv1.3', minVersion: 'TLSv1.2', ALPNProtocols: ['h2'] }),
      ),
    ]
    const balancer = opened(await mixesBackEnds([one, other]))
    const result = await verifyUrl(`https://localhost:${balancer.port}/mcp`, {
      lookup: async () => [{ address: '127.0.0.1' }],
    })
    const { result: found, evidence } = checkOf(result, 'repeated-dials')
    expect(found).to.equal('warn')
    expect(evidence).to.match(/^Answers to the same question differ between connections to one address: /)
  })

  it('does not pass a server that gives some clients a classical group', async () => {
    const server = opened(await tlsServer({ ...HYBRID, ecdhCurve: 'X25519MLKEM768:X25519' }))
    const result = await verifyUrl(server.url)
    expect(result.verdict).to.equal('fail')
    const { result: found, evidence, remedy } = checkOf(result, 'client-runtimes')
    expect(found).to.equal('fail')
    expect(evidence).to.include('x25519 Deno 2')
    expect(remedy).to.include('X25519MLKEM768/X25519')
  })

  it('fails if no server is upgraded', async () => {
    const first = opened(await tlsServer(CLASSICAL))
    opened(await tlsServer(CLASSICAL, { host: '127.0.0.2', port: first.port }))
    const result = await verifyUrl(first.url, { lookup: BOTH })
    expect(checkOf(result, 'addresses').evidence).to.equal('0 of 2 addresses: accepts no post-quantum group')
    expect(idsWith(result, 'fail')).to.include.members(['default-client', 'repeated-dials'])
  })
})

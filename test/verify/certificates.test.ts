import { expect } from 'chai'
import { createAuthorities } from '../../src/lab/certificates.ts'
import { closedPort } from '../cli/servers.ts'
import { listen } from '../probe/listener.ts'
import { checkOf, HYBRID, idsWith, type TlsServer, tlsServer, verifyUrl } from './verifying.ts'

const LOCAL = { lookup: async () => [{ address: '127.0.0.1' }] }

describe('verify of certificates and connections', () => {
  let server: TlsServer
  before(async () => {
    server = await tlsServer(HYBRID)
  })
  after(() => server.close())

  it('fails if the authority is not trusted', async () => {
    const { classical } = await createAuthorities(Date.now())
    const result = await verifyUrl(server.url, { ...LOCAL, ca: [classical.pem] })
    const { result: found, evidence, remedy } = checkOf(result, 'certificates')
    expect(found).to.equal('fail')
    expect(evidence).to.equal(
      'Its certificate is not trusted: unable to get local issuer certificate (CN=verified.localhost, O=mcp-pqc lab).',
    )
    expect(remedy).to.include('--ca')
    expect(checkOf(result, 'default-client').result).to.equal('pass')
  })

  it('fails if the certificate is for another name', async () => {
    const { result, evidence } = checkOf(
      await verifyUrl(server.url, { ...LOCAL, sni: 'mcp.example.com' }),
      'certificates',
    )
    expect(result).to.equal('fail')
    expect(evidence).to.equal('Its certificate is for another name: CN=verified.localhost, O=mcp-pqc lab.')
  })

  it('stays open if nothing listens or the name does not resolve', async () => {
    const closed = await verifyUrl(`https://127.0.0.1:${await closedPort()}/mcp`)
    expect(closed.verdict).to.equal('incomplete')
    expect(checkOf(closed, 'connection').evidence).to.match(/^port \d+ closed: connection refused$/)
    const failure = Object.assign(new Error('no such name'), { code: 'ENOTFOUND' })
    const unknown = await verifyUrl('https://nowhere.invalid/mcp', { lookup: () => Promise.reject(failure) })
    expect(unknown.verdict).to.equal('incomplete')
    expect(checkOf(unknown, 'connection').evidence).to.equal(
      'the name nowhere.invalid does not resolve (ENOTFOUND)',
    )
  })

  it('fails plain HTTP under an https URL', async () => {
    const plain = await listen((socket) =>
      socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
    )
    try {
      const result = await verifyUrl(`https://127.0.0.1:${plain.port}/mcp`)
      expect(idsWith(result, 'fail')).to.deep.equal(['connection'])
      expect(checkOf(result, 'connection').evidence).to.equal(
        'It answers over plain HTTP: traffic is readable today by anyone on the network path.',
      )
    } finally {
      await plain.close()
    }
  })

  it('ends when it is aborted', async () => {
    const controller = new AbortController()
    const reason = new Error('enough')
    const silent = await listen(() => controller.abort(reason))
    const verifying = verifyUrl(`https://127.0.0.1:${silent.port}/mcp`, { signal: controller.signal }).catch(
      (error: unknown) => error,
    )
    expect(await verifying).to.equal(reason)
    await silent.close()
  })
})

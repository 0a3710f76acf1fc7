import { createSecureServer, type Http2SecureServer } from 'node:http2'
import { createServer as createHttps, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import { createAuthorities, type Identity, issueServer } from '../../../src/lab/certificates.ts'
import { HttpPeer } from '../../../src/probe/http/http.ts'
import { probeMcp } from '../../../src/probe/mcp/mcp.ts'
import { at } from '../at.ts'
import { type Asked, json } from '../mcp/mcpServer.ts'

/** As the lab issues it: for `crm.localhost`, localhost and the loopback addresses. */
const NAME = 'crm'

describe('HTTP to one address', () => {
  let ca: string
  let identity: Identity
  let expired: Identity
  let server: Server | Http2SecureServer | undefined
  before(async () => {
    const now = Date.now()
    const authorities = await createAuthorities(now)
    ca = authorities.classical.pem
    identity = await issueServer(NAME, { key: 'P-256' }, authorities, now)
    expired = await issueServer(NAME, { key: 'P-256', expired: true }, authorities, now)
  })
  afterEach(() => new Promise((resolve) => server?.close(resolve) ?? resolve(undefined)))

  const listen = async (): Promise<number> => {
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    return ((server as Server).address() as AddressInfo).port
  }

  it('speaks HTTP/2 where nothing else is spoken', async () => {
    server = createSecureServer({ ...identity, allowHTTP1: false }, (_, response) => {
      response.writeHead(200, { 'content-type': 'text/plain' })
      response.end('two')
    })
    const port = await listen()
    const peer = new HttpPeer(
      { origin: `https://crm.test:${port}`, to: at(port), serverName: 'crm.test' },
      { timeoutMs: 2_000, ca: [], verify: false },
    )
    try {
      const answer = await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
      expect(answer).to.deep.include({ kind: 'answer', status: 200, end: 'complete' })
      expect(answer.kind === 'answer' && answer.body.toString()).to.equal('two')
      expect(peer.connection?.alpn).to.equal('h2')
    } finally {
      await peer.close()
    }
  })

  it('ends a request that an HTTP/2 server without streams never lets start', async () => {
    server = createSecureServer({ ...identity, allowHTTP1: false, settings: { maxConcurrentStreams: 0 } })
    const port = await listen()
    const peer = new HttpPeer(
      { origin: `https://crm.test:${port}`, to: at(port), serverName: 'crm.test' },
      { timeoutMs: 200, ca: [], verify: false },
    )
    try {
      // The first one may be queued before the server's settings arrive, so that it starts but opens no stream.
      const first = await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
      expect(first).to.deep.include({ kind: 'failed', state: 'timed-out' })
      const second = await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
      expect(second).to.deep.equal({ kind: 'failed', state: 'timed-out', detail: 'no answer in 400 ms' })
    } finally {
      await peer.close()
    }
  })

  it('gives all requests of one visit a joint time limit', async () => {
    let asked = 0
    server = createHttps(identity, () => asked++)
    const port = await listen()
    const peer = new HttpPeer(
      { origin: `https://crm.test:${port}`, to: at(port), serverName: 'crm.test' },
      { timeoutMs: 50, ca: [], verify: false },
    )
    try {
      const started = performance.now()
      let last = await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
      while (last.kind === 'failed' && !last.detail.startsWith('not asked')) {
        expect(performance.now() - started).to.be.below(5_000)
        last = await peer.request({ method: 'GET', path: '/', maxBytes: 100 })
      }
      expect(last).to.deep.include({ state: 'timed-out', detail: 'not asked: its time was used up' })
      expect(asked).to.be.above(1)
    } finally {
      await peer.close()
    }
  })

  describe('with credentials', () => {
    const SECRET = 'Bearer s3cr3t'
    const asked: Pick<Asked, 'headers' | 'url'>[] = []
    beforeEach(() => asked.splice(0))

    /** Answers a modern server's `server/discover`, to those who bring the token. */
    const guarded = async (own: Identity): Promise<number> => {
      server = createHttps(own, (request, response) => {
        asked.push({ headers: request.headers, url: request.url ?? '' })
        if (request.headers.authorization !== SECRET) {
          response.writeHead(401, { 'www-authenticate': 'Bearer' }).end()
          return
        }
        let body = ''
        request.on('data', (text) => {
          body += text
        })
        request.on('end', () => {
          const { id } = JSON.parse(body || '{}') as { id?: number }
          json(response, {
            jsonrpc: '2.0',
            id,
            result: { supportedVersions: ['2026-07-28'], capabilities: {} },
          })
        })
      })
      return listen()
    }
    const probe = (port: number, origin = `https://localhost:${port}`, trusted: string[] = [ca]) =>
      probeMcp(
        { url: `https://localhost:${port}/mcp`, to: at(port), serverName: 'localhost' },
        { timeoutMs: 2_000, ca: trusted, credentials: [{ origin, headers: { authorization: SECRET } }] },
      )
    const tokens = (): number => asked.filter(({ headers }) => headers.authorization !== undefined).length

    it('sends them where they belong, after it was asked for them', async () => {
      const port = await guarded(identity)
      const facts = await probe(port)
      expect(facts.state).to.equal('recognised')
      expect(facts.credentials).to.equal('sent')
      expect(facts.auth).to.equal('required')
      expect(asked[0]?.headers.authorization).to.equal(undefined)
      expect(JSON.stringify(facts)).to.not.contain('s3cr3t')
    })

    it('sends them nowhere else', async () => {
      const port = await guarded(identity)
      for (const origin of [
        'https://localhost',
        `http://localhost:${port}`,
        `https://127.0.0.1:${port}`,
        'x',
      ]) {
        const facts = await probe(port, origin)
        expect(facts.state).to.equal('authorization')
        expect(facts.credentials).to.equal('none')
      }
      expect(tokens()).to.equal(0)
    })

    it('withholds them from a certificate of unknown origin', async () => {
      const facts = await probe(await guarded(identity), undefined, [])
      expect(facts.state).to.equal('authorization')
      expect(facts.credentials).to.equal('withheld')
      expect(facts.detail).to.contain('UNABLE_TO_VERIFY_LEAF_SIGNATURE')
      expect(tokens()).to.equal(0)
    })

    it('withholds them from an expired certificate', async () => {
      const facts = await probe(await guarded(expired))
      expect(facts.credentials).to.equal('withheld')
      expect(facts.detail).to.contain('CERT_HAS_EXPIRED')
      expect(tokens()).to.equal(0)
    })

    it('withholds them from a certificate for another name, whatever name was asked for', async () => {
      const port = await guarded(identity)
      const facts = await probeMcp(
        { url: `https://bank.test:${port}/mcp`, to: at(port), serverName: 'localhost' },
        {
          timeoutMs: 2_000,
          ca: [ca],
          credentials: [{ origin: `https://bank.test:${port}`, headers: { authorization: SECRET } }],
        },
      )
      expect(facts.credentials).to.equal('withheld')
      expect(facts.detail).to.contain('ERR_TLS_CERT_ALTNAME_INVALID')
      expect(tokens()).to.equal(0)
    })

    it('says that they were not accepted', async () => {
      const port = await guarded(identity)
      const facts = await probeMcp(
        { url: `https://localhost:${port}/mcp`, to: at(port), serverName: 'localhost' },
        {
          timeoutMs: 2_000,
          ca: [ca],
          credentials: [{ origin: `https://localhost:${port}`, headers: { authorization: 'Bearer old' } }],
        },
      )
      expect(facts.state).to.equal('authorization')
      expect(facts.detail).to.equal('the credentials were not accepted')
      expect(facts.credentials).to.equal('sent')
    })
  })
})

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect } from 'chai'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { behind, listen } from '../backend.ts'
import { guarded, makePeers } from '../peers.ts'
import { request } from '../server/serving.ts'
import { startGuessable } from './guessable.ts'

const ACCEPT = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
const INITIALIZE = {
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
}

describe('an upstream whose ids of sessions and events can be guessed', () => {
  let upstream: Awaited<ReturnType<typeof startGuessable>>
  beforeEach(async () => {
    upstream = await startGuessable()
  })
  afterEach(() => upstream.close())

  const send = async (
    origin: string,
    message: object,
    headers: Record<string, string> = {},
  ): Promise<{ status: number; text: string; session: string }> => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...message })
    const answer = await fetch(`${origin}/mcp`, { method: 'POST', headers: { ...ACCEPT, ...headers }, body })
    return {
      status: answer.status,
      text: await answer.text(),
      session: String(answer.headers.get('mcp-session-id')),
    }
  }
  const SECRET = {
    method: 'tools/call',
    params: { name: 'secret', arguments: {}, _meta: { progressToken: 'p' } },
  }
  /** Two clients, of which one has called; and what the other is given after the first event of that call. */
  const stolen = async (origin: string, eventId?: string) => {
    const first = await send(origin, INITIALIZE)
    const second = await send(origin, INITIALIZE)
    const { text } = await send(origin, SECRET, { 'mcp-session-id': first.session })
    expect(text).to.match(/secret of \d/)
    const ids = [...text.matchAll(/^id: (.+)$/gm)].map(([, id]) => String(id))
    const ask = async (session: string) => {
      const headers = { ...ACCEPT, 'mcp-session-id': session, 'last-event-id': eventId ?? String(ids[0]) }
      const leave = new AbortController()
      const answer = await fetch(`${origin}/mcp`, { headers, signal: leave.signal })
      const reader = answer.body?.getReader()
      const { value } = (await reader?.read()) ?? {}
      leave.abort()
      return { status: answer.status, text: Buffer.from(value ?? []).toString() }
    }
    return { own: await ask(first.session), other: await ask(second.session), sessions: [first, second] }
  }

  it('gives a client what is another’s, without the gateway', async () => {
    const { other } = await stolen(upstream.origin)
    expect(other.status).to.equal(200)
    expect(other.text).to.include('of 1')
  })

  it('behind the gateway resumes a stream for the session that has it, and for no other', async () => {
    const gateway = await behind(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
    )
    try {
      const { own, other, sessions } = await stolen(gateway.origin)
      expect(own.status).to.equal(200)
      expect(own.text).to.include('of 1')
      expect(other.status).to.equal(400)
      expect(other.text).to.not.include('of 1')
      for (const { session } of sessions) expect(Buffer.from(session, 'base64url').length).to.be.at.least(16)
      // The upstream's own ids mean nothing.
      expect((await send(gateway.origin, SECRET, { 'mcp-session-id': '1' })).status).to.equal(404)
      expect((await stolen(gateway.origin, '0')).own.status).to.equal(400)
    } finally {
      await gateway.close()
    }
  })

  it('that gives one id twice behind the gateway gives it to the last client alone', async () => {
    const forgetful = await listen((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'mcp-session-id': '1' }).end('{}')
    })
    const gateway = await behind(
      upstreamHandler({ url: `${forgetful.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
    )
    const use = (session: string) => send(gateway.origin, SECRET, { 'mcp-session-id': session })
    try {
      const first = await send(gateway.origin, INITIALIZE)
      // Servers repeat the id in their answers: it stays the same for the client.
      expect(await use(first.session)).to.include({ status: 200, session: first.session })
      const second = await send(gateway.origin, INITIALIZE)
      expect((await use(first.session)).status).to.equal(404)
      expect((await use(second.session)).status).to.equal(200)
    } finally {
      await gateway.close()
      await forgetful.close()
    }
  })

  it('behind the gateway is not cancelled by another client, nor ended', async () => {
    const gateway = await behind(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
    )
    const client = new Client({ name: 'first', version: '1' })
    const other = new Client({ name: 'second', version: '1' })
    try {
      for (const one of [client, other])
        await one.connect(new StreamableHTTPClientTransport(new URL(`${gateway.origin}/mcp`)))
      const cancel = new AbortController()
      const called = client.callTool({ name: 'wait', arguments: {} }, { signal: cancel.signal })
      const ended = called.catch((error: Error) => error.message)
      for (const requestId of [0, 1, 2, 3]) {
        const message = { id: undefined, method: 'notifications/cancelled', params: { requestId } }
        expect((await send(gateway.origin, message, { 'mcp-session-id': '1' })).status).to.equal(404)
        await other.notification({ method: 'notifications/cancelled', params: { requestId } })
      }
      const headers = { ...ACCEPT, 'mcp-session-id': '1' }
      expect((await fetch(`${gateway.origin}/mcp`, { method: 'DELETE', headers })).status).to.equal(404)
      expect((await client.listTools()).tools).to.have.lengthOf(2)
      expect(upstream.cancelled).to.deep.equal([])
      cancel.abort()
      expect(await ended).to.match(/abort/i)
    } finally {
      await Promise.all([client.close(), other.close()])
      await gateway.close()
    }
  })

  it('behind the gateway resumes no stream for another certificate', async () => {
    const peers = await makePeers()
    const gateway = await guarded(
      upstreamHandler({ url: `${upstream.origin}/mcp`, timeoutMs: 2_000, log: () => {} }),
      peers,
    )
    const ask = (message: object, headers: Record<string, string>, tls: object) => {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, ...message })
      return request(gateway, '/mcp', { method: 'POST', headers: { ...ACCEPT, ...headers }, body }, tls)
    }
    try {
      const begun = await ask(INITIALIZE, {}, peers.first)
      const session = { 'mcp-session-id': String(begun.headers.get('mcp-session-id')) }
      expect((await ask(SECRET, session, peers.first)).text).to.include('secret of 1')
      for (const tls of [peers.second, {}]) expect((await ask(SECRET, session, tls)).status).to.equal(404)
    } finally {
      await gateway.close()
    }
  })
})

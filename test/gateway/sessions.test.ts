import type { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { expect } from 'chai'
import type { McpHandler } from '../../src/gateway/mcpHandler.ts'
import { upstreamHandler } from '../../src/gateway/passThrough/upstreamHandler.ts'
import { referenceHandler } from '../../src/gateway/server/reference/referenceHandler.ts'
import { stdioHandler } from '../../src/gateway/stdio/stdioHandler.ts'
import { EVERYTHING, startEverything } from './backend.ts'
import { type Guarded, guarded, makePeers, type Peers } from './peers.ts'
import { request, withClient } from './server/serving.ts'

type Tls = { cert?: string; key?: string }
type Backend = {
  start(): Promise<McpHandler>
  /** A call of some steps. */
  slow: { name: string; arguments: Record<string, unknown> }
  ended: RegExp
}

const silent = (): void => {}
const OF_EVERYTHING = {
  slow: { name: 'trigger-long-running-operation', arguments: { duration: 1, steps: 4 } },
  ended: /Long running operation completed/,
}
let everything: Awaited<ReturnType<typeof startEverything>> | undefined

const BACKENDS: Record<string, Backend> = {
  'the built-in server': {
    start: async () => referenceHandler({ version: '0', maxBodyBytes: 100_000 }),
    slow: { name: 'count', arguments: { to: 4, intervalMs: 250 } },
    ended: /"counted":4/,
  },
  'a command': {
    start: async () => stdioHandler({ command: process.execPath, args: [EVERYTHING, 'stdio'], log: silent }),
    ...OF_EVERYTHING,
  },
  'an upstream': {
    start: async () => {
      everything = await startEverything('streamableHttp')
      return upstreamHandler({ url: `${everything.origin}/mcp`, timeoutMs: 2_000, log: silent })
    },
    ...OF_EVERYTHING,
  },
}

const HEADERS = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }

for (const [what, { start, slow, ended }] of Object.entries(BACKENDS)) {
  describe(`sessions of ${what}`, () => {
    let peers: Peers
    let gateway: Guarded
    before(async () => {
      peers = await makePeers()
      gateway = await guarded(await start(), peers)
    })
    after(async () => {
      await gateway?.close()
      await everything?.close()
      everything = undefined
    })

    const send = (message: object, headers: Record<string, string>, tls: Tls) => {
      const body = JSON.stringify({ jsonrpc: '2.0', ...message })
      return request(gateway, '/mcp', { method: 'POST', headers: { ...HEADERS, ...headers }, body }, tls)
    }
    /** Every request that could be under way. */
    const cancelAll = (headers: Record<string, string>, tls: Tls) =>
      Promise.all(
        [0, 1, 2, 3].map(async (requestId) => {
          const message = { method: 'notifications/cancelled', params: { requestId } }
          return (await send(message, headers, tls)).status
        }),
      )
    /** Calls as a real client does, and attacks when the call has begun. */
    const called = async (client: Client, attack: () => Promise<void>): Promise<void> => {
      let attacked: Promise<void> | undefined
      const onprogress = (): void => {
        attacked ??= attack()
      }
      const { content } = await client.callTool(slow, { onprogress })
      expect(JSON.stringify(content).replaceAll('\\"', '"')).to.match(ended)
      expect(attacked).to.not.equal(undefined)
      await attacked
    }
    const sessionOf = (client: Client): string => String(client.transport?.sessionId)

    it('belong to the certificate of the client that opened them', async () => {
      await withClient(
        gateway,
        'legacy',
        async (client) => {
          const headers = { 'mcp-session-id': sessionOf(client), 'mcp-protocol-version': '2025-11-25' }
          await called(client, async () => {
            for (const tls of [peers.second, {}]) {
              expect((await send({ id: 1, method: 'tools/list' }, headers, tls)).status).to.equal(404)
              expect(await cancelAll(headers, tls)).to.deep.equal([404, 404, 404, 404])
              for (const method of ['GET', 'DELETE']) {
                const answer = await request(
                  gateway,
                  '/mcp',
                  { method, headers: { ...HEADERS, ...headers } },
                  tls,
                )
                expect(answer.status, method).to.equal(404)
              }
            }
          })
          expect((await send({ id: 1, method: 'tools/list' }, headers, peers.first)).status).to.equal(200)
        },
        peers.first,
      )
      expect(gateway.identities.size).to.equal(3)
    })

    it('without certificates have ids of at least 128 random bits, and reach nothing of each other', async () => {
      await withClient(gateway, 'legacy', async (client) => {
        await withClient(gateway, 'legacy', async (other) => {
          const ids = [sessionOf(client), sessionOf(other)]
          expect(new Set(ids)).to.have.lengthOf(2)
          for (const id of ids)
            expect(id)
              .to.match(/^[\w-]{22,}$/)
              .and.not.match(UUID)
          const headers = { 'mcp-session-id': sessionOf(other), 'mcp-protocol-version': '2025-11-25' }
          await called(client, async () => {
            for (const status of await cancelAll(headers, {})) expect(status).to.equal(202)
            const params = { progressToken: 0, progress: 1e9 }
            await send({ method: 'notifications/progress', params }, headers, {})
            await (other.transport as StreamableHTTPClientTransport).terminateSession()
          })
        })
      })
    })

    it('of a client with a certificate are not reached by guessing, nor by an id that was never given', async () => {
      for (const id of ['1', '00000000-0000-4000-8000-000000000000', 'x'.repeat(64)]) {
        const headers = { 'mcp-session-id': id }
        expect((await send({ id: 1, method: 'ping' }, headers, peers.first)).status, id).to.equal(404)
      }
    })
  })
}

/** 122 random bits. */
const UUID = /^[\da-f]{8}-[\da-f]{4}-4/

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { probeMcp } from '../../../src/probe/mcp/mcp.ts'
import { at } from '../at.ts'

export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; rpc: Rpc }
type Rpc = { id?: number; method?: string; params?: Record<string, unknown> }
export type Answer = (asked: Asked, response: ServerResponse) => void

export type FakeServer = {
  url: string
  asked: Asked[]
  probe(options?: Partial<Parameters<typeof probeMcp>[1]>, paths?: string[]): ReturnType<typeof probeMcp>
  close(): Promise<void>
}

/** An HTTP server on loopback that answers as the test wants, and remembers what it was asked. */
export const serve = async (
  answer: Answer,
  path = '/mcp',
  { host = '127.0.0.1', port: wanted = 0 } = {},
): Promise<FakeServer> => {
  const asked: Asked[] = []
  const server = createServer(async (request, response) => {
    const body = await text(request)
    const rpc = body === '' ? {} : (JSON.parse(body) as Rpc)
    const one = { method: request.method ?? '', url: request.url ?? '', headers: request.headers, rpc }
    asked.push(one)
    answer(one, response)
  })
  await new Promise<void>((resolve) => server.listen(wanted, host, resolve))
  const { port } = server.address() as AddressInfo
  const url = `http://${host}:${port}${path}`
  return {
    url,
    asked,
    probe: (options, paths) =>
      probeMcp({ url, to: at(port, host), paths }, { timeoutMs: 2_000, ca: [], ...options }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

export const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

const SERVER_INFO = { name: 'fake', version: '1.0.0' }

/** A modern server that has tools: `list` answers `tools/list`. */
export const modern =
  (list: (asked: Asked, response: ServerResponse) => void, capabilities: object = { tools: {} }): Answer =>
  (asked, response) => {
    const { id, method } = asked.rpc
    if (method === 'server/discover') {
      const result = {
        supportedVersions: ['2026-07-28'],
        capabilities,
        _meta: { 'io.modelcontextprotocol/serverInfo': SERVER_INFO },
      }
      json(response, { jsonrpc: '2.0', id, result })
    } else if (method?.endsWith('/list')) list(asked, response)
    else json(response, { jsonrpc: '2.0', id: id ?? null, error: { code: -32601, message: 'no' } }, 404)
  }

export const toolsPage = (asked: Asked, tools: unknown[], more: object = {}): object => ({
  jsonrpc: '2.0',
  id: asked.rpc.id,
  result: { tools, ...more },
})

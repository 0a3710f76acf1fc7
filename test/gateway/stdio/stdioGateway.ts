import { EventEmitter, once } from 'node:events'
import type { StdioEvent } from '../../../src/gateway/events.ts'
import { type StdioOptions, stdioHandler } from '../../../src/gateway/stdio/stdioHandler.ts'
import { behind } from '../backend.ts'

type Named<Name extends StdioEvent['event']> = StdioEvent & { event: Name }

export type StdioGateway = Awaited<ReturnType<typeof startStdio>>

/** A stdio server behind the gateway, and what its operator hears. Without a command it is one that Node.js runs. */
export const startStdio = async (options: Partial<StdioOptions>) => {
  const log: StdioEvent[] = []
  const heard = new EventEmitter()
  const handler = stdioHandler({
    command: process.execPath,
    args: [],
    ...options,
    log: (event) => {
      log.push(event)
      heard.emit('event')
    },
  })
  const { origin, close, server } = await behind(handler)
  const url = `${origin}/mcp`
  const isSaid = (text: RegExp) => log.some((one) => one.event === 'process-said' && text.test(one.text))
  const post = (message: object, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        ...headers,
      },
      body: JSON.stringify(Array.isArray(message) ? message : { jsonrpc: '2.0', ...message }),
    })
  return {
    url,
    server,
    log,
    close,
    post,
    events: <Name extends StdioEvent['event']>(name: Name): Named<Name>[] =>
      log.filter((one): one is Named<Name> => one.event === name),
    /** The next one that comes, and none that has. */
    next: async <Name extends StdioEvent['event']>(name: Name): Promise<Named<Name>> => {
      const from = log.length
      for (;;) {
        const found = log.slice(from).find((one): one is Named<Name> => one.event === name)
        if (found) return found
        await once(heard, 'event')
      }
    },
    saidSoFar: isSaid,
    /** Until its standard error has said it. */
    said: async (text: RegExp): Promise<void> => {
      while (!isSaid(text)) await once(heard, 'event')
    },
    /** The header fields of a new session, of a client that has none of the SDK's manners. */
    initialize: async (): Promise<Record<string, string>> => {
      const params = {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'raw', version: '1' },
      }
      const answer = await post({ id: 0, method: 'initialize', params })
      await answer.text()
      return {
        'mcp-session-id': String(answer.headers.get('mcp-session-id')),
        'mcp-protocol-version': '2025-11-25',
      }
    },
  }
}

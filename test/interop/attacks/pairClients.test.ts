import type { Client } from '@modelcontextprotocol/client'
import { expect } from 'chai'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { referenceHandler } from '../../../src/gateway/server/reference/referenceHandler.ts'
import { stdioHandler } from '../../../src/gateway/stdio/stdioHandler.ts'
import { behind, EVERYTHING } from '../../gateway/backend.ts'
import { type Serving, serve, withClient } from '../../gateway/server/serving.ts'
import { MISBEHAVING_CLIENTS } from './misbehavingClients.ts'

const reference = () => referenceHandler({ version: '0.0.0', maxBodyBytes: 2_097_152 })

type Backend = { server: Serving; close(): Promise<void> }

const BACKENDS: Record<string, () => Promise<Backend>> = {
  'the built-in server': async () => {
    const server = await serve({ handler: reference() })
    return { server, close: server.close }
  },
  'an upstream': async () => {
    const { origin, close } = await behind(reference())
    const handler = upstreamHandler({ url: `${origin}/mcp`, timeoutMs: 5_000, log: () => {} })
    const server = await serve({ handler })
    return { server, close: () => server.close().then(close) }
  },
  'a command': async () => {
    const handler = stdioHandler({
      command: process.execPath,
      args: [EVERYTHING, 'stdio'],
      limits: { graceMs: 300 },
      log: () => {},
    })
    const server = await serve({ handler })
    return { server, close: server.close }
  },
}

/** Calls whose answers have to be complete and right. */
const call = async (client: Client, name: string): Promise<void> => {
  const texts = Array.from({ length: 5 }, (_, at) => `${name} ${at} ${'é'.repeat(2_000)}`)
  const answers = await Promise.all(
    texts.map((text) => client.callTool({ name: 'echo', arguments: { text, message: text } })),
  )
  answers.forEach(({ content, isError }, at) => {
    expect(isError ?? false).to.equal(false)
    expect(JSON.stringify(content)).to.include(texts[at])
  })
}

for (const [backend, start] of Object.entries(BACKENDS)) {
  describe(`serve in front of ${backend}, next to a healthy client, bears a client that sends`, () => {
    let running: Backend
    let client: Client
    let leave: () => void
    let left: Promise<void>
    before(async () => {
      running = await start()
      const connected = Promise.withResolvers<Client>()
      const going = new Promise<void>((resolve) => {
        leave = resolve
      })
      left = withClient(running.server, 'legacy', (one) => {
        connected.resolve(one)
        return going
      })
      client = await connected.promise
    })
    after(async () => {
      leave()
      await left
      await running.close()
    })

    for (const [name, misbehave] of Object.entries(MISBEHAVING_CLIENTS)) {
      it(name, async () => {
        const [sockets] = await Promise.all([misbehave(running.server), call(client, name)])
        await call(client, name)
        for (const socket of sockets ?? []) socket.destroy()
      })
    }
  })
}

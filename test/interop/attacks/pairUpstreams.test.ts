import { expect } from 'chai'
import { Agent, fetch } from 'undici'
import { startListener } from '../../../src/gateway/bridge/listener.ts'
import { ecdhCurveOf } from '../../../src/gateway/groups.ts'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { Conversation, clientOf, makeIdentities } from '../../gateway/bridge/clientPeers.ts'
import { serve } from '../../gateway/server/serving.ts'
import { MISBEHAVING_UPSTREAMS, startUpstream, type Upstream } from './misbehavingUpstreams.ts'

type Asked = { id: number; method: string; params: object }

type Side = {
  upstream: Upstream
  /** The answer of JSON-RPC. */
  healthy(asked: Asked): Promise<{ result?: unknown }>
  /** What the client sees: `answer`, the code of an error, or undefined where the connection broke off. */
  evil(asked: Asked): Promise<unknown>
  close(): Promise<void>
}

const tlsUpstream = async (): Promise<{ upstream: Upstream; url: string; ca: string[] }> => {
  const { server, ca } = await makeIdentities()
  const upstream = await startUpstream({ ...server, minVersion: 'TLSv1.3', ecdhCurve: ecdhCurveOf('hybrid') })
  return { upstream, url: `https://localhost:${upstream.port}/mcp`, ca: [ca] }
}

/** Requests over HTTP: what is broken off is seen as undefined. */
const overHttp = (url: string, dispatcher: Agent) => {
  const post = async (asked: Asked): Promise<{ result?: unknown; error?: { data?: { code?: string } } }> => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const body = JSON.stringify({ jsonrpc: '2.0', ...asked })
    const answer = await fetch(url, { method: 'POST', headers, body, dispatcher })
    const text = await answer.text()
    return text.startsWith('{') ? JSON.parse(text) : {}
  }
  return {
    healthy: post,
    evil: (asked: Asked) =>
      post(asked).then(
        ({ error, result }) => error?.data?.code ?? (result === undefined ? undefined : 'answer'),
        () => undefined,
      ),
  }
}

const SIDES: Record<string, () => Promise<Side>> = {
  'serve --upstream': async () => {
    const upstream = await startUpstream()
    const url = `http://127.0.0.1:${upstream.port}/mcp`
    const server = await serve({ handler: upstreamHandler({ url, timeoutMs: 5_000, log: () => {} }) })
    const dispatcher = new Agent({ connect: { ca: server.ca } })
    const close = async (): Promise<void> => {
      await dispatcher.destroy()
      upstream.close()
      await server.close()
    }
    return { upstream, ...overHttp(server.url, dispatcher), close }
  },
  'connect --listen': async () => {
    const { upstream, url, ca } = await tlsUpstream()
    const listener = await startListener({
      address: '127.0.0.1',
      port: 0,
      client: clientOf(url, { ca }),
      policy: 'hybrid',
      headers: {},
      onEvent: () => {},
    })
    const dispatcher = new Agent()
    const close = async (): Promise<void> => {
      await dispatcher.destroy()
      upstream.close()
      await listener.close()
    }
    return { upstream, ...overHttp(listener.url, dispatcher), close }
  },
  connect: async () => {
    const { upstream, url, ca } = await tlsUpstream()
    // An endless row is silent for longer than the others may be.
    const talk = new Conversation(clientOf(url, { ca, answerMs: 60_000 }))
    const ask = (asked: Asked) => {
      talk.say({ jsonrpc: '2.0', ...asked })
      return talk.answer(asked.id)
    }
    return {
      upstream,
      healthy: ask,
      evil: async (asked) => {
        const { error } = await ask(asked)
        return error === undefined ? 'answer' : (error as { data?: { code?: string } }).data?.code
      },
      close: async () => {
        upstream.close()
        await talk.stop()
      },
    }
  },
}

for (const [name, start] of Object.entries(SIDES)) {
  describe(`${name}, next to a healthy call, bears an upstream that sends`, () => {
    let side: Side
    let id = 0
    before(async () => {
      side = await start()
    })
    after(() => side.close())

    const calls = async (): Promise<void> => {
      const texts = Array.from({ length: 5 }, (_, at) => `${at} ${'é'.repeat(2_000)}`)
      const answers = await Promise.all(
        texts.map((text) => side.healthy({ id: ++id, method: 'ping', params: { text } })),
      )
      expect(answers.map(({ result }) => result)).to.deep.equal(texts.map((text) => ({ text })))
    }

    for (const [row, { result, isEndless }] of Object.entries(MISBEHAVING_UPSTREAMS)) {
      it(row, async () => {
        const evil = side.evil({ id: ++id, method: 'evil', params: { row } })
        await calls()
        if (isEndless === 'for all' || (isEndless && name !== 'connect')) side.upstream.release()
        const seen = await evil
        await calls()
        expect(({} as { polluted?: unknown }).polluted).to.equal(undefined)
        if (name === 'connect' && isEndless !== 'for all') expect(seen).to.equal(result)
      })
    }
  })
}

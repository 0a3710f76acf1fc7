import type { ServerResponse } from 'node:http'
import { expect } from 'chai'
import type { UpstreamEvent } from '../../../src/gateway/events.ts'
import { Pace } from '../../../src/gateway/passThrough/pace.ts'
import { upstreamHandler } from '../../../src/gateway/passThrough/upstreamHandler.ts'
import { behind, listen } from '../backend.ts'

const CALL = '{"jsonrpc":"2.0","id":"call-1","method":"tools/call","params":{"name":"x"}}'
const RESULT = '{"jsonrpc":"2.0","id":"call-1","result":{}}'

describe('a stream that breaks off and is resumed', () => {
  const { pause } = Pace.prototype
  const pauses: number[] = []
  beforeEach(() => {
    pauses.length = 0
    Pace.prototype.pause = async (ms) => {
      pauses.push(ms)
    }
  })
  afterEach(() => {
    Pace.prototype.pause = pause
  })

  /** One call; `resumed`: answers the GET after this event, the nth. */
  const call = async (
    first: string,
    resumed: (response: ServerResponse, lastId: string, nth: number) => void,
  ): Promise<{ text: string; gets: number; log: UpstreamEvent[] }> => {
    let gets = 0
    const upstream = await listen((request, response) => {
      request.resume()
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      if (request.method === 'POST') response.write(first, () => response.destroy())
      else resumed(response, String(request.headers['last-event-id']), ++gets)
    })
    const log: UpstreamEvent[] = []
    const url = `${upstream.origin}/mcp`
    const gateway = await behind(upstreamHandler({ url, timeoutMs: 2_000, log: (event) => log.push(event) }))
    try {
      const answer = await fetch(`${gateway.origin}/mcp`, { method: 'POST', body: CALL })
      return { text: await answer.text(), gets, log }
    } finally {
      await gateway.close()
      await upstream.close()
    }
  }

  it('is asked for later each time, whatever it asks, and after five times without an event not again', async () => {
    const { text, gets, log } = await call('id: 1\nretry: 0\ndata: \n\n', (response) =>
      response.write('retry: 0\n\n: x\n\n', () => response.destroy()),
    )
    expect(pauses).to.deep.equal([250, 1_000, 2_000, 4_000, 8_000])
    expect(gets).to.equal(5)
    expect(text).to.match(/"id":"call-1","error":.*UPSTREAM_BROKE_OFF/)
    expect(log.at(-1)).to.include({ event: 'upstream-cut-off', resumed: false })
  })

  it('goes on for as long as it brings events, at the pace that it asks for', async () => {
    const { text, gets } = await call('id: 0\nretry: 700\ndata: \n\n', (response, lastId, nth) => {
      expect(lastId).to.equal(String(nth - 1))
      if (nth === 20) response.end(`id: ${nth}\ndata: ${RESULT}\n\n`)
      else response.write(`id: ${nth}\ndata: \n\n`, () => response.destroy())
    })
    expect(gets).to.equal(20)
    expect(pauses).to.deep.equal(new Array(20).fill(700))
    expect(text).to.include(RESULT).and.not.include('error')
  })

  it('is not resumed before an event whose id is too long to be passed on: no answer comes twice', async () => {
    const long = `id: ${'x'.repeat(1_100)}\ndata: ${RESULT}\n\n`
    const { text, gets } = await call(`id: 1\ndata: \n\n${long}`, (response) => response.end(long))
    expect(gets).to.equal(0)
    expect(text.split(RESULT)).to.have.lengthOf(2)
  })
})

import { expect } from 'chai'
import { Pace } from '../../../src/gateway/passThrough/pace.ts'

describe('the turns of streams with many ids', () => {
  const { now } = performance
  afterEach(() => {
    performance.now = now
  })

  /** Streams that wait, in the order in which they get their turns. */
  const pacing = () => {
    const pace = new Pace()
    const order: string[] = []
    const end = new AbortController()
    const flood = (name: string, client: string, stream = { renames: 100 }) =>
      pace.turn(stream, client, end.signal)?.then(() => void order.push(name))
    return { pace, order, end, flood }
  }

  it('are needed after a hundred ids', async () => {
    const { pace, end } = pacing()
    const stream = { renames: 99 }
    expect(pace.turn(stream, 'a', end.signal)).to.equal(undefined)
    stream.renames = 100
    await pace.turn(stream, 'a', end.signal)
    expect(stream.renames).to.equal(0)
  })

  it('go from client to client: a client with one stream waits for one of another, however many that has', async () => {
    const { order, end, flood } = pacing()
    const floods = Array.from({ length: 400 }, (_, at) => flood(`flood ${at}`, 'a'))
    await flood('one', 'b')
    await flood('again', 'b')
    expect(order).to.deep.equal(['flood 0', 'one', 'flood 1', 'again'])
    end.abort()
    // What has ended takes no turn.
    await Promise.all(floods)
    expect(order).to.have.lengthOf(402)
  })

  it('go first to the streams of a client that need few', async () => {
    const { pace, order, end, flood } = pacing()
    const start = performance.now()
    const streams = [{ renames: 1 }, { renames: 1 }]
    for (const stream of streams) await pace.turn(stream, 'a', end.signal)
    const floods = Array.from({ length: 400 }, (_, at) => flood(`flood ${at}`, 'a'))
    performance.now = () => start + 1_500
    const quiet = streams.map((stream, at) =>
      flood(`quiet ${at}`, 'a', Object.assign(stream, { renames: 100 })),
    )
    await Promise.all([...quiet, floods[0]])
    expect(order).to.deep.equal(['quiet 0', 'quiet 1', 'flood 0'])
    end.abort()
    await Promise.all(floods)
  })
})

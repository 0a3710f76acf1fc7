import { expect } from 'chai'
import { MessageStream } from '../../src/gateway/stdio/messageStream.ts'
import { WaitingRoom } from '../../src/gateway/waitingRoom.ts'

const FREE = 65_536

describe('the room for what waits to be read', () => {
  it('is shared, next to a free part for each, and is given back', () => {
    const room = new WaitingRoom(1_000)
    const [one, other] = [room.enter(), room.enter()]
    expect(one.resize(FREE + 600)).to.equal(true)
    expect(other.resize(FREE + 401)).to.equal(false)
    expect(other.resize(FREE + 400)).to.equal(true)
    // The free part stays free.
    expect(room.enter().resize(FREE)).to.equal(true)
    expect(room.enter().resize(FREE + 1)).to.equal(false)
    one.resize(0)
    expect(other.resize(FREE + 1_000)).to.equal(true)
    other.resize(0)
    expect(one.resize(FREE + 1_001)).to.equal(false)
    expect(one.resize(FREE + 1_000)).to.equal(true)
  })

  it('is taken from those whose progress is longest ago, as far as it is needed', () => {
    const evicted: string[] = []
    const room = new WaitingRoom(1_000, 0)
    const enter = (name: string) => room.enter(() => evicted.push(name))
    const [first, second, third] = [enter('first'), enter('second'), enter('third')]
    const fixed = room.enter()
    for (const holder of [fixed, first, second, third]) expect(holder.resize(FREE + 250)).to.equal(true)
    // Progress: now `second` is the one that waits for longest.
    first.resize(FREE + 249)
    const newcomer = room.enter()
    expect(newcomer.resize(FREE + 200)).to.equal(true)
    expect(evicted).to.deep.equal(['second'])
    expect(newcomer.resize(FREE + 750)).to.equal(true)
    expect(evicted).to.deep.equal(['second', 'third', 'first'])
    expect(newcomer.resize(FREE + 751)).to.equal(false)
  })

  it('is taken from those who send a byte now and then before those who send on', () => {
    const evicted: string[] = []
    const room = new WaitingRoom(1_638_400, 0)
    const [trickling, sending] = ['trickling', 'sending'].map((name) => room.enter(() => evicted.push(name)))
    for (const holder of [trickling, sending]) holder?.resize(FREE + 800_000)
    for (let bytes = 1; bytes < 100; bytes++) {
      sending?.resize(FREE + 800_000 + 100 * bytes)
      trickling?.resize(FREE + 800_000 + bytes)
    }
    expect(room.enter().resize(FREE + 100_000)).to.equal(true)
    expect(evicted).to.deep.equal(['trickling'])
  })

  it('is taken from the client that holds most, for one that would hold less', () => {
    const evicted: string[] = []
    const room = new WaitingRoom(1_000, 600_000)
    const enter = (client: string, name: string) => room.enter(() => evicted.push(name), client)
    const [small, first, second, third] = [
      enter('other', 'small'),
      enter('greedy', 'first'),
      enter('greedy', 'second'),
      enter('greedy', 'third'),
    ]
    for (const holder of [small, first, second, third]) expect(holder?.resize(FREE + 250)).to.equal(true)
    expect(enter('greedy', 'more').resize(FREE + 1)).to.equal(false)
    const newcomer = enter('new', 'newcomer')
    expect(newcomer.resize(FREE + 200)).to.equal(true)
    expect(evicted).to.deep.equal(['first'])
    expect(newcomer.resize(FREE + 300)).to.equal(true)
    expect(evicted).to.deep.equal(['first', 'second'])
    // Now each has as much as it would take from another.
    expect(newcomer.resize(FREE + 501)).to.equal(false)
    expect(evicted).to.deep.equal(['first', 'second'])
  })

  it('is not taken from those who made progress lately', () => {
    const room = new WaitingRoom(1_000, 600_000)
    const holder = room.enter(() => expect.fail('evicted'))
    holder.resize(FREE + 1_000)
    expect(room.enter().resize(FREE + 1)).to.equal(false)
  })

  it('bounds the events that are stored for a client that was cut off', () => {
    const room = new WaitingRoom(1_000).enter()
    let stored = 0
    const lost: string[] = []
    const stream = new MessageStream({
      name: 'stream',
      isStanding: true,
      headers: {},
      keepAliveMs: 1_000,
      keepBytes: 10_000_000,
      count: (bytes) => {
        const isCounted = room.resize(stored + bytes)
        if (isCounted) stored += bytes
        return isCounted
      },
      onLost: (json) => lost.push(json),
    })
    const json = 'x'.repeat(FREE + 1_000)
    stream.send(json)
    expect([stored, lost.length]).to.deep.equal([json.length, 0])
    // Without a gap: what came before is lost, too.
    stream.send('y')
    expect([stored, lost]).to.deep.equal([0, [json, 'y']])
    stream.send('z')
    stream.forget()
    expect([stored, lost.length]).to.deep.equal([0, 3])
  })
})

import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { Worker } from 'node:worker_threads'
import { expect } from 'chai'
import { established } from '../../src/net/socket.ts'
import { timeLimit } from '../../src/net/timeLimit.ts'
import { converse } from '../../src/probe/net/conversation.ts'
import { askHttp } from '../../src/probe/service.ts'
import { at } from '../probe/at.ts'

/** Milliseconds in which this thread does nothing else. */
const beBusy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end; );
}

/** In a thread of its own: it answers while this one is busy. It says when a connection and a request have come. */
const SERVER = `
const { parentPort } = require('node:worker_threads')
const server = require('node:net').createServer((socket) => {
  parentPort.postMessage('connected')
  socket.on('error', () => {}).once('data', () => {
    parentPort.postMessage('asked')
    socket.write('HTTP/1.1 200 OK\\r\\ncontent-length: 0\\r\\n\\r\\n')
  })
})
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port))
`

describe('a time limit, where this process is busy when it is over', () => {
  let server: Worker
  let port: number
  before(async () => {
    server = new Worker(SERVER, { eval: true })
    ;[port] = (await once(server, 'message')) as [number]
  })
  after(() => server.terminate())

  const said = (what: string): Promise<void> =>
    new Promise((resolve) => {
      const listen = (message: unknown): void => {
        if (message !== what) return
        server.off('message', listen)
        resolve()
      }
      server.on('message', listen)
    })

  it('reads the answer that has come meanwhile', async () => {
    const asked = said('asked')
    const reply = converse({ to: at(port), timeoutMs: 200 }, askHttp(`127.0.0.1:${port}`, '/'))
    await asked
    // Timers come next, before sockets.
    setImmediate(() => beBusy(1_000))
    expect(await reply).to.deep.include({ kind: 'answer', value: 'http' })
  })

  it('has the connection that was accepted meanwhile', async () => {
    const socket = at(port).connect()
    const connected = established(socket, 'connect', { timeoutMs: 50 })
    beBusy(500)
    await connected
    expect(socket.destroyed).to.equal(false)
    socket.destroy()
  })

  it('gives the time back, once', async () => {
    const calls: number[] = []
    const started = performance.now()
    timeLimit(100, () => calls.push(performance.now() - started))
    // Longer than the limit and what is given back.
    for (let i = 0; i < 3; i++) {
      beBusy(400)
      await sleep(0)
    }
    await sleep(0)
    expect(calls).to.have.lengthOf(1)
    expect(calls[0]).to.be.at.least(500)
  })

  it('is over as soon as it is where this process is not busy, and never after it was ended', async () => {
    const late = new Promise<void>((resolve) => timeLimit(20, resolve))
    const calls: string[] = []
    timeLimit(1, () => calls.push('ended'))()
    await late
    expect(calls).to.deep.equal([])
  })
})

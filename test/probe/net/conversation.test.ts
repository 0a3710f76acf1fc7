import { expect } from 'chai'
import { converse, dialFailure, MAX_RECEIVED } from '../../../src/probe/net/conversation.ts'
import type { Ending } from '../../../src/tls/exchange.ts'
import { at } from '../at.ts'
import { listen } from '../listener.ts'
import { ENDLESS } from '../misbehaving.ts'

const CHUNK = 0x1_0000

describe('converse', () => {
  it('reads no more than MAX_RECEIVED and a chunk of what never ends', async () => {
    const endless = await listen(ENDLESS['warning alerts'] as Parameters<typeof listen>[0])
    let received = 0
    let ending: Ending | undefined
    const outcome = await converse(
      { to: at(endless.port), timeoutMs: 5000 },
      {
        opening: [Uint8Array.of(1)],
        receive(chunk) {
          received += chunk.length
          return undefined
        },
        ended(how) {
          ending = how
          return undefined
        },
      },
    )
    await endless.idle()
    await endless.close()
    expect(outcome.kind).to.equal('garbled')
    expect(ending).to.equal('too-long')
    expect(received)
      .to.be.above(MAX_RECEIVED)
      .and.at.most(MAX_RECEIVED + CHUNK)
    expect(outcome.kind === 'garbled' && outcome.received.length).to.equal(512)
  })

  it('opens nothing when it was interrupted before', async () => {
    const listener = await listen(() => {})
    const signal = AbortSignal.abort(new Error('interrupted'))
    const [result] = await Promise.allSettled([
      converse({ to: at(listener.port), timeoutMs: 100, signal }, { opening: [], receive: () => undefined }),
    ])
    expect(result.status).to.equal('rejected')
    await listener.close()
    expect(listener.accepted).to.equal(0)
  })

  it('tells a refused port from a host that cannot be reached and from a limit of this machine', () => {
    const failure = (code: string) => dialFailure(Object.assign(new Error('…'), { code }))
    expect(failure('ECONNREFUSED').state).to.equal('closed')
    expect(failure('ETIMEDOUT').state).to.equal('timed-out')
    expect(failure('EHOSTUNREACH')).to.deep.equal({ state: 'unreachable', detail: 'EHOSTUNREACH' })
    expect(failure('EMFILE')).to.deep.equal({
      state: 'unreachable',
      detail: 'this machine has no socket or port to spare (EMFILE)',
    })
  })
})

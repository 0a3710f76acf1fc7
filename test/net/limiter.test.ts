import { expect } from 'chai'
import { type Clock, HostLimiters, Limiter, RateLimiter } from '../../src/net/limiter.ts'

/** A clock that stands still until somebody sleeps; then it is as late as the latest has asked for. */
const standingClock = () => {
  let now = 1000
  const wakeUps: number[] = []
  const clock: Clock = {
    now: () => now,
    sleep: async (ms) => {
      wakeUps.push(now + ms)
    },
  }
  return { clock, wakeUps, advance: (ms: number) => (now += ms) }
}

describe('RateLimiter', () => {
  it('spaces starts evenly', async () => {
    const { clock, wakeUps } = standingClock()
    const rate = new RateLimiter(10, clock)
    await Promise.all(Array.from({ length: 5 }, () => rate.turn()))
    expect(wakeUps).to.deep.equal([1100, 1200, 1300, 1400])
  })

  it('saves nothing up while nobody starts', async () => {
    const { clock, wakeUps, advance } = standingClock()
    const rate = new RateLimiter(10, clock)
    await rate.turn()
    advance(5000)
    await rate.turn()
    await rate.turn()
    expect(wakeUps).to.deep.equal([6100])
  })

  it('never waits without a rate', async () => {
    const { clock, wakeUps } = standingClock()
    const rate = new RateLimiter(undefined, clock)
    await Promise.all([rate.turn(), rate.turn()])
    expect(wakeUps).to.deep.equal([])
  })

  it('stops waiting when it is interrupted', async () => {
    const rate = new RateLimiter(0.001)
    await rate.turn()
    const [result] = await Promise.allSettled([rate.turn(AbortSignal.abort())])
    expect(result.status).to.equal('rejected')
  })
})

describe('Limiter', () => {
  it('runs so many at once, and the others in their order', async () => {
    const limiter = new Limiter(2)
    const started: number[] = []
    const finish: (() => void)[] = []
    const tasks = [0, 1, 2, 3].map((i) =>
      limiter.run(() => {
        started.push(i)
        return new Promise<void>((resolve) => finish.push(resolve))
      }),
    )
    expect(started).to.deep.equal([0, 1])
    finish[1]?.()
    await tasks[1]
    await new Promise(setImmediate)
    expect(started).to.deep.equal([0, 1, 2])
    finish[0]?.()
    finish[2]?.()
    await new Promise(setImmediate)
    finish[3]?.()
    await Promise.all(tasks)
    expect(limiter.idle).to.equal(true)
  })

  it('gives its place on when a task throws', async () => {
    const limiter = new Limiter(1)
    const results = await Promise.allSettled([
      limiter.run(() => Promise.reject(new Error('no'))),
      limiter.run(async () => 'yes'),
    ])
    expect(results.map(({ status }) => status)).to.deep.equal(['rejected', 'fulfilled'])
  })
})

describe('HostLimiters', () => {
  it('keeps one host to its limit however tasks end and begin', async () => {
    const hosts = new HostLimiters(2)
    let running = 0
    let peak = 0
    const task = async (): Promise<void> => {
      peak = Math.max(peak, ++running)
      await null
      running--
    }
    // Ends and beginnings in every order that microtasks can have them.
    const stagger = async (turns: number): Promise<void> => {
      for (let i = 0; i < turns; i++) await null
      await hosts.run('one', task)
    }
    await Promise.all(Array.from({ length: 200 }, (_, i) => stagger(i % 23)))
    expect(peak).to.equal(2)
  })

  it('does not let one host wait for another', async () => {
    const hosts = new HostLimiters(1)
    const never = hosts.run('one', () => new Promise<void>(() => {}))
    expect(await Promise.race([never, hosts.run('two', async () => 'done')])).to.equal('done')
  })
})

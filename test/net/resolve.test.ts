import { setImmediate } from 'node:timers/promises'
import { expect } from 'chai'
import { resolveHost } from '../../src/net/resolve.ts'

describe('resolveHost', () => {
  it('takes an address for itself', async () => {
    const lookup = () => Promise.reject(new Error('not to be asked'))
    expect(await resolveHost('::1', { timeoutMs: 10, lookup })).to.deep.equal({ addresses: ['::1'] })
  })

  it('gives each address once', async () => {
    const lookup = async () => [
      { address: '192.0.2.1' },
      { address: '192.0.2.1' },
      { address: '2001:db8::1' },
    ]
    const resolved = await resolveHost('twice.example', { timeoutMs: 10, lookup })
    expect(resolved).to.deep.equal({ addresses: ['192.0.2.1', '2001:db8::1'] })
  })

  it('names the name that does not resolve, and why', async () => {
    const lookup = () => Promise.reject(Object.assign(new Error('…'), { code: 'ENOTFOUND' }))
    const resolved = await resolveHost('nowhere.example', { timeoutMs: 10, lookup })
    expect(resolved).to.deep.equal({
      problem: { code: 'UNRESOLVED', message: 'the name nowhere.example does not resolve (ENOTFOUND)' },
    })
  })

  it('ends where the resolver does not, and lets the others have their time', async () => {
    const letGo: (() => void)[] = []
    const hanging = () =>
      new Promise<never>((_, reject) =>
        letGo.push(() => reject(Object.assign(new Error('…'), { code: 'EAI_AGAIN' }))),
      )
    const names = Array.from({ length: 2 }, (_, i) => `slow-${i}.example`)
    const resolved = await Promise.all(
      names.map((name) => resolveHost(name, { timeoutMs: 10, lookup: hanging })),
    )
    for (const one of resolved) expect(one).to.have.nested.property('problem.code', 'UNRESOLVED')
    let isAsked = false
    const lookup = async () => {
      isAsked = true
      return [{ address: '192.0.2.1' }]
    }
    const waiting = resolveHost('fast.example', { timeoutMs: 10, lookup })
    await setImmediate()
    expect(isAsked, 'both threads that may look up names are occupied').to.equal(false)
    for (const go of letGo) go()
    expect(await waiting).to.deep.equal({ addresses: ['192.0.2.1'] })
  })

  it('ends at once when it is interrupted', async () => {
    const interruption = new AbortController()
    const reason = new Error('interrupted')
    let letGo = (): void => {}
    const lookup = () => new Promise<{ address: string }[]>((resolve) => (letGo = () => resolve([])))
    const resolving = resolveHost('slow.example', { timeoutMs: 60_000, signal: interruption.signal, lookup })
    interruption.abort(reason)
    const [result] = await Promise.allSettled([resolving])
    letGo()
    expect(result).to.deep.equal({ status: 'rejected', reason })
  })
})

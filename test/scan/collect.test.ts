import { expect } from 'chai'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { type CollectOptions, collect } from '../../src/scan/collect.ts'
import { deadAddress } from '../facts.ts'
import { endpoint } from '../report/inventory.ts'

const FOUND = endpoint([deadAddress('closed')])
const IN_A_RANGE = endpoint([deadAddress('closed')], { sources: [{ kind: 'range', name: '192.0.2.0/30' }] })

/** A scan that gives some endpoints, and then does what `then` does. */
const scanOf = (endpoints: InventoryEndpoint[], then: () => Promise<void> = async () => {}) =>
  async function* () {
    yield* endpoints
    await then()
  }

/** Stores nothing. */
const collected = (
  start: Parameters<typeof collect>[0],
  show: CollectOptions['show'],
  signal: AbortSignal = new AbortController().signal,
) =>
  collect(start, {
    recorder: { put: async () => {}, silent: () => {} },
    earlier: { endpoints: [], silent: new Set() },
    show,
    signal,
  })

const never = () => new Promise<void>(() => {})

describe('collecting what a scan gives', () => {
  it('tells of each as it comes, and counts the silent addresses of ranges apart', async () => {
    const told: unknown[] = []
    const result = await collected(scanOf([FOUND, IN_A_RANGE]), (one) => told.push(one))
    expect(result).to.deep.include({ endpoints: [FOUND], silentAddresses: 1, interrupted: false })
    expect(told).to.deep.equal([FOUND, undefined])
  })

  it('keeps what was finished when it is interrupted, and does not wait for what never ends', async () => {
    const controller = new AbortController()
    const result = collected(scanOf([FOUND], never), () => controller.abort(), controller.signal)
    expect(await result).to.deep.include({ endpoints: [FOUND], interrupted: true })
  })

  it('takes nothing more after that', async () => {
    const controller = new AbortController()
    const late = Promise.withResolvers<void>()
    const results = async function* () {
      yield FOUND
      await late.promise
      yield FOUND
    }
    const told: unknown[] = []
    const result = await collected(results, (one) => told.push(one) && controller.abort(), controller.signal)
    late.resolve()
    await new Promise(setImmediate)
    expect(result.endpoints).to.have.length(1)
    expect(told).to.have.length(1)
  })

  it('is complete where the interruption came after the last', async () => {
    const controller = new AbortController()
    const result = collected(scanOf([FOUND]), () => controller.abort(), controller.signal)
    expect(await result).to.deep.include({ interrupted: false })
  })

  it('lets any other error through', async () => {
    const broken = scanOf([FOUND], () => Promise.reject(new TypeError('a bug')))
    const error = await collected(broken, () => {}).catch((reason: unknown) => reason)
    expect(error).to.be.an.instanceOf(TypeError)
  })
})

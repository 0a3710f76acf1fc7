import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect } from 'chai'
import { assess } from '../../src/assess/assess.ts'
import { McpPqcError } from '../../src/model/error.ts'
import type { InventoryEndpoint } from '../../src/model/inventory.ts'
import { type CollectOptions, collect, documentOf } from '../../src/scan/collect.ts'
import { nothingEarlier, type ScanTask } from '../../src/scan/options.ts'
import type { ScanRecorder } from '../../src/scan/recorder.ts'
import { certificate, chain, deadAddress, ENDPOINT, NOW, tlsAddress, tlsFacts } from '../facts.ts'
import { endpoint } from '../report/inventory.ts'

const FOUND = endpoint([deadAddress('closed')])
const IN_A_RANGE = endpoint([deadAddress('closed')], { sources: [{ kind: 'range', name: '192.0.2.0/30' }] })

/** A scan that gives some endpoints, and then does what `then` does. */
const scanOf = (endpoints: InventoryEndpoint[], then: () => Promise<void> = async () => {}) =>
  async function* () {
    yield* endpoints
    await then()
  }

/** What was put, counted, and why it ended. */
const collected = async (
  start: Parameters<typeof collect>[0],
  show: CollectOptions['show'],
  signal: AbortSignal = new AbortController().signal,
) => {
  const endpoints: InventoryEndpoint[] = []
  const { summary, failure } = await collect(start, {
    recorder: {
      put: async (endpoint) => void endpoints.push(endpoint),
      silent: () => {},
      failure: undefined,
    },
    earlier: nothingEarlier(),
    show,
    signal,
  })
  const { silentAddresses, interrupted } = summary
  expect(summary.endpoints).to.equal(endpoints.length)
  return { endpoints, silentAddresses, interrupted, failure }
}

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

  it('keeps what was finished where a stage fails, and says why', async () => {
    const bug = new TypeError('a bug')
    const broken = scanOf([FOUND], () => Promise.reject(bug))
    const result = await collected(broken, () => {})
    expect(result).to.deep.include({ endpoints: [FOUND], interrupted: true, failure: bug })
  })

  it('ends where the store fails, and cancels what is not finished', async () => {
    const full = new McpPqcError('STORE_FULL', 'full', 'Free some space.')
    const recorder: CollectOptions['recorder'] = { put: async () => {}, silent: () => {}, failure: full }
    let stopped: AbortSignal | undefined
    const endless = async function* () {
      for (;;) yield FOUND
    }
    const { summary, failure } = await collect(
      (_, stop) => {
        stopped = stop
        return endless()
      },
      { recorder, earlier: nothingEarlier(), show: () => {}, signal: new AbortController().signal },
    )
    expect(summary).to.include({ endpoints: 1, interrupted: true })
    expect([failure, stopped?.aborted]).to.deep.equal([full, true])
  })

  it('holds no endpoint in memory', async () => {
    const given: WeakRef<InventoryEndpoint>[] = []
    let kept = Number.NaN
    const many = async function* () {
      for (let i = 0; i < 20; i++) {
        const one = structuredClone(FOUND)
        given.push(new WeakRef(one))
        yield one
      }
      // What a WeakRef leads to stays until the end of the turn.
      await new Promise(setImmediate)
      collectGarbage()
      kept = given.filter((one) => one.deref()).length
    }
    const { summary } = await collect(many, {
      recorder: { put: async () => {}, silent: () => {}, failure: undefined },
      earlier: nothingEarlier(),
      show: () => {},
      signal: new AbortController().signal,
    })
    expect(summary.endpoints).to.equal(20)
    // The generator itself has the last.
    expect(kept).to.be.below(2)
  })
})

const collectGarbage = (): void => {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
}

describe('The document of a scan', () => {
  const last = certificate({ notBefore: '2025-01-01T00:00:00.000Z', notAfter: '2025-02-01T00:00:00.000Z' })
  const addresses = [tlsAddress(tlsFacts({ chains: [chain({ certificates: [last] })] }))]
  /** Assessed while its certificate was valid. */
  const stored = endpoint(addresses, {
    assessment: assess({ endpoint: ENDPOINT, addresses }, new Date('2025-01-15T00:00:00.000Z')),
  })

  const findingsOf = async (before: number): Promise<string[]> => {
    const { summary, ...none } = nothingEarlier()
    const task: Partial<ScanTask> = {
      startedAt: NOW,
      earlier: { ...none, summary: { ...summary, endpoints: before } },
      recorder: { endpoints: scanOf([stored]) } as unknown as ScanRecorder,
    }
    const found: string[] = []
    for await (const { assessment } of documentOf({ summary }, task as ScanTask, '1.0.0').endpoints())
      found.push(...assessment.findings.map(({ id }) => id))
    return found
  }

  it('assesses again what was finished before the scan was resumed', async () => {
    expect(await findingsOf(1)).to.include('expired')
  })

  it('has the assessments of the scan where it was not interrupted', async () => {
    expect(await findingsOf(0)).to.deep.equal(stored.assessment.findings.map(({ id }) => id))
  })
})

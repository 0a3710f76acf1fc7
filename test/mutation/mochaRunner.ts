import { globSync } from 'node:fs'
import { relative, resolve } from 'node:path'
import type { InstrumenterContext, StrykerOptions } from '@stryker-mutator/api/core'
import { commonTokens, declareClassPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin'
import {
  type DryRunOptions,
  type DryRunResult,
  DryRunStatus,
  determineHitLimitReached,
  type MutantRunOptions,
  type MutantRunResult,
  type TestResult,
  type TestRunner,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner'
import Mocha from 'mocha'

/**
 * Stryker's test runner for Mocha 12 (Stryker's own does not load it): loads the test files once a process and runs, for each
 * mutant, the tests that reach it. Stryker starts a new process after a time-out and for mutants that act on loading.
 */
class MochaRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options)
  readonly #files: string[]
  readonly #slow: RegExp
  readonly #context: InstrumenterContext
  readonly #suites = new Map<Mocha.Suite, Mocha.Test[]>()
  readonly #ids = new Map<Mocha.Test, string>()
  #results: TestResult[] = []
  #mocha: Mocha | undefined
  #ranMutants = false

  constructor(options: StrykerOptions) {
    this.#files = (options['tests'] as string[]).flatMap((pattern) => globSync(pattern)).sort()
    this.#slow = new RegExp(options['slowTests'] as string)
    const scope = globalThis as { __stryker__?: InstrumenterContext }
    scope.__stryker__ ??= {}
    this.#context = scope.__stryker__
  }

  capabilities() {
    return { reloadEnvironment: false }
  }

  async dryRun({ disableBail }: DryRunOptions): Promise<DryRunResult> {
    const mocha = await this.#load()
    const tests = await this.#run(mocha, { bail: !disableBail })
    const { mutantCoverage } = this.#context
    if (!mutantCoverage) return { status: DryRunStatus.Complete, tests }
    // What runs on loading and in tests is left to the tests: only for the rest is a process of its own worth its time.
    const inTests = new Set(Object.values(mutantCoverage.perTest).flatMap(Object.keys))
    for (const id of Object.keys(mutantCoverage.static)) if (inTests.has(id)) delete mutantCoverage.static[id]
    return { status: DryRunStatus.Complete, tests, mutantCoverage }
  }

  /** Throws where what an earlier mutant left in the process fails a test: Stryker then tries again in a new process. */
  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, disableBail, hitLimit, mutantActivation, testFilter } = options
    if (mutantActivation === 'static') this.#context.activeMutant = activeMutant.id
    let mocha: Mocha
    try {
      mocha = await this.#load()
    } catch (error) {
      return toMutantRunResult({ status: DryRunStatus.Error, errorMessage: String(error) })
    }
    this.#context.activeMutant = activeMutant.id
    this.#context.hitCount = 0
    if (hitLimit === undefined) delete this.#context.hitLimit
    else this.#context.hitLimit = hitLimit
    const tests = await this.#run(mocha, { bail: !disableBail, filter: testFilter })
    const killedBy = tests.filter(({ status }) => status === TestStatus.Failed).map(({ id }) => id)
    const timedOut = determineHitLimitReached(this.#context.hitCount, this.#context.hitLimit)
    delete this.#context.activeMutant
    if (killedBy.length > 0 && this.#ranMutants) {
      const again = await this.#run(mocha, { bail: true, filter: killedBy })
      const failed = again.find(({ status }) => status === TestStatus.Failed)
      if (failed) throw new Error(`${failed.id} fails without a mutant`)
    }
    this.#ranMutants = true
    return toMutantRunResult(timedOut ?? { status: DryRunStatus.Complete, tests })
  }

  async #load(): Promise<Mocha> {
    if (this.#mocha) return this.#mocha
    const mocha = new Mocha({ timeout: 0, reporter: this.#reporter() })
    mocha.cleanReferencesAfterRun(false)
    for (const file of this.#files) mocha.addFile(resolve(file))
    await mocha.loadFilesAsync()
    this.#list(mocha.suite, new Map())
    this.#mocha = mocha
    return mocha
  }

  /** The tests to choose from, without the slow ones. Several may have the same title: the second one gets a number. */
  #list(suite: Mocha.Suite, titles: Map<string, number>): void {
    const tests = suite.tests.filter((test) => !this.#slow.test(test.fullTitle()))
    this.#suites.set(suite, tests)
    for (const test of tests) {
      const title = `${relative('.', test.file ?? '')}: ${test.fullTitle()}`
      const count = (titles.get(title) ?? 0) + 1
      titles.set(title, count)
      this.#ids.set(test, count === 1 ? title : `${title} (${count})`)
    }
    for (const child of suite.suites) this.#list(child, titles)
  }

  async #run(mocha: Mocha, { bail, filter }: { bail: boolean; filter?: string[] | undefined }) {
    const chosen = filter && new Set(filter)
    for (const [suite, tests] of this.#suites) {
      suite.bail(bail)
      suite.tests = chosen ? tests.filter((test) => chosen.has(this.#ids.get(test) ?? '')) : tests
    }
    this.#results = []
    await new Promise((done) => mocha.run(done))
    return this.#results
  }

  /** What runs outside of a test (on loading, in `before`) counts for no test: Stryker gives such a mutant all tests. */
  #reporter(): Mocha.ReporterConstructor {
    const runner = this
    return class extends Mocha.reporters.Base {
      constructor(run: Mocha.Runner, options: Mocha.MochaOptions) {
        super(run, options)
        const result = (test: Mocha.Runnable) => {
          const id = runner.#ids.get(test as Mocha.Test) ?? runner.#context.currentTestId ?? test.fullTitle()
          return { id, name: id, timeSpentMs: test.duration ?? 0, ...(test.file && { fileName: test.file }) }
        }
        run.on('test', (test) => {
          runner.#context.currentTestId = result(test).id
        })
        run.on('pass', (test) => runner.#results.push({ ...result(test), status: TestStatus.Success }))
        run.on('pending', (test) => runner.#results.push({ ...result(test), status: TestStatus.Skipped }))
        run.on('fail', (test, error) =>
          runner.#results.push({
            ...result(test),
            status: TestStatus.Failed,
            failureMessage: String(error?.stack ?? error),
          }),
        )
        run.on('test end', () => {
          delete runner.#context.currentTestId
        })
      }
    }
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'mocha', MochaRunner)]

export const strykerValidationSchema = {
  properties: {
    tests: { description: 'Patterns of test files', type: 'array', items: { type: 'string' } },
    slowTests: { description: 'Matches titles of tests that are left out', type: 'string' },
  },
}

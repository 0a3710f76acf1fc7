/**
 * npm run test:mutation -- --mutate src/tls/reader.ts: which changes of the code no test notices (docs/testing.md). The tests
 * are those of the module's folder, or what MUTATION_TESTS names. Each mutant is tested by a process of its own: the runner
 * for Mocha does not know Mocha 12.
 */
const pattern = process.argv[process.argv.indexOf('--mutate') + 1] ?? ''
const [, module = 'assess'] = /^src\/(\w+)/.exec(pattern) ?? []
const tests = process.env.MUTATION_TESTS ?? `'test/${module}/**/*.test.ts'`

export default {
  testRunner: 'command',
  commandRunner: { command: `mocha --no-config --bail --timeout 20000 --reporter dot ${tests}` },
  mutate: ['src/assess/**/*.ts'],
  // Node.js runs the sources as they are; Stryker does not know TypeScript 7.
  disableTypeChecks: false,
  tsconfigFile: 'no-tsconfig.json',
  concurrency: 1,
  incremental: true,
  incrementalFile: `.stryker/${module}.json`,
  tempDirName: '.stryker/sandbox',
  ignorePatterns: ['.ci', '.peers', '.lab', '.stryker', 'coverage', 'release'],
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, reportTests: false },
}

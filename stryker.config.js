/**
 * npm run test:mutation -- --mutate 'src/tls/**': which changes of the code no test notices (docs/testing.md). The tests are
 * those of the module, or the patterns that MUTATION_TESTS names.
 */
const pattern = process.argv[process.argv.indexOf('--mutate') + 1] ?? ''
const [, module = 'tls'] = /^src\/(\w+)/.exec(pattern) ?? []

/** Tests of a module in other folders. */
const MORE_TESTS = { assess: ['test/store/compareScans.test.ts'] }

/** Tests that try whole spaces or random fleets, and take seconds. */
const SLOW = [
  'when one thing gets worse, over the whole space',
  'is worse has no lower risk',
  'never takes a tier back',
  'servers of ten megabytes',
  'findings about servers of Node.js',
  'over a hundred random changes',
  'for fifty fleets',
]

export default {
  testRunner: 'mocha',
  plugins: ['./test/mutation/mochaRunner.ts'],
  tests: process.env.MUTATION_TESTS?.split(' ') ?? [
    `test/${module}/**/*.test.ts`,
    ...(MORE_TESTS[module] ?? []),
  ],
  slowTests: SLOW.join('|'),
  mutate: [`src/${module}/**/*.ts`],
  // Node.js runs the sources as they are; Stryker does not know TypeScript 7.
  disableTypeChecks: false,
  tsconfigFile: 'no-tsconfig.json',
  coverageAnalysis: 'perTest',
  // What acts only on loading (tables, patterns) would need a process and all tests for each mutant.
  ignoreStatic: true,
  concurrency: 1,
  timeoutMS: 10_000,
  incremental: true,
  incrementalFile: `.stryker/${module}.json`,
  tempDirName: '.stryker/sandbox',
  ignorePatterns: ['.ci', '.peers', '.lab', '.stryker', 'coverage', 'release'],
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, reportTests: false },
}

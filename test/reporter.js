import Mocha from 'mocha'

/** After the last test, for what is about to close. */
const GRACE_MS = 3_000

/**
 * Mocha's spec reporter for people and, into the file that MOCHA_RESULTS names, Mocha's own JSON reporter:
 * so .ci/run counts what `npm test` did without calling it in a way of its own.
 *
 * Mocha does not end while anything is open, such as the listener of a test that timed out. A run with a failure then ends
 * nevertheless; one without goes on. Both name what is open.
 */
export default class SpecAndResults extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const output = process.env.MOCHA_RESULTS
    if (output) new Mocha.reporters.JSON(runner, { ...options, reporterOption: { output } })
    runner.once('end', () => setTimeout(() => sayWhatIsOpen(runner.failures), GRACE_MS).unref())
  }
}

const sayWhatIsOpen = (failures) => {
  const open = process.getActiveResourcesInfo().join(', ')
  process.stderr.write(`Open after the last test, so that the process does not end by itself: ${open}\n`)
  if (failures > 0) process.exit(Math.min(failures, 255))
}

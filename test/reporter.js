import Mocha from 'mocha'

/**
 * Mocha's spec reporter for people and, into the file that MOCHA_RESULTS names, Mocha's own JSON reporter:
 * so .ci/run counts what `npm test` did without calling it in a way of its own.
 */
export default class SpecAndResults extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options)
    const output = process.env.MOCHA_RESULTS
    if (output) new Mocha.reporters.JSON(runner, { ...options, reporterOption: { output } })
  }
}

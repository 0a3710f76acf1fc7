/**
 * Skips a check that cannot run, with the reason in its title: a test, or in a `before` hook all tests of the suite.
 * Without a reason it does nothing.
 */
export const skipIf = (context: Mocha.Context, reason: string | undefined): void => {
  if (reason === undefined) return
  const { test } = context
  const mark = (one: { title: string }): void => {
    one.title += ` (skipped: ${reason})`
  }
  if (test && 'type' in test && test.type === 'hook') test.parent?.eachTest(mark)
  else if (test) mark(test)
  context.skip()
}

/** Why this process cannot give files to other users; undefined where it can. */
export const whyNotRoot = (): string | undefined =>
  process.geteuid?.() === 0 ? undefined : 'only root can give files to other users'

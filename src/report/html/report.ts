import type { Report } from '../inventory/reportInput.ts'

/**
 * The report that people open in a browser: one file that needs no network and no script, and runs under a strict
 * content security policy. What draws it is loaded when it is asked for: the charts' library takes a while.
 */
export const htmlReport: Report = async function* (input) {
  const { page } = await import('./page.ts')
  yield* page(input)
}

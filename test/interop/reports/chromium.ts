import { existsSync } from 'node:fs'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { skipIf } from '../../skip.ts'

/** Where Debian puts it. */
const PROGRAM = '/usr/bin/chromium'

/** Why there is no browser to test with; undefined where there is one. */
const REASON = existsSync(PROGRAM) ? undefined : `no ${PROGRAM}`

/** A page that was opened, and what it did that a page in order does not. */
export type Opened = {
  page: Page
  /** Messages of the console, uncaught errors, dialogs. */
  complaints: string[]
  /** What it asked for, itself included. */
  requests: string[]
}

export type Chromium = {
  open: (url: string, options?: BrowserContextOptions & { initScript?: string }) => Promise<Opened>
}

/** A suite with a real browser. Every page is closed after its test. */
export const describeInChromium = (title: string, suite: (browser: Chromium) => void): void => {
  describe(title, function () {
    this.timeout(60_000)
    let browser: Browser | undefined
    before(async function () {
      skipIf(this, REASON)
      // As root, which CI often is, its sandbox does not start.
      browser = await chromium.launch({ executablePath: PROGRAM, args: ['--no-sandbox'] })
    })
    after(() => browser?.close())
    afterEach(() => Promise.all(browser?.contexts().map((context) => context.close()) ?? []))
    suite({ open: (url, options) => opened(browser, url, options) })
  })
}

const opened = async (
  browser: Browser | undefined,
  url: string,
  { initScript, ...options }: BrowserContextOptions & { initScript?: string } = {},
): Promise<Opened> => {
  if (browser === undefined) throw new Error('the browser is not running')
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  if (initScript !== undefined) await context.addInitScript(initScript)
  const page = await context.newPage()
  const found: Opened = { page, complaints: [], requests: [] }
  page.on('console', (message) => found.complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => found.complaints.push(String(error)))
  page.on('dialog', (dialog) => {
    found.complaints.push(`dialog: ${dialog.message()}`)
    dialog.dismiss().catch(() => {})
  })
  page.on('request', (request) => found.requests.push(request.url()))
  await page.goto(url)
  return found
}

/** Opens everything that can be. */
export const unfold = (page: Page): Promise<void> =>
  page.evaluate('for (const details of document.querySelectorAll("details")) details.open = true')

/** In pixels: more than the window's is a page that has to be moved sideways. */
export const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth')

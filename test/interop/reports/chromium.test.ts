import { createHash, X509Certificate } from 'node:crypto'
import { existsSync } from 'node:fs'
import { expect } from 'chai'
import { type Browser, chromium } from 'playwright-core'
import { type Serving, serve } from '../../gateway/server/serving.ts'
import { skipIf } from '../../skip.ts'

const CHROMIUM = '/usr/bin/chromium'
const REASON = existsSync(CHROMIUM) ? undefined : `${CHROMIUM} is absent`

/** What the DevTools protocol calls Network.SecurityDetails. */
type SecurityDetails = {
  protocol: string
  keyExchangeGroup?: string
  cipher: string
  subjectName: string
  serverSignatureAlgorithm?: number
}

describe('Chromium (BoringSSL) and the reference server', () => {
  let server: Serving
  let browser: Browser
  before(async function () {
    skipIf(this, REASON)
    server = await serve()
    browser = await chromium.launch({
      executablePath: CHROMIUM,
      args: ['--no-sandbox', `--ignore-certificate-errors-spki-list=${spkiHashes(server).join()}`],
    })
  })
  after(async () => {
    await browser?.close()
    await server?.close()
  })

  it('meet in X25519MLKEM768, as the browser itself says', async () => {
    const page = await browser.newPage()
    const devTools = await page.context().newCDPSession(page)
    await devTools.send('Network.enable')
    const details = new Promise<SecurityDetails | undefined>((resolve) => {
      devTools.once('Network.responseReceived', ({ response }) => resolve(response.securityDetails))
    })
    const response = await page.goto(new URL('/', server.url).href)
    expect(response?.status()).to.equal(200)
    expect(await details).to.include({ protocol: 'TLS 1.3', keyExchangeGroup: 'X25519MLKEM768' })
    expect(await page.textContent('strong')).to.equal('X25519MLKEM768')
    expect(await server.event('connection-made')).to.include({ group: 'X25519MLKEM768' })
    await page.close()
  })
})

/** What the option takes: base64 of the SHA-256 of a SubjectPublicKeyInfo. */
const spkiHashes = ({ identity }: Serving): string[] =>
  identity.credentials.map(({ certificate }) =>
    createHash('sha256')
      .update(new X509Certificate(certificate).publicKey.export({ type: 'spki', format: 'der' }))
      .digest('base64'),
  )

import { expect } from 'chai'
import type { Page } from 'playwright-core'
import type { Inventory } from '../../../src/model/inventory.ts'
import { written } from '../../report/html/htmlPage.ts'
import { FLEET, INVENTORY } from '../../report/inventory.ts'
import { describeInChromium, unfold, widthOf } from './chromium.ts'
import { contrasts } from './contrast.ts'
import { labReport, PageFolder } from './labReport.ts'

/** Says so when the content security policy keeps something from the page. */
const REPORT_VIOLATIONS = `addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) =>
  console.error('policy', violatedDirective, blockedURI, sample))`

/** What has the focus, and the line around it. */
const FOCUSED = `(() => {
  const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement)
  const { tagName, textContent } = document.activeElement
  return [tagName + ' ' + textContent.slice(0, 20), outlineStyle + ' ' + outlineWidth]
})()`

const colourOf = (page: Page, property = 'color'): Promise<string> =>
  page.evaluate(`getComputedStyle(document.body).${property}`)

describeInChromium('the HTML report of the lab, in Chromium', ({ open }) => {
  const folder = new PageFolder()
  let inventory: Inventory
  let url: string
  before(async () => {
    const report = await labReport()
    inventory = report.inventory
    url = folder.write('report.html', report.text)
  })
  after(() => folder.remove())

  const names = (page: Page): Promise<string[]> =>
    page.locator('#list tbody:visible').evaluateAll((rows) => rows.map((row) => row.dataset['name'] ?? ''))

  it('requests only itself, and nothing in it is blocked', async () => {
    const { page, complaints, requests } = await open(url, { initScript: REPORT_VIOLATIONS })
    await page.locator('#unfold').click()
    await page.emulateMedia({ media: 'print' })
    expect({ complaints, requests }).to.deep.equal({ complaints: [], requests: [url] })
  })

  it('is blocked if it requests something', async () => {
    const { page, complaints } = await open(url)
    await page.evaluate(`new Promise((resolve) => {
      const image = new Image()
      image.onerror = resolve
      document.body.setAttribute('style', 'color: rgb(255, 0, 0)')
      image.src = 'https://127.0.0.1:9/x.png'
    })`)
    expect(complaints.filter((text) => text.includes('Content Security Policy'))).to.have.length(2)
    expect(await colourOf(page)).to.not.equal('rgb(255, 0, 0)')
  })

  it('names its landmarks, headings, charts, lists and controls for a screen reader', async () => {
    const { page } = await open(url)
    const tree = await page.locator('body').ariaSnapshot()
    for (const line of [
      '- banner:',
      '- navigation "Contents":',
      '- main:',
      '- contentinfo:',
      '- search "Filter the endpoints":',
      '- searchbox "Words"',
      '- combobox "Key exchange"',
      '- img "Sensitivity of the data and key exchange"',
      '- region "Not tested":',
      '- heading "Endpoints" [level=2]',
      '- table "Endpoints, highest risk first":',
      '- columnheader "Risk":',
      '- status:',
    ])
      expect(tree).to.include(line)
    expect(tree.match(/- rowheader "/g)?.length).to.be.at.least(inventory.endpoints.length)
  })

  it('is filtered with the keyboard alone', async () => {
    const { page } = await open(url)
    await page.locator('#words').focus()
    await page.keyboard.type('X25519MLKEM768 personal')
    expect(await names(page)).to.deep.equal(['hr'])
    expect(await page.locator('#count').textContent()).to.equal('1 of 14 endpoints')
    await page.keyboard.press('Escape')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Plaintext')
    expect(await names(page)).to.deep.equal(['tickets'])
    for (const key of ['Tab', 'Tab', 'Enter']) await page.keyboard.press(key)
    expect(await names(page)).to.have.length(inventory.endpoints.length)
  })

  it('is sorted with the keyboard alone, and says how', async () => {
    const { page } = await open(url)
    const heading = page.locator('th[data-sort=name]')
    await heading.getByRole('button').focus()
    await page.keyboard.press('Enter')
    const ascending = await names(page)
    expect(ascending).to.deep.equal(ascending.toSorted())
    expect(await heading.getAttribute('aria-sort')).to.equal('ascending')
    expect(await page.locator('[aria-sort]').count()).to.equal(1)
    await page.keyboard.press('Space')
    expect(await names(page)).to.deep.equal(ascending.toReversed())
    expect(await heading.getAttribute('aria-sort')).to.equal('descending')
  })

  it('opens what a link of the plan leads to, even where it was filtered out', async () => {
    const { page } = await open(url)
    await page.locator('#exchange').selectOption({ label: 'Hybrid' })
    await page.locator('#plan .items summary').first().click()
    const link = page.getByRole('link', { name: 'show endpoint' }).first()
    const target = (await link.getAttribute('href')) ?? ''
    await link.focus()
    await page.keyboard.press('Enter')
    await page.locator(`${target} details[open]`).waitFor()
    expect(
      await page.locator(`${target} summary`).evaluate((it) => it === it.ownerDocument.activeElement),
    ).to.equal(true)
  })

  it('shows where the focus is, in everything that can have it', async () => {
    const { page } = await open(url)
    const [seen, hidden] = [new Set<string>(), [] as string[]]
    for (let i = 0; i < 40; i++) {
      await page.keyboard.press('Tab')
      const [what, outline] = await page.evaluate<[string, string]>(FOCUSED)
      seen.add(what)
      if (outline !== 'solid 3px') hidden.push(`${what}: ${outline}`)
    }
    expect(hidden).to.deep.equal([])
    expect(seen).to.have.property('size').above(20)
  })

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`has enough contrast in ${colorScheme}, for every text`, async () => {
      const { page } = await open(url, { colorScheme })
      await unfold(page)
      expect(await colourOf(page, 'backgroundColor')).to.equal(
        colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(16, 23, 30)',
      )
      const found = await contrasts(page)
      expect(found).to.have.length.above(1000)
      expect(found.filter(({ ratio, needed }) => ratio < needed)).to.deep.equal([])
    })
  }

  it('fits a phone of 360 pixels, unfolded too, with charts that were drawn for it', async () => {
    const { page } = await open(url, { viewport: { width: 360, height: 740 } })
    expect(await widthOf(page)).to.equal(360)
    await unfold(page)
    expect(await widthOf(page)).to.equal(360)
    expect(await page.locator('.chart .wide:visible').count()).to.equal(0)
    expect(await page.locator('.chart .narrow:visible').count()).to.be.above(5)
    const small = await page
      .locator('.chart .narrow:visible text')
      .evaluateAll((texts) =>
        texts.map((text) => text.getBoundingClientRect().height).filter((it) => it < 10),
      )
    expect(small).to.deep.equal([])
  })

  it('is printed', async () => {
    const { page, complaints } = await open(url)
    const pdf = await page.pdf({ format: 'A4' })
    expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-')
    expect(pdf.length).to.be.above(50_000)
    await page.emulateMedia({ media: 'print' })
    await page.setViewportSize({ width: 688, height: 1000 })
    expect(await page.locator('nav, #controls').filter({ visible: true }).count()).to.equal(0)
    expect(await page.evaluate('getComputedStyle(document.getElementById("list")).display')).to.equal('table')
    expect(complaints).to.deep.equal([])
  })

  it('is complete without its script', async () => {
    const { page } = await open(url, { javaScriptEnabled: false })
    expect(await page.locator('#list tbody:visible').count()).to.equal(inventory.endpoints.length)
    expect(await page.locator('#controls').isVisible()).to.equal(false)
    await page.locator('#e1 summary').click()
    expect(await page.locator('#e1 .evidence').isVisible()).to.equal(true)
  })

  it('has pages for many endpoints, and prints all of them', async () => {
    const many = {
      ...INVENTORY,
      asOf: new Date(INVENTORY.finishedAt),
      endpoints: async function* () {
        for (let i = 0; i < 230; i++) yield { ...FLEET[i % FLEET.length], id: String(i) } as (typeof FLEET)[0]
      },
    }
    const { page } = await open(folder.write('many.html', await written(many)))
    const rows = page.locator('#list tbody:visible')
    expect(await rows.count()).to.equal(100)
    await page.getByRole('button', { name: 'Next' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
    expect(await rows.count()).to.equal(30)
    expect(await page.locator('#pages').textContent()).to.include('201 to 230 of 230')
    expect(await page.getByRole('button', { name: 'Next' }).isDisabled()).to.equal(true)
    await page.evaluate('dispatchEvent(new Event("beforeprint"))')
    expect(await rows.count()).to.equal(230)
    await page.evaluate('dispatchEvent(new Event("afterprint"))')
    expect(await rows.count()).to.equal(30)
  })
})

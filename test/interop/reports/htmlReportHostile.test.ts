import { expect } from 'chai'
import { plan } from '../../plan/planning.ts'
import {
  HOSTILE,
  hostileInventory,
  hostileVerification,
  TEN_MEGABYTES,
} from '../../report/hostileInventory.ts'
import { htmlPage } from '../../report/html/htmlPage.ts'
import { describeInChromium, unfold, widthOf } from './chromium.ts'
import { PageFolder } from './labReport.ts'

/** What would run, load or show if a browser read it as HTML. */
const FOR_BROWSERS = [
  '<img src=x onerror=alert(1)>',
  '"><script>alert(2)</script>',
  '</script><script>alert(3)</script>',
  '</style><style>*{display:none}</style>',
  '</title></desc></svg><svg onload=alert(4)>',
  '<iframe srcdoc="<script>alert(5)</script>">',
  '<meta http-equiv="refresh" content="0;url=https://evil.example">',
  '<base href="https://evil.example/"><a href="javascript:alert(6)">x</a>',
  '<link rel="stylesheet" href="https://evil.example/x.css">',
  '<form action="https://evil.example"><button>x</button></form>',
  '<details open ontoggle=alert(7)>',
  '<style>@import "https://evil.example/x.css"</style>',
  "' autofocus onfocus='alert(8)",
  '&lt;script&gt;alert(9)&lt;/script&gt;',
  '</tbody></table></main><h1>Everything is fine</h1>',
  '{a|{b}} ${alert(10)} {{constructor.constructor("alert(11)")()}}',
]

/** How many of each element: charts hold as many texts as there are names, and options are ours. */
const COUNT_ELEMENTS = `(() => {
  const counts = {}
  for (const { tagName } of document.querySelectorAll('body :not(svg, svg *, option)'))
    counts[tagName] = (counts[tagName] ?? 0) + 1
  return counts
})()`

describeInChromium('the HTML report of a hostile inventory, in Chromium', ({ open }) => {
  const folder = new PageFolder()
  after(() => folder.remove())

  const report = async (texts: readonly string[]): Promise<string> => {
    const inventory = hostileInventory(texts)
    const beside = { plan: plan(inventory.endpoints), verification: hostileVerification(inventory) }
    return folder.write('hostile.html', await htmlPage(inventory, beside))
  }

  it('runs nothing, requests nothing and has the elements of a harmless one', async () => {
    const texts = [...HOSTILE, ...FOR_BROWSERS]
    const elements = async (url: string): Promise<Record<string, number>> => {
      const { page, complaints, requests } = await open(url)
      await unfold(page)
      await page.locator('th[data-sort=name] button').click()
      await page.locator('#words').fill('script')
      await page.locator('#words').fill('')
      expect({ complaints, requests }).to.deep.equal({ complaints: [], requests: [url] })
      return page.evaluate(COUNT_ELEMENTS)
    }
    const hostile = await elements(await report(texts))
    const harmless = await elements(await report(texts.map((_, i) => `word${i}`)))
    expect(hostile).to.deep.equal(harmless)
  })

  it('fits a phone with hostile names', async () => {
    const { page } = await open(await report(['W'.repeat(10_000), '顧客'.repeat(5000), ...FOR_BROWSERS]), {
      viewport: { width: 360, height: 740 },
    })
    await unfold(page)
    expect(await widthOf(page)).to.equal(360)
  })

  it('shows right-to-left names without affecting the text next to them', async () => {
    const { page } = await open(await report(['שלום עולם', 'مرحبا']))
    const [name, risk] = await Promise.all([
      page.evaluate('getComputedStyle(document.querySelector("#e1 th bdi")).unicodeBidi'),
      page.locator('#e1 .risk').boundingBox(),
    ])
    expect(name).to.equal('isolate')
    expect(risk?.x).to.be.below(200)
  })

  it('cuts a name of 10 MB to a few words', async () => {
    const { page, complaints } = await open(await report([TEN_MEGABYTES]))
    expect((await page.locator('body').innerText()).length).to.be.below(60_000)
    expect(complaints).to.deep.equal([])
  })
})

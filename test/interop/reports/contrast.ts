import type { Page } from 'playwright-core'

export type Contrast = { what: string; ratio: number; needed: number }

/** WCAG 2.2, 1.4.3: all text that can be seen, and how far it stands out from what is behind it. */
export const contrasts = (page: Page): Promise<Contrast[]> => page.evaluate(CONTRASTS)

/** Runs in the page, which is why it stands here as text. */
const CONTRASTS = `(() => {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  // Any colour of CSS, as the browser itself paints it.
  const colour = (text) => {
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = text
    canvas.fillRect(0, 0, 1, 1)
    return [...canvas.getImageData(0, 0, 1, 1).data]
  }
  const luminance = (rgb) => {
    const [r, g, b] = rgb.slice(0, 3).map((value) => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const ratio = (a, b) => {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
    return (light + 0.05) / (dark + 0.05)
  }
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor)
      if (found[3] === 255) return found
    }
    throw new Error('nothing is behind ' + element.tagName)
  }
  // What is painted below a text of a drawing: the last shape before it that covers its middle.
  const below = (text) => {
    const box = text.getBoundingClientRect()
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
    const fills = [...text.ownerSVGElement.querySelectorAll('path,rect')]
      .filter((shape) => {
        const { left, right, top, bottom } = shape.getBoundingClientRect()
        const isBefore = shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING
        return isBefore && left < x && x < right && top < y && y < bottom
      })
      .map((shape) => getComputedStyle(shape).fill)
      .filter((fill) => fill !== 'none')
    return fills.length === 0 ? behind(text) : colour(fills.at(-1))
  }
  const found = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim()
    const element = walker.currentNode.parentElement
    if (words === '' || element.closest('script,title,desc,.away')) continue
    if (!element.checkVisibility({ visibilityProperty: true })) continue
    const { fontSize, fontWeight, fill, color } = getComputedStyle(element)
    const isLarge = parseFloat(fontSize) >= (Number(fontWeight) >= 700 ? 18.66 : 24)
    found.push({
      what: element.tagName + ' "' + words.slice(0, 40) + '"',
      ratio: element instanceof SVGElement ? ratio(colour(fill), below(element)) : ratio(colour(color), behind(element)),
      needed: isLarge ? 3 : 4.5,
    })
  }
  return found
})()`

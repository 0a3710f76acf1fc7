// Filters and sorts the list of endpoints, and shows it in pages. It adds nothing to read. Runs in the browser: its
// hash is in the content security policy.
'use strict'
{
  const PAGE = 100
  const byId = (id) => document.getElementById(id)
  const list = byId('list')
  if (list) start()

  function start() {
    const rows = [...list.tBodies]
    const texts = new Map(rows.map((row) => [row, row.rows[0].textContent.toLowerCase()]))
    const form = byId('controls')
    const pages = byId('pages')
    const unfold = byId('unfold')
    let order = rows
    let found = rows
    let page = 0
    let sorted = { key: 'risk', down: true }

    const inOrder = ({ key, down }) => {
      const text = (row) => row.dataset[key]
      const place = (row) => Number(row.dataset.place)
      const { compare: byName } = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })
      const compare =
        key === 'name' ? (a, b) => byName(text(a), text(b)) : (a, b) => Number(text(a)) - Number(text(b))
      return rows.toSorted((a, b) => (down ? compare(b, a) : compare(a, b)) || place(a) - place(b))
    }

    const filter = () => {
      const words = byId('words').value.toLowerCase().split(/\s+/).filter(Boolean)
      const exchange = byId('exchange').value
      const tier = byId('tier').value
      found = order.filter(
        (row) =>
          (exchange === '' || row.dataset.exchange === exchange) &&
          (tier === '' || row.dataset.tier === tier) &&
          words.every((word) => texts.get(row).includes(word)),
      )
      page = 0
      show()
    }

    const clear = () => {
      for (const id of ['words', 'exchange', 'tier']) byId(id).value = ''
      filter()
    }

    // Only the page that is read stands in the table: a browser takes long to lay out thousands of rows.
    const show = () => {
      for (const row of [...list.tBodies]) row.remove()
      list.append(...visible())
      const all = rows.length.toLocaleString('en-GB') + (rows.length === 1 ? ' endpoint' : ' endpoints')
      byId('count').textContent =
        found.length === rows.length ? all : `${found.length.toLocaleString('en-GB')} of ${all}`
      turnable()
      foldable()
    }

    const turnable = () => {
      const last = Math.max(0, Math.ceil(found.length / PAGE) - 1)
      pages.hidden = last === 0
      before.disabled = page === 0
      after.disabled = page === last
      where.textContent = `${page * PAGE + 1} to ${Math.min(found.length, (page + 1) * PAGE)} of ${found.length}`
    }

    const button = (text, act) => {
      const made = document.createElement('button')
      made.type = 'button'
      made.textContent = text
      made.addEventListener('click', act)
      return made
    }

    const turn = (by) => () => {
      page += by
      show()
      list.scrollIntoView()
    }

    const before = button('Previous', turn(-1))
    const after = button('Next', turn(1))
    const where = document.createElement('span')
    pages.append(before, where, after)

    const visible = () => found.slice(page * PAGE, (page + 1) * PAGE)
    const details = (row) => row.querySelector('details') ?? {}
    const allOpen = () =>
      visible().some((row) => details(row).open) && visible().every((row) => details(row).open !== false)
    const foldable = () => {
      unfold.textContent = allOpen() ? 'Close all evidence' : 'Open all evidence'
    }
    unfold.addEventListener('click', () => {
      const open = !allOpen()
      for (const row of visible()) details(row).open = open
      foldable()
    })
    list.addEventListener('toggle', foldable, true)

    const sort = (heading) => () => {
      const key = heading.dataset.sort
      const again = sorted.key === key
      sorted = { key, down: again ? !sorted.down : key === 'risk' }
      for (const other of headings) other.removeAttribute('aria-sort')
      heading.setAttribute('aria-sort', sorted.down ? 'descending' : 'ascending')
      order = inOrder(sorted)
      filter()
    }
    const headings = [...list.querySelectorAll('th[data-sort]')]
    for (const heading of headings) {
      const made = button(heading.textContent, sort(heading))
      heading.replaceChildren(made)
    }

    // A link to an endpoint leads there even where it was filtered out or stands on another page.
    const follow = () => {
      const row = rows.find((one) => `#${one.id}` === location.hash)
      if (!row) return
      if (!found.includes(row)) {
        clear()
      }
      page = Math.floor(found.indexOf(row) / PAGE)
      show()
      details(row).open = true
      row.scrollIntoView()
      row.querySelector('summary')?.focus({ preventScroll: true })
    }

    form.hidden = false
    form.addEventListener('input', filter)
    form.addEventListener('submit', (event) => event.preventDefault())
    form.addEventListener('reset', (event) => {
      event.preventDefault()
      clear()
    })
    addEventListener('hashchange', follow)
    // Paper has no pages to turn: everything that was found is printed.
    addEventListener('beforeprint', () => list.append(...found))
    addEventListener('afterprint', show)
    show()
    follow()
  }
}

import { join } from 'node:path'
import { expect } from 'chai'
import { McpPqcError } from '../../src/model/error.ts'
import { ScanRecorder } from '../../src/scan/recorder.ts'
import type { ScanWriter } from '../../src/store/scanStore.ts'
import { all, closeStores, newFolder, newScan, numbered, open } from '../store/storing.ts'

describe('a store that fails in the middle of a scan', () => {
  afterEach(closeStores)

  /** A recorder whose store is full after the first endpoint. */
  const failing = async (named: string | undefined) => {
    const store = await open(join(newFolder(), 'scans.db'))
    const writer = await store.begin(newScan())
    let count = 0
    const full: ScanWriter = {
      id: writer.id,
      put: async (endpoints) => {
        if (++count > 1) throw new McpPqcError('STORE_FULL', 'no space left', 'Free some space.')
        await writer.put(endpoints)
      },
      silent: (id) => writer.silent(id),
      endpoints: () => writer.endpoints(),
      end: (state) => writer.end(state),
    }
    const notes: string[] = []
    const place = { store: named, dataDir: '/', note: (text: string) => notes.push(text) }
    return { recorder: new ScanRecorder(place, { store, writer: full }), notes }
  }

  it('loses no endpoint where it is the program’s own: all are read back', async () => {
    const { recorder, notes } = await failing(undefined)
    const endpoints = [numbered(1, 30), numbered(2, 50), numbered(3, 40)]
    for (const endpoint of endpoints) await recorder.put(endpoint)
    expect(notes).to.deep.equal(['This scan is not stored: no space left'])
    expect(await recorder.end('finished')).to.equal(false)
    const read = await all(recorder.endpoints())
    expect(read).to.deep.equal([endpoints[1], endpoints[2], endpoints[0]])
    await recorder.close()
  })

  it('has to end a scan where the user named it, and costs no endpoint', async () => {
    const { recorder, notes } = await failing('scans.db')
    await recorder.put(numbered(1))
    expect(recorder.failure).to.equal(undefined)
    await recorder.put(numbered(2))
    expect(recorder.failure?.code).to.equal('STORE_FULL')
    expect(await recorder.end('interrupted')).to.equal(false)
    expect((await all(recorder.endpoints())).map(({ id }) => id)).to.have.members(
      [numbered(1), numbered(2)].map(({ id }) => id),
    )
    expect(notes).to.deep.equal([])
    await recorder.close()
  })
})

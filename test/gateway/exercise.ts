import { Client, type Transport } from '@modelcontextprotocol/client'
import { expect } from 'chai'

/** Everything that a session of 2025-11-25 has, against server-everything, by a client of the official SDK. */
export const exercise = (connect: () => Transport): void => {
  let client: Client
  const updated: string[] = []
  let onUpdated = (): void => {}
  before(async () => {
    client = new Client(
      { name: 'exercise', version: '1' },
      { capabilities: { sampling: {}, elicitation: {}, roots: {} } },
    )
    client.setRequestHandler('sampling/createMessage', ({ params }) => ({
      model: 'test',
      role: 'assistant',
      content: { type: 'text', text: `sampled ${params.maxTokens}` },
    }))
    client.setRequestHandler('elicitation/create', () => ({ action: 'decline' }))
    client.setRequestHandler('roots/list', () => ({ roots: [] }))
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => {
      updated.push(params.uri)
      onUpdated()
    })
    await client.connect(connect())
  })
  after(() => client.close())

  const call = async (name: string, args: Record<string, unknown>, options = {}): Promise<string> => {
    const { content } = await client.callTool({ name, arguments: args }, options)
    return JSON.stringify(content)
  }

  it('lists and calls', async () => {
    expect((await client.listTools()).tools.map(({ name }) => name)).to.include('echo')
    expect(await call('echo', { message: 'hello' })).to.include('Echo: hello')
  })

  it('reports progress', async () => {
    const progress: number[] = []
    const onprogress = (one: { progress: number }): number => progress.push(one.progress)
    await call('trigger-long-running-operation', { duration: 0.03, steps: 3 }, { onprogress })
    // The official client forgets the last one where the answer came along with it (2.4, November 2026).
    expect(progress.slice(0, 2)).to.deep.equal([1, 2])
  })

  it('cancels', async () => {
    const cancel = new AbortController()
    const called = call(
      'trigger-long-running-operation',
      { duration: 60, steps: 1_000 },
      { signal: cancel.signal, onprogress: () => cancel.abort() },
    )
    expect(await called.catch((error: Error) => error.message)).to.match(/abort/i)
    expect(await call('echo', { message: 'still' })).to.include('Echo: still')
  })

  it('lets the server ask the client', async () => {
    expect(await call('trigger-sampling-request', { prompt: 'x', maxTokens: 7 })).to.include('sampled 7')
    expect(await call('trigger-elicitation-request', {})).to.include('decline')
  })

  it('brings notifications of what was subscribed to', async () => {
    const { resources } = await client.listResources()
    const uri = String(resources[0]?.uri)
    await client.subscribeResource({ uri })
    const arrived = new Promise<void>((resolve) => {
      onUpdated = resolve
    })
    await call('toggle-subscriber-updates', {})
    await arrived
    await call('toggle-subscriber-updates', {})
    expect(updated).to.include(uri)
  })

  it('answers requests side by side', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, at) => call('get-sum', { a: at, b: 1_000 })),
    )
    answers.forEach((answer, at) => {
      expect(answer).to.include(`is ${at + 1_000}.`)
    })
  })
}

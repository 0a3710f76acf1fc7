import { setTimeout as delay } from 'node:timers/promises'
import type { CallToolResult, ServerContext, Tool } from '@modelcontextprotocol/server'

/** A tool that a scenario of @modelcontextprotocol/conformance asks for, by the name that it asks for. */
type ConformanceTool = Tool & {
  call: (words: Record<string, unknown>, context: ServerContext) => CallToolResult | Promise<CallToolResult>
}

const NO_ARGUMENTS = { type: 'object', properties: {} } as const

const text = (words: string): CallToolResult => ({ content: [{ type: 'text', text: words }] })

/** One red pixel. */
export const PNG =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8DwHwAFBQIAX8jx0gAAAABJRU5ErkJggg=='
/** A WAVE file with no samples. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA='

const image = { type: 'image', data: PNG, mimeType: 'image/png' } as const

/** Milliseconds between the steps of a tool that reports on its way: the scenarios ask for about this much. */
const STEP_MS = 50

const simple = (
  name: string,
  description: string,
  call: ConformanceTool['call'],
  inputSchema: Tool['inputSchema'] = NO_ARGUMENTS,
): ConformanceTool => ({ name, description, inputSchema, call })

const oneText = (name: string): Tool['inputSchema'] => ({
  type: 'object',
  properties: { [name]: { type: 'string' } },
  required: [name],
})

const elicited = async (
  { mcpReq }: ServerContext,
  message: string,
  requestedSchema: object,
  lead = 'Elicitation completed',
): Promise<CallToolResult> => {
  const { action, content } = await mcpReq.send({
    method: 'elicitation/create',
    params: { message, requestedSchema },
  })
  return text(`${lead}: action=${action}, content=${JSON.stringify(content ?? {})}`)
}

export const TOOLS: readonly ConformanceTool[] = [
  simple('test_simple_text', 'Plain text', () => text('This is a simple text response for testing.')),
  simple('test_image_content', 'An image', () => ({ content: [image] })),
  simple('test_audio_content', 'A sound', () => ({
    content: [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  })),
  simple('test_embedded_resource', 'A resource inside the result', () => ({
    content: [
      {
        type: 'resource',
        resource: {
          uri: 'test://embedded-resource',
          mimeType: 'text/plain',
          text: 'This is an embedded resource content.',
        },
      },
    ],
  })),
  simple('test_multiple_content_types', 'Text, an image and a resource', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      {
        type: 'resource',
        resource: {
          uri: 'test://mixed-content-resource',
          mimeType: 'application/json',
          text: '{"test":"data","value":123}',
        },
      },
    ],
  })),
  simple('test_error_handling', 'Fails', () => ({
    ...text('This tool intentionally returns an error for testing'),
    isError: true,
  })),
  simple('test_tool_with_logging', 'Logs while it runs', async (_, { mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started')
    await delay(STEP_MS)
    await mcpReq.log('info', 'Tool processing data')
    await delay(STEP_MS)
    await mcpReq.log('info', 'Tool execution completed')
    return text('Tool execution completed')
  }),
  simple('test_tool_with_progress', 'Reports progress while it runs', async (_, { mcpReq }) => {
    const progressToken = mcpReq._meta?.progressToken
    for (const progress of [0, 50, 100]) {
      if (progressToken !== undefined)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        })
      await delay(STEP_MS)
    }
    return text(String(progressToken))
  }),
  simple(
    'test_reconnection',
    'Closes its stream in the middle and answers on the next one',
    async (_, { http }) => {
      http?.closeSSE?.()
      await delay(STEP_MS)
      return text('Answered after the stream was closed')
    },
  ),
  simple(
    'test_sampling',
    'Asks the client for a completion',
    async ({ prompt }, { mcpReq }) => {
      const { content } = await mcpReq.send({
        method: 'sampling/createMessage',
        params: {
          messages: [{ role: 'user', content: { type: 'text', text: String(prompt) } }],
          maxTokens: 100,
        },
      })
      return text(`LLM response: ${JSON.stringify(content)}`)
    },
    oneText('prompt'),
  ),
  simple(
    'test_elicitation',
    'Asks the user',
    ({ message }, context) =>
      elicited(
        context,
        String(message),
        {
          type: 'object',
          properties: {
            username: { type: 'string', description: "User's response" },
            email: { type: 'string', description: "User's email address" },
          },
          required: ['username', 'email'],
        },
        'User response',
      ),
    oneText('message'),
  ),
  simple('test_elicitation_sep1034_defaults', 'Asks the user, with defaults', (_, context) =>
    elicited(context, 'Please review the defaults', {
      type: 'object',
      properties: {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      },
      required: [],
    }),
  ),
  simple('test_elicitation_sep1330_enums', 'Asks the user to choose', (_, context) =>
    elicited(context, 'Please choose', {
      type: 'object',
      properties: {
        untitledSingle: { type: 'string', enum: ['option1', 'option2', 'option3'] },
        titledSingle: {
          type: 'string',
          oneOf: [
            { const: 'value1', title: 'First Option' },
            { const: 'value2', title: 'Second Option' },
            { const: 'value3', title: 'Third Option' },
          ],
        },
        legacyEnum: {
          type: 'string',
          enum: ['opt1', 'opt2', 'opt3'],
          enumNames: ['Option One', 'Option Two', 'Option Three'],
        },
        untitledMulti: { type: 'array', items: { type: 'string', enum: ['option1', 'option2', 'option3'] } },
        titledMulti: {
          type: 'array',
          items: {
            anyOf: [
              { const: 'value1', title: 'First Choice' },
              { const: 'value2', title: 'Second Choice' },
              { const: 'value3', title: 'Third Choice' },
            ],
          },
        },
      },
      required: [],
    }),
  ),
  simple('json_schema_2020_12_tool', 'Tool with JSON Schema 2020-12 features', () => text('Taken'), {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    $defs: {
      address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
    },
    properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
    additionalProperties: false,
  }),
]

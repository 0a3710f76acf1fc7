import {
  type Implementation,
  McpServer,
  ResourceTemplate,
  type ToolAnnotations,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

type Part = (server: McpServer) => void
/** What a tool answers: structured content, or the message of an error that the model is to see. */
type Answer = Record<string, unknown> | string

export const READ = { readOnlyHint: true }
/** Adds something, once for each call. */
export const ADD = { readOnlyHint: false, destructiveHint: false, idempotentHint: false }
/** Adds something; calling it again changes nothing. */
export const ENSURE = { readOnlyHint: false, destructiveHint: false, idempotentHint: true }
/** Changes or removes something, again with each call. */
export const CHANGE = { readOnlyHint: false, destructiveHint: true, idempotentHint: false }
/** Sets something to a value. */
export const SET = { readOnlyHint: false, destructiveHint: true, idempotentHint: true }

/** An MCP server with made-up data, of these tools, resources and prompts. */
export const demoServer =
  (info: Implementation, ...parts: readonly Part[]) =>
  (): McpServer => {
    const server = new McpServer(info)
    for (const add of parts) add(server)
    return server
  }

export const tool =
  <Input extends z.ZodRawShape>(
    name: string,
    title: string,
    description: string,
    input: Input | undefined,
    annotations: ToolAnnotations,
    answer: (input: z.output<z.ZodObject<Input>>) => Answer,
  ): Part =>
  (server) => {
    const config = { title, description, annotations }
    if (input)
      server.registerTool(name, { ...config, inputSchema: z.object(input) }, (args) =>
        toolResult(answer(args)),
      )
    else server.registerTool(name, config, () => toolResult(answer({} as z.output<z.ZodObject<Input>>)))
  }

/** Structured content is repeated as text, for clients that do not read it. */
const toolResult = (answer: Answer) =>
  typeof answer === 'string'
    ? { content: [{ type: 'text' as const, text: answer }], isError: true }
    : { content: [{ type: 'text' as const, text: JSON.stringify(answer) }], structuredContent: answer }

type DocumentType = { title: string; mimeType: string }

export const document =
  (name: string, uri: string, type: DocumentType, text: string): Part =>
  (server) => {
    server.registerResource(name, uri, type, () => ({ contents: [{ uri, mimeType: type.mimeType, text }] }))
  }

/** A resource for each text, at a URI template with one variable: the text's key. */
export const documents =
  (
    name: string,
    template: string,
    type: DocumentType,
    texts: Record<string, string>,
    nameOf = (key: string): string => key,
  ): Part =>
  (server) => {
    const resources = Object.keys(texts).map((key) => ({
      uri: template.replace(/\{.*\}/, key),
      name: nameOf(key),
    }))
    const list = () => ({ resources })
    server.registerResource(name, new ResourceTemplate(template, { list }), type, (uri, variables) => {
      const [key] = Object.values(variables)
      return { contents: [{ uri: uri.href, mimeType: type.mimeType, text: texts[String(key)] ?? '' }] }
    })
  }

export const prompt =
  (
    name: string,
    title: string,
    description: string,
    argument: string,
    text: (value: string) => string,
  ): Part =>
  (server) => {
    const argsSchema = z.object({ [argument]: z.string() })
    server.registerPrompt(name, { title, description, argsSchema }, (args) => ({
      messages: [{ role: 'user', content: { type: 'text', text: text(args[argument] ?? '') } }],
    }))
  }

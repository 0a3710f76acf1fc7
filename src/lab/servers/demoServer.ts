import { McpServer, ResourceTemplate, type ToolAnnotations } from '@modelcontextprotocol/server'
import { z } from 'zod'
import SERVERS from './servers.json' with { type: 'json' }

type Part = (server: McpServer) => void
type Tool = (
  server: McpServer,
  name: string,
  config: { title: string; description: string; annotations: ToolAnnotations },
) => void
/** What a tool answers: structured content, or the message of an error that the model is to see. */
type Answer = Record<string, unknown> | string

export type ServerName = keyof typeof SERVERS

/** An MCP server with the made-up data of servers.json, which also describes its tools. */
export const demoServer =
  <Name extends ServerName>(
    name: Name,
    tools: Record<keyof (typeof SERVERS)[Name]['tools'], Tool>,
    ...parts: readonly Part[]
  ) =>
  (): McpServer => {
    const { title, version, tools: described } = SERVERS[name]
    const server = new McpServer({ name, title, version })
    for (const [toolName, add] of Object.entries<Tool>(tools))
      add(server, toolName, described[toolName as keyof typeof described])
    for (const add of parts) add(server)
    return server
  }

export const tool =
  <Input extends z.ZodRawShape>(
    input: Input,
    answer: (input: z.output<z.ZodObject<Input>>) => Answer,
  ): Tool =>
  (server, name, config) => {
    const inputSchema = z.object(input)
    server.registerTool(name, { ...config, inputSchema }, (args) => toolResult(answer(args)))
  }

/** A tool without arguments. */
export const list =
  (answer: () => Answer): Tool =>
  (server, name, config) => {
    server.registerTool(name, config, () => toolResult(answer()))
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

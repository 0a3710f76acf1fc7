import type { Prompt, Resource, Tool } from '../../model/mcp.ts'
import type { DataClass } from '../../registry/sensitivity/dataClasses.ts'

/** What is known of an MCP server before or after talking to it. Every text may be hostile. */
export type ServerEvidence = {
  id?: string
  /** The name in the configuration or in the registry. */
  name?: string | undefined
  title?: string | undefined
  description?: string
  url?: string
  /** `serverInfo.name` of the initialize result. */
  serverName?: string | undefined
  instructions?: string | undefined
  packageName?: string | undefined
  command?: string | undefined
  /** Names, never values, of environment variables and secrets. */
  environment?: readonly string[] | undefined
  tools?: readonly ToolEvidence[] | undefined
  resources?: readonly Pick<Resource, 'uri' | 'name' | 'description'>[] | undefined
  prompts?: readonly Pick<Prompt, 'name' | 'description'>[] | undefined
}

export type ToolEvidence = Pick<Tool, 'name' | 'title' | 'description' | 'annotations'>

/** One thing that speaks for one class. */
export type Hint = {
  class: DataClass
  weight: number
  /** As shown to a person: `tool create_refund: refund`. */
  words: string
  /** Said of the server as a whole, not by one of its tools: only this may speak against another class. */
  whole: boolean
}
